import type { ObjectType } from "./directory-objects.ts";
import { directoryPage, type DirectoryList } from "./directory-page.ts";
import type { GraphCall } from "./graph-call.ts";
import type { Relation } from "./graph-path.ts";
import type { GraphSubject } from "./graph-subject.ts";
import { relatedOf } from "./related-objects.ts";

const listNames = {
  user: "users",
  group: "groups",
  servicePrincipal: "servicePrincipals",
} as const satisfies Record<ObjectType, DirectoryList["name"]>;

/** The groups that an object is in, or what is in a group: itself or through other groups. */
export function listRelated(call: GraphCall, subject: GraphSubject, relation: Relation): unknown {
  const { cast } = call.path;
  const isUpward = relation === "memberOf" || relation === "transitiveMemberOf";
  const types: readonly ObjectType[] = isUpward ? ["group"] : ["user", "group", "servicePrincipal"];
  const related = relatedOf(call.directory, subject.object.id, relation);
  return directoryPage(call, {
    objects: related.filter(({ type }) => cast === undefined || type === cast),
    types: cast ? [cast] : types,
    name: cast ? listNames[cast] : "directoryObjects",
  });
}
