import type { ArmResource } from "./arm-resource.ts";
import { segmentsOf } from "../roles/scope.ts";
import { changedIdentity } from "./changed-identity.ts";
import type { ManagementCall } from "./management-call.ts";
import { ManagementError, notEmulated } from "./management-error.ts";
import { changeSchemaOf } from "./resource-settings.ts";

/** The types whose settings can be changed beside those of the seed's own resources. */
const changeableTypes: ReadonlySet<string> = new Set([
  "microsoft.search/searchservices",
  "microsoft.cognitiveservices/accounts",
  "microsoft.storage/storageaccounts",
]);

/**
 * Changes settings of a resource: each member of its properties is replaced as a whole.
 *
 * @throws ManagementError for a member that cannot be changed here, or a value that it cannot have.
 */
export async function changeResource(
  call: ManagementCall,
  resource: ArmResource,
): Promise<Response> {
  const { request, resources, apiVersion } = call;
  const { id, type } = resource;
  if (!changeableTypes.has(type.toLowerCase()) && !resource.isSeeded) {
    throw notEmulated(`changes of ${type}`);
  }
  const json: unknown = await request.json().catch(() => undefined);
  const { success, data, error } = changeSchemaOf(type).safeParse(json);
  if (!success) {
    const [issue] = error.issues;
    const path = issue?.path.join(".") ?? "";
    if (issue?.code === "unrecognized_keys") {
      const names = issue.keys.map((key) => (path === "" ? key : `${path}.${key}`));
      throw notEmulated(`changes of '${names.join("', '")}' of ${type}`);
    }
    throw new ManagementError(
      400,
      "InvalidRequestContent",
      `The request content was invalid${path === "" ? "" : ` at '${path}'`}: ${issue?.message ?? "an object is wanted"}`,
    );
  }
  const shown = resource.show(apiVersion);
  const { identity, tags, properties = {} } = data;
  requireConsistentKeys(type, {
    ...(shown["properties"] as Readonly<Record<string, unknown>>),
    ...properties,
  });
  resources.change(id, {
    properties,
    ...(tags ? { tags } : {}),
    ...(identity ? { identity: changedIdentity(call, shown, identity) } : {}),
  });
  const changed = resources.list().find((one) => isSame(one.id, id));
  return Response.json(changed?.show(apiVersion));
}

/** A service without keys cannot say what becomes of them. */
function requireConsistentKeys(type: string, properties: Readonly<Record<string, unknown>>): void {
  const { disableLocalAuth, authOptions } = properties;
  if (type !== "Microsoft.Search/searchServices" || disableLocalAuth !== true) return;
  if ((authOptions ?? undefined) === undefined) return;
  throw new ManagementError(
    400,
    "InvalidRequestContent",
    "The property 'authOptions' cannot be set while 'disableLocalAuth' is true.",
  );
}

function isSame(id: string, other: string): boolean {
  return segmentsOf(id).join("/") === segmentsOf(other).join("/");
}
