import { nameUuid } from "../name-uuid.ts";
import { keyOf } from "./resource-id.ts";
import { textAt, valueAt, type Json } from "./read-path.ts";

/** The subscription of what is only planned, and so is in none yet. */
export const plannedSubscription = "planned";

/**
 * The object id that stands for the identity of a resource that does not exist yet. It is made up, and only
 * serves to tell one identity from another.
 */
export function plannedPrincipal(resourceId: string): string {
  return nameUuid(`planned-principal|${keyOf(resourceId)}`);
}

/** A planned resource with a stand-in for what Azure decides when it makes it: who it is to Entra. */
export function withPlannedIdentity(resource: {
  readonly id: string;
  readonly type: string;
  readonly [member: string]: Json;
}): Json {
  const { id, type } = resource;
  if (type.toLowerCase() === "microsoft.managedidentity/userassignedidentities") {
    const properties = {
      principalId: plannedPrincipal(id),
      clientId: nameUuid(`planned-client|${keyOf(id)}`),
      ...(valueAt(resource, "properties") as object | undefined),
    };
    return { ...resource, properties };
  }
  const kind = textAt(resource, "identity.type")?.toLowerCase() ?? "";
  if (!kind.includes("systemassigned")) return resource;
  if (textAt(resource, "identity.principalId") !== undefined) return resource;
  return {
    ...resource,
    identity: { ...(resource["identity"] as object), principalId: plannedPrincipal(id) },
  };
}
