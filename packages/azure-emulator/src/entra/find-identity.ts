import type { Seed, SeedManagedIdentity } from "../seed.ts";

/** The ways to name an identity, by the parameters of both endpoints. */
const parametersOf: Readonly<Record<string, "client" | "principal" | "resource">> = {
  client_id: "client",
  principal_id: "principal",
  object_id: "principal",
  // App Service's spelling, and that of the instance metadata service
  mi_res_id: "resource",
  msi_res_id: "resource",
};

/**
 * The identity that the parameters of a request name, or the system-assigned one where they name none: the
 * first that no search service of the seed has. Names that disagree with each other name nobody.
 */
export function findIdentity(
  seed: Seed,
  parameters: URLSearchParams,
): SeedManagedIdentity | undefined {
  const { identities = [] } = seed;
  const names = [...parameters].flatMap(([parameter, name]) => {
    const way = Object.hasOwn(parametersOf, parameter) ? parametersOf[parameter] : undefined;
    return way === undefined ? [] : [{ way, name: name.toLowerCase() }];
  });
  if (names.length === 0) {
    return identities.find(
      (identity) => identity.kind === "SystemAssigned" && !isServiceIdentity(seed, identity),
    );
  }
  return identities.find((identity) =>
    names.every(({ way, name }) => nameOf(seed, identity, way) === name),
  );
}

/** Whether an identity is that of a search service, which nobody else gets tokens of. */
function isServiceIdentity(
  { searchServices = [] }: Seed,
  { principalId }: SeedManagedIdentity,
): boolean {
  return searchServices.some(({ resource }) => resource?.identity?.["principalId"] === principalId);
}

function nameOf(
  { subscriptionId, resourceGroup }: Seed,
  identity: SeedManagedIdentity,
  way: "client" | "principal" | "resource",
): string | undefined {
  if (way === "client") return identity.clientId;
  if (way === "principal") return identity.principalId;
  // a system-assigned identity is part of a resource and has no id of its own
  if (identity.kind !== "UserAssigned") return undefined;
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${identity.name}`.toLowerCase();
}
