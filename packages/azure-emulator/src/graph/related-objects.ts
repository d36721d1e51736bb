import type { Directory } from "../azure.ts";
import type { Relation } from "./graph-path.ts";
import { allSubjects, type GraphSubject } from "./graph-subject.ts";

/** The objects on the other end of a relation. */
export function relatedOf(
  directory: Directory,
  id: string,
  relation: Relation,
): readonly GraphSubject[] {
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
  return new Set(onlyDirect ? directory.groupsOf(id) : directory.transitiveGroupsOf(id));
}
