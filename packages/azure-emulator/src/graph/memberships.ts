import type { Directory } from "../azure.ts";
import type { ObjectType } from "./directory-objects.ts";
import { directoryPage, type DirectoryList } from "./directory-page.ts";
import type { GraphCall } from "./graph-call.ts";
import type { Relation } from "./graph-path.ts";
import { allSubjects, type GraphSubject } from "./graph-subject.ts";

const listNames = {
  user: "users",
  group: "groups",
  servicePrincipal: "servicePrincipals",
} as const satisfies Record<ObjectType, DirectoryList["name"]>;

/** The groups that an object is in, or what is in a group: itself or through other groups. */
export function listRelated(call: GraphCall, subject: GraphSubject, relation: Relation): unknown {
  const { cast } = call.path;
  const isUpward = relation === "memberOf" || relation === "transitiveMemberOf";
  const types: readonly ObjectType[] = isUpward ? ["group"] : ["user", "group"];
  const related = relatedOf(call.directory, subject.object.id, relation);
  return directoryPage(call, {
    objects: related.filter(({ type }) => cast === undefined || type === cast),
    types: cast ? [cast] : types,
    name: cast ? listNames[cast] : "directoryObjects",
  });
}

function relatedOf(directory: Directory, id: string, relation: Relation): readonly GraphSubject[] {
  const subjects = allSubjects(directory);
  if (relation === "memberOf" || relation === "transitiveMemberOf") {
    const ids = groupsOf(directory, id, relation === "memberOf");
    return subjects.filter(({ object }) => ids.has(object.id));
  }
  return subjects.filter(({ object }) =>
    groupsOf(directory, object.id, relation === "members").has(id),
  );
}

function groupsOf(directory: Directory, id: string, onlyDirect: boolean): ReadonlySet<string> {
  if (!onlyDirect) return new Set(directory.transitiveGroupsOf(id));
  const { users, groups } = directory;
  return new Set([...users, ...groups].find((object) => object.id === id)?.memberOf);
}
