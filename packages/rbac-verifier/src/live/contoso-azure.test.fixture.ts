import type { Seed } from "@entrim/azure-emulator";
import { entrimSnapshot, ids, type Mutable, resource } from "../contoso.test.fixture.ts";

/** The subscription of the set-up. */
export const subscription: string = ids.group.split("/").slice(0, 3).join("/");
const snapshot = entrimSnapshot();
/** Object id of who may read and change all of it. */
export const operator = "00000000-0000-4000-8000-000000000005";
const services = new Set([ids.openai, ids.search, ids.storage, ids.identity]);

const members = (id: string): Mutable => {
  const { properties, identity } = resource(entrimSnapshot(), id);
  return { properties, ...(identity === undefined ? {} : { identity }) };
};

/** Somebody's set-up in the local Azure, in which all is well; `operator` may change it. */
export function contosoSeed(): Seed {
  return {
    tenant: { displayName: "Contoso", domain: "contoso.example" },
    subscriptionId: subscription.split("/")[2] ?? "",
    resourceGroup: "rg-oyd",
    identities: [
      {
        name: "id-chat",
        kind: "UserAssigned",
        clientId: "c0000000-0000-4000-8000-000000000008",
        principalId: ids.appPrincipal,
        graphPermissions: ["GroupMember.Read.All", "User.ReadBasic.All"],
      },
      {
        name: "operator",
        kind: "UserAssigned",
        clientId: "00000000-0000-4000-8000-000000000004",
        principalId: operator,
        graphPermissions: ["Directory.Read.All"],
      },
      ...[ids.searchPrincipal, ids.openaiPrincipal].map((principalId, index) => ({
        name: `service-${index}`,
        kind: "SystemAssigned" as const,
        clientId: `00000000-0000-4000-8000-00000000001${index}`,
        principalId,
      })),
    ],
    searchServices: [{ name: "contoso-search", resource: members(ids.search) }],
    openaiAccounts: [
      {
        name: "contoso-aoai",
        deployments: [{ name: "gpt-4o", model: "gpt-4o" }],
        resource: members(ids.openai),
      },
    ],
    storageAccounts: [
      { name: "contosooyd", containers: [{ name: "documents" }], resource: members(ids.storage) },
    ],
    resources: [
      ...snapshot.resources.filter(({ id }: Mutable) => !services.has(id)),
      ...snapshot.privateDns.flatMap(({ zone, virtualNetworkLinks, recordSets }: Mutable) =>
        [[zone], virtualNetworkLinks, recordSets].flat(),
      ),
    ],
    roleAssignments: [
      { principalId: ids.appPrincipal, role: "Search Index Data Reader", scope: ids.search },
      { principalId: ids.appPrincipal, role: "Cognitive Services OpenAI User", scope: ids.openai },
      { principalId: ids.searchPrincipal, role: "Storage Blob Data Reader", scope: ids.storage },
      { principalId: operator, role: "Owner", scope: subscription },
    ],
  };
}
