import { emulatorTenantId } from "../emulator-tenant.ts";
import { segmentsOf } from "../roles/scope.ts";
import type { ManagementCall } from "./management-call.ts";
import { ManagementError } from "./management-error.ts";
import type { WantedIdentity } from "./resource-settings.ts";

type Members = Readonly<Record<string, unknown>>;

/**
 * The identity of a resource after a change: one of its own is made when it is first wanted, others have to
 * exist.
 *
 * @param shown The resource as it is.
 * @throws ManagementError for an identity that does not exist.
 */
export function changedIdentity(
  { azure, resources, apiVersion }: ManagementCall,
  shown: Members,
  { type, userAssignedIdentities }: WantedIdentity,
): Members {
  const wanted = type.toLowerCase();
  if (wanted === "none") return { type: "None" };
  const before = (shown["identity"] ?? {}) as Members;
  const own = (): Members => {
    const { principalId } = before;
    const name = String(shown["name"]);
    return {
      principalId: principalId ?? azure.directory.addIdentity(name).principalId,
      tenantId: emulatorTenantId,
    };
  };
  const assigned = (): Members => {
    const merged = {
      ...(before["userAssignedIdentities"] as Members | undefined),
      ...userAssignedIdentities,
    };
    // null takes one away
    const ids = Object.keys(merged).filter((id) => merged[id] !== null);
    const known = ids.map((id) => {
      const found = resources
        .list()
        .find(
          (one) =>
            one.type === "Microsoft.ManagedIdentity/userAssignedIdentities" &&
            segmentsOf(one.id).join("/") === segmentsOf(id).join("/"),
        );
      if (!found) {
        throw new ManagementError(
          400,
          "FailedIdentityOperation",
          `Identity operation for resource failed: the identity '${id}' was not found.`,
        );
      }
      const { principalId, clientId } = found.show(apiVersion)["properties"] as Members;
      return [id, { principalId, clientId }] as const;
    });
    return { userAssignedIdentities: Object.fromEntries(known) };
  };
  const isOwn = wanted.includes("systemassigned");
  const isAssigned = wanted.includes("userassigned");
  return {
    type:
      isOwn && isAssigned
        ? "SystemAssigned, UserAssigned"
        : isOwn
          ? "SystemAssigned"
          : "UserAssigned",
    ...(isOwn ? own() : {}),
    ...(isAssigned ? assigned() : {}),
  };
}
