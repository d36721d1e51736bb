import type { Resource } from "../evidence/evidence.ts";
import { textAt, wordAt } from "../evidence/read-path.ts";
import { settingFix } from "../fix/setting-fix.ts";
import { fails, isUnknown, passes } from "./outcome.ts";
import type { Outcome } from "./rule.ts";

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Whether a resource has a system-assigned identity; services call each other as no other. */
export function checkSystemIdentity(resource: Resource, az: string): Outcome {
  const path = "identity";
  const type = wordAt(resource, "identity.type") ?? "none";
  const kinds = new Set(type.split(",").map((kind) => kind.trim()));
  if (kinds.has("systemassigned")) {
    const principalId = textAt(resource, "identity.principalId");
    return principalId !== undefined && guid.test(principalId)
      ? passes(resource, `${resource.name} has a system-assigned identity`, { path })
      : isUnknown(
          resource,
          `${resource.name} has a system-assigned identity whose object id is not in the evidence`,
          { path },
        );
  }
  return fails(
    resource,
    kinds.has("userassigned")
      ? `${resource.name} has a user-assigned identity only, which services do not use to call each other`
      : `${resource.name} has no identity`,
    {
      path,
      expected: "SystemAssigned",
      actual: type,
      fix: settingFix({
        resourceId: resource.id,
        path: "identity.type",
        value: kinds.has("userassigned") ? "SystemAssigned, UserAssigned" : "SystemAssigned",
        phase: "identity",
        az,
      }),
    },
  );
}
