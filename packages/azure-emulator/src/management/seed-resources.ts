import { emulatorTenantId } from "../emulator-tenant.ts";
import { isScope, rootManagementGroup, segmentsOf } from "../roles/scope.ts";
import type { Seed, SeedManagedIdentity, SeedResource, SeedResourceMembers } from "../seed.ts";
import { armResource, type ArmResource, type ArmResources } from "./arm-resource.ts";
import { openaiResources } from "./openai-resources.ts";
import { searchResource } from "./search-resource.ts";
import { storageResources } from "./storage-resources.ts";

/** Ids of the services of a seed. */
export interface ResourceIds {
  searchService(name: string): string;
  openaiAccount(name: string): string;
  storageAccount(name: string): string;
}

/** Where the services of a seed lie: all in its one resource group. */
export function resourceIdsOf({ subscriptionId, resourceGroup }: Seed): ResourceIds {
  const providers = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers`;
  return {
    searchService: (name) => `${providers}/Microsoft.Search/searchServices/${name}`,
    openaiAccount: (name) => `${providers}/Microsoft.CognitiveServices/accounts/${name}`,
    storageAccount: (name) => `${providers}/Microsoft.Storage/storageAccounts/${name}`,
  };
}

/**
 * Everything that Resource Manager shows: the services of the seed, its identities, and what else it has.
 *
 * @param containersOf The names of the containers of a storage account, as they are at the moment.
 * @throws TypeError for a resource whose id is none.
 */
export function createResources(
  seed: Seed,
  containersOf: (storageAccount: string) => readonly string[],
): ArmResources {
  const ids = resourceIdsOf(seed);
  const changes = new Map<string, SeedResourceMembers>();
  /** What was said of a resource at first, and what it was changed to. */
  const changed = <Service extends { readonly resource?: SeedResourceMembers }>(
    id: string,
    service: Service,
  ): Service => {
    const change = changes.get(keyOf(id));
    return change ? { ...service, resource: mergeMembers(service.resource, change) } : service;
  };

  const { searchServices = [], openaiAccounts = [], storageAccounts = [], resources = [] } = seed;
  const servicesOf = (): readonly ArmResource[] => [
    ...(seed.identities ?? []).flatMap((identity) => identityResource(seed, identity)),
    ...searchServices.map((search) => {
      const id = ids.searchService(search.name);
      return searchResource(id, changed(id, search));
    }),
    ...openaiAccounts.flatMap((account) => {
      const id = ids.openaiAccount(account.name);
      return openaiResources(id, changed(id, account));
    }),
    ...resources.map((resource) => {
      const { properties } = resource;
      const change = changes.get(keyOf(resource.id));
      const members = mergeMembers(isObject(properties) ? { properties } : {}, change);
      return seededResource(seed, { ...resource, ...members });
    }),
  ];
  const parents = parentsOf(seed, servicesOf());
  return {
    list: () => [
      ...parents,
      ...servicesOf(),
      ...storageAccounts.flatMap((account) => {
        const id = ids.storageAccount(account.name);
        return storageResources(id, changed(id, account), containersOf(account.name));
      }),
    ],
    change(id, change) {
      changes.set(keyOf(id), mergeMembers(changes.get(keyOf(id)), change));
    },
  };
}

/** One text for all spellings of an id. */
function keyOf(id: string): string {
  return segmentsOf(id).join("/");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Members and those that take their place; of `properties`, each by itself. */
function mergeMembers(
  members: SeedResourceMembers = {},
  change: SeedResourceMembers = {},
): SeedResourceMembers {
  const properties = { ...members.properties, ...change.properties };
  const isEmpty = members.properties === undefined && change.properties === undefined;
  return { ...members, ...change, ...(isEmpty ? {} : { properties }) };
}

/** The management group, the subscription and the resource groups. */
function parentsOf(seed: Seed, resources: readonly ArmResource[]): readonly ArmResource[] {
  const subscription = `/subscriptions/${seed.subscriptionId}`;
  const groups = new Map([[seed.resourceGroup.toLowerCase(), seed.resourceGroup]]);
  for (const { id } of resources) {
    const name = id.split("/")[4] ?? "";
    if (!groups.has(name.toLowerCase())) groups.set(name.toLowerCase(), name);
  }
  return [
    {
      id: rootManagementGroup,
      type: "Microsoft.Management/managementGroups",
      show: () => ({
        id: rootManagementGroup,
        type: "Microsoft.Management/managementGroups",
        name: emulatorTenantId,
        properties: { tenantId: emulatorTenantId, displayName: "Tenant Root Group" },
      }),
    },
    {
      id: subscription,
      type: "Microsoft.Resources/subscriptions",
      show: () => ({
        id: subscription,
        authorizationSource: "RoleBased",
        managedByTenants: [],
        subscriptionId: seed.subscriptionId,
        tenantId: emulatorTenantId,
        displayName: seed.tenant.displayName,
        state: "Enabled",
        subscriptionPolicies: { spendingLimit: "Off" },
      }),
    },
    ...[...groups.values()].map((name) => {
      const id = `${subscription}/resourceGroups/${name}`;
      return {
        id,
        type: "Microsoft.Resources/subscriptions/resourceGroups",
        show: () => ({
          id,
          name,
          type: "Microsoft.Resources/resourceGroups",
          location: "westeurope",
          properties: { provisioningState: "Succeeded" },
        }),
      };
    }),
  ];
}

/** A user-assigned identity; the others are part of what they belong to. */
function identityResource(seed: Seed, identity: SeedManagedIdentity): readonly ArmResource[] {
  if (identity.kind !== "UserAssigned") return [];
  const { name, clientId, principalId } = identity;
  const type = "Microsoft.ManagedIdentity/userAssignedIdentities";
  return [
    armResource({
      id: `/subscriptions/${seed.subscriptionId}/resourceGroups/${seed.resourceGroup}/providers/${type}/${name}`,
      type,
      location: "westeurope",
      properties: { tenantId: emulatorTenantId, principalId, clientId },
    }),
  ];
}

function seededResource({ subscriptionId }: Seed, resource: SeedResource): ArmResource {
  const { id } = resource;
  const segments = segmentsOf(id);
  if (!isScope(segments) || segments.length < 8 || segments[1] !== subscriptionId.toLowerCase()) {
    throw new TypeError(
      `azure-emulator: "${id}" is no id of a resource in the seed's subscription; name it as in "/subscriptions/<id>/resourceGroups/<name>/providers/Microsoft.Web/sites/<name>"`,
    );
  }
  const [namespace, ...rest] = id.split("/").slice(6);
  const type = [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/");
  const shown = { name: rest.at(-1), type, ...resource };
  return { id, type, isSeeded: true, show: () => shown };
}
