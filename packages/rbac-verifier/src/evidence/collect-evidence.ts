import type { AzureCloudName } from "@entrim/azure-clouds";
import type { DenyAssignment } from "../access/deny-assignment.ts";
import type { RoleAssignment } from "../access/role-assignment.ts";
import type { RoleDefinition } from "../access/role-definition.ts";
import { RbacVerifierError } from "../rbac-verifier-error.ts";
import type {
  EntraEvidence,
  Evidence,
  EvidenceClass,
  HostProbe,
  PrivateDnsZone,
  Resource,
} from "./evidence.ts";
import {
  readDenyAssignment,
  readRoleAssignment,
  readRoleDefinition,
} from "./read-authorization.ts";
import { plannedSubscription } from "./planned-resource.ts";
import { keyOf, nameOf, parentOf, subscriptionOf } from "./resource-id.ts";
import { listAt, textAt, type Json } from "./read-path.ts";
import { requireTargets } from "./require-targets.ts";
import type { Targets } from "./targets.ts";
import { showsSettings, toArmResource } from "./to-arm-resource.ts";

/** Gathers rows of any kind, in any order, into one body of evidence. */
export interface EvidenceCollector {
  /**
   * A row as Resource Manager or the CLI writes it, put where its type belongs.
   *
   * @returns Whether it was one.
   */
  add(row: Json): boolean;
  addEligible(row: Json): void;
  addGroups(principalId: string, groups: readonly string[]): void;
  addManagementGroups(subscriptionId: string, ids: readonly string[]): void;
  addDeletedPrincipal(id: string): void;
  addEntra(entra: EntraEvidence): void;
  addClient(client: Json): void;
  addMissing(what: string): void;
  /** Says that there is a role assignment of which it is not known for whom or on what: no list is complete then. */
  addOpenAssignment(what: string): void;
  /** Says that a list goes on where the evidence ends. */
  addCutOff(name: string): void;
  addProbes(probes: readonly HostProbe[]): void;
  /** Says that all of a kind was read, even if there is none. */
  markComplete(kind: EvidenceClass): void;
  /** Says that a list was read, even if it is empty. */
  markRead(list: "roleAssignments" | "eligibleAssignments" | "denyAssignments" | "dnsZones"): void;
  /** Says that what belongs to a zone was read, even if there is nothing. */
  markZoneRead(zoneId: string, list: "links" | "records"): void;
  finish(options: {
    readonly cloud?: AzureCloudName | undefined;
    readonly tenantId?: string | undefined;
    readonly capturedAt?: string | undefined;
    readonly source: string;
    readonly targets: Partial<Targets>;
  }): Evidence;
}

/** Starts an empty body of evidence. */
export function createEvidenceCollector(): EvidenceCollector {
  const resources = new Map<string, Resource>();
  const deployments = new Map<string, Resource[]>();
  const zones = new Map<string, { links?: Resource[]; records?: Resource[] }>();
  const subnets = new Map<string, Resource>();
  const lists: {
    roleAssignments?: Map<string, RoleAssignment>;
    eligibleAssignments?: Map<string, RoleAssignment>;
    denyAssignments?: Map<string, DenyAssignment>;
    dnsZones?: true;
  } = {};
  const roleDefinitions = new Map<string, RoleDefinition>();
  const groups = new Map<string, readonly string[]>();
  const managementGroups = new Map<string, readonly string[]>();
  const deletedPrincipals = new Set<string>();
  const complete = new Set<EvidenceClass>();
  const missing: string[] = [];
  const cutOff = new Set<string>();
  let hasOpenAssignments = false;
  let probes: readonly HostProbe[] | undefined;
  let entra: EntraEvidence = {};
  let client: Json;

  const zoneOf = (id: string): { links?: Resource[]; records?: Resource[] } => {
    const key = keyOf(id);
    const zone = zones.get(key) ?? {};
    zones.set(key, zone);
    return zone;
  };
  const place: Readonly<Record<string, (resource: Resource, row: Json) => void>> = {
    "microsoft.authorization/roleassignments": (_, row) => {
      const assignment = readRoleAssignment(row);
      if (assignment === undefined) return;
      lists.roleAssignments ??= new Map();
      lists.roleAssignments.set(keyOf(assignment.id), assignment);
    },
    "microsoft.authorization/roledefinitions": (_, row) => {
      const role = readRoleDefinition(row);
      if (role !== undefined) roleDefinitions.set(role.id, role);
    },
    "microsoft.authorization/denyassignments": (_, row) => {
      const deny = readDenyAssignment(row);
      if (deny === undefined) return;
      lists.denyAssignments ??= new Map();
      lists.denyAssignments.set(keyOf(deny.id), deny);
    },
    "microsoft.authorization/roleeligibilityscheduleinstances": (_, row) => addEligible(row),
    "microsoft.cognitiveservices/accounts/deployments": (resource) => {
      const account = keyOf(parentOf(resource.id));
      deployments.set(account, [...(deployments.get(account) ?? []), resource]);
    },
    "microsoft.network/privatednszones": (resource) => {
      lists.dnsZones = true;
      zoneOf(resource.id);
      resources.set(keyOf(resource.id), resource);
    },
    "microsoft.network/privatednszones/virtualnetworklinks": (resource) => {
      // a list of az resource names links, and not what they link
      if (showsSettings(resource)) (zoneOf(parentOf(resource.id)).links ??= []).push(resource);
    },
    "microsoft.network/virtualnetworks/subnets": (resource) => {
      subnets.set(keyOf(resource.id), resource);
    },
    "microsoft.network/privatednszones/a": (resource) => {
      if (showsSettings(resource)) (zoneOf(parentOf(resource.id)).records ??= []).push(resource);
    },
  };

  function addEligible(row: Json): void {
    const assignment = readRoleAssignment(row);
    if (assignment === undefined) return;
    lists.eligibleAssignments ??= new Map();
    lists.eligibleAssignments.set(
      assignment.id === "" ? `${lists.eligibleAssignments.size}` : keyOf(assignment.id),
      assignment,
    );
  }

  return {
    add(row) {
      const resource = toArmResource(row);
      if (resource === undefined) return false;
      const type = resource.type.toLowerCase();
      const put = Object.hasOwn(place, type) ? place[type] : undefined;
      if (put === undefined) resources.set(keyOf(resource.id), resource);
      else put(resource, row);
      return true;
    },
    addEligible,
    addGroups(principalId, ids) {
      groups.set(principalId.toLowerCase(), ids);
    },
    addManagementGroups(subscriptionId, ids) {
      managementGroups.set(nameOf(subscriptionId).toLowerCase(), ids);
    },
    addDeletedPrincipal(id) {
      deletedPrincipals.add(id.toLowerCase());
    },
    addEntra(more) {
      entra = { ...entra, ...more };
    },
    addClient(more) {
      client = more;
    },
    addMissing(what) {
      missing.push(what);
    },
    addOpenAssignment(what) {
      missing.push(what);
      hasOpenAssignments = true;
    },
    addCutOff(name) {
      cutOff.add(name);
    },
    addProbes(more) {
      probes = [...(probes ?? []), ...more];
    },
    markComplete(kind) {
      complete.add(kind);
    },
    markRead(list) {
      if (list === "dnsZones") lists.dnsZones = true;
      else lists[list] ??= new Map();
    },
    markZoneRead(zoneId, list) {
      zoneOf(zoneId)[list] ??= [];
    },
    finish({ cloud = "public", tenantId, capturedAt, source, targets }) {
      placeSubnets(resources, subnets);
      const dnsZones = [...zones].flatMap(([key, { links, records }]): PrivateDnsZone[] => {
        const zone = resources.get(key);
        return zone === undefined ? [] : [{ zone, links, records }];
      });
      if (hasOpenAssignments) complete.delete("roleAssignments:inherited");
      const completed = completeTargets(requireTargets(targets), resources);
      return {
        cloud,
        tenantId,
        capturedAt,
        source,
        targets: completed,
        planned: Object.values(completed).some(
          (id) => typeof id === "string" && subscriptionOf(id) === plannedSubscription,
        ),
        resources,
        deployments,
        dnsZones: lists.dnsZones === undefined ? undefined : dnsZones,
        roleAssignments: lists.roleAssignments && [...lists.roleAssignments.values()],
        eligibleAssignments: lists.eligibleAssignments && [...lists.eligibleAssignments.values()],
        denyAssignments: lists.denyAssignments && [...lists.denyAssignments.values()],
        roleDefinitions,
        groups,
        managementGroups,
        deletedPrincipals,
        entra,
        client,
        probes,
        complete,
        cutOff: [...cutOff],
        missing,
      };
    },
  };
}

/** Subnets stand in their network; templates list them apart, and leave out ids. */
function placeSubnets(
  resources: Map<string, Resource>,
  subnets: ReadonlyMap<string, Resource>,
): void {
  for (const [key, network] of resources) {
    if (network.type.toLowerCase() !== "microsoft.network/virtualnetworks") continue;
    const inside = listAt(network, "properties.subnets").map((subnet) => {
      const id = textAt(subnet, "id") ?? `${network.id}/subnets/${textAt(subnet, "name") ?? ""}`;
      return Object.assign({}, subnet as object, { id });
    });
    const known = new Set(inside.map(({ id }) => keyOf(id)));
    const apart = [...subnets.values()].filter(
      ({ id }) => keyOf(parentOf(id)) === key && !known.has(keyOf(id)),
    );
    if (inside.length + apart.length === 0) continue;
    resources.set(key, {
      ...network,
      properties: { ...(network["properties"] as object), subnets: [...inside, ...apart] },
    });
  }
}

const typesOfTargets = {
  openai: "microsoft.cognitiveservices/accounts",
  search: "microsoft.search/searchservices",
  storage: "microsoft.storage/storageaccounts",
  vnet: "microsoft.network/virtualnetworks",
  webApp: "microsoft.web/sites",
  identity: "microsoft.managedidentity/userassignedidentities",
} as const;

/** Finds the targets that were not named, where there is only one of a kind. */
function completeTargets(
  named: Partial<Targets>,
  resources: ReadonlyMap<string, Resource>,
): Targets {
  const found: Record<string, string> = {};
  for (const [target, type] of Object.entries(typesOfTargets)) {
    if (Reflect.get(named, target) !== undefined) continue;
    const candidates = [...resources.values()].filter(
      (resource) => resource.type.toLowerCase() === type,
    );
    const isNeeded = target === "openai" || target === "search";
    if (candidates.length === 1) found[target] = (candidates[0] as Resource).id;
    else if (isNeeded) {
      throw candidates.length === 0
        ? new RbacVerifierError(
            "TARGET_MISSING",
            `rbac-verifier: there is no ${target} resource in the evidence; name one as targets.${target} (--${target})`,
          )
        : new RbacVerifierError(
            "TARGET_AMBIGUOUS",
            `rbac-verifier: there are ${candidates.length} resources that could be ${target}; name one as targets.${target} (--${target})`,
          );
    }
  }
  return { ...found, ...named } as Targets;
}
