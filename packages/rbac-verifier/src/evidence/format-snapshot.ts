import type { Evidence, Resource } from "./evidence.ts";
import { keyOf } from "./resource-id.ts";
import { withoutSecrets } from "./without-secrets.ts";

/**
 * Evidence as the text of a snapshot, for `readSnapshot` to read again. Secrets and the values of an
 * app's settings are left out.
 */
export function formatSnapshot(evidence: Evidence): string {
  const { targets, complete, missing, cutOff, dnsZones, entra, probes } = evidence;
  const zones = new Set(dnsZones?.map(({ zone }) => keyOf(zone.id)));
  return `${JSON.stringify(
    withoutSecrets({
      kind: "entrim.snapshot",
      version: 1,
      capturedAt: evidence.capturedAt,
      cloud: evidence.cloud,
      tenantId: evidence.tenantId,
      targets,
      evidence: { complete: [...complete], missing, cutOff },
      resources: [...evidence.resources.values()]
        .filter(({ id }) => !zones.has(keyOf(id)))
        .map(withoutSettings),
      deployments: Object.fromEntries(evidence.deployments),
      privateDns: dnsZones?.map(({ zone, links, records }) => ({
        zone,
        virtualNetworkLinks: links,
        recordSets: records,
      })),
      roleAssignments: evidence.roleAssignments?.map(({ roleId, endsOn, ...rest }) => ({
        ...rest,
        roleDefinitionId: roleId,
        endDateTime: endsOn,
      })),
      roleDefinitions: [...evidence.roleDefinitions.values()].map(
        ({ id, name, isCustom, permissions }) => ({
          name: id,
          roleName: name,
          roleType: isCustom === true ? "CustomRole" : "BuiltInRole",
          permissions,
        }),
      ),
      eligibleAssignments: evidence.eligibleAssignments?.map(({ roleId, endsOn, ...rest }) => ({
        ...rest,
        roleDefinitionId: roleId,
        endDateTime: endsOn,
      })),
      denyAssignments: evidence.denyAssignments?.map(
        ({ id, name, scope, permissions, principals, excludedPrincipals, isScopeOnly }) => ({
          id,
          denyAssignmentName: name,
          scope,
          permissions,
          principals: principals.map((principal) => ({ id: principal })),
          excludePrincipals: excludedPrincipals.map((principal) => ({ id: principal })),
          doNotApplyToChildScopes: isScopeOnly,
        }),
      ),
      groupMembership: Object.fromEntries(evidence.groups),
      managementGroups: Object.fromEntries(evidence.managementGroups),
      deletedPrincipals: [...evidence.deletedPrincipals],
      entra,
      probes,
    }),
    null,
    2,
  )}\n`;
}

/** The names of an app's settings say enough, unless they hold its endpoint. */
function withoutSettings(resource: Resource): Resource {
  if (resource.type.toLowerCase() !== "microsoft.web/sites/config") return resource;
  const settings = Object.entries(resource["properties"] ?? {}).map(([name, value]) => [
    name,
    name === "AZURE_OPENAI_ENDPOINT" ? value : "",
  ]);
  return { ...resource, properties: Object.fromEntries(settings) };
}
