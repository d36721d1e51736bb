import {
  requireProperties,
  selectProperties,
  withoutDetails,
  type ObjectType,
} from "./directory-objects.ts";
import type { ObjectExpansion } from "./expansion.ts";
import type { GraphRequest } from "./graph-call.ts";
import { GraphError } from "./graph-error.ts";
import type { GraphSubject } from "./graph-subject.ts";
import { mayDo, requirePermission, type Target } from "./permissions.ts";
import { relatedOf } from "./related-objects.ts";

/** More of them do not come with an object; there is no link to the rest. */
const maxExpanded = 20;

/**
 * Sees to it that objects can be shown with what they are related to.
 *
 * @param options.type What they are.
 * @param options.target Whose relations are shown.
 * @throws GraphError for a relation that they do not have, or that the caller may not read.
 */
export function requireExpansion(
  { claims }: GraphRequest,
  { relation, select }: ObjectExpansion,
  { type, target }: { readonly type: ObjectType; readonly target: Target },
): void {
  const isDownward = relation.toLowerCase().endsWith("members");
  if (isDownward && type !== "group") {
    throw new GraphError(
      400,
      "BadRequest",
      `Parsing OData Select, Filter and Expand failed: Could not find a property named '${relation}' on type 'microsoft.graph.${type}'.`,
    );
  }
  requirePermission(claims, isDownward ? "members" : "memberOf", target);
  requireProperties(isDownward ? ["user", "group", "servicePrincipal"] : ["group"], select);
}

/** The member that an object is shown with: up to 20 objects that it is related to. */
export function expandedMembers(
  { directory, claims }: GraphRequest,
  subject: GraphSubject,
  { relation, select }: ObjectExpansion,
): Readonly<Record<string, unknown>> {
  const related = relatedOf(directory, subject.object.id, relation).slice(0, maxExpanded);
  return {
    [relation]: related.map(({ type, object }) => {
      const visible = mayDo(claims, "read", type) ? object : withoutDetails(object);
      const typed = { "@odata.type": `#microsoft.graph.${type}` };
      return Object.assign(typed, selectProperties(visible, select));
    }),
  };
}
