import type { Directory, TokenClaims } from "../azure.ts";
import {
  appObject,
  groupObject,
  identityObject,
  userObject,
  type DirectoryObject,
  type ObjectType,
} from "./directory-objects.ts";
import { GraphError } from "./graph-error.ts";
import type { GraphPath } from "./graph-path.ts";

/** The object that a path names. */
export interface GraphSubject {
  readonly type: ObjectType;
  readonly object: DirectoryObject;
}

/** Everything in the directory, people first. */
export function allSubjects(directory: Directory): readonly GraphSubject[] {
  const { users, groups, apps, identities } = directory;
  return [
    ...users.map((user) => ({ type: "user" as const, object: userObject(user) })),
    ...groups.map((group) => ({ type: "group" as const, object: groupObject(group) })),
    ...[...apps.map(appObject), ...identities.map(identityObject)].map((object) => ({
      type: "servicePrincipal" as const,
      object,
    })),
  ];
}

/**
 * Finds the object that a path names.
 *
 * @throws GraphError if there is none, or if somebody asks for `/me` who is no person.
 */
export function requireSubject(
  directory: Directory,
  { root, key, byAppId }: GraphPath,
  { kind, objectId }: TokenClaims,
): GraphSubject {
  if (root === "me" && kind !== "user") {
    throw new GraphError(
      400,
      "BadRequest",
      "/me request is only valid with delegated authentication flow.",
    );
  }
  const wanted = (root === "me" ? objectId : (key ?? "")).toLowerCase();
  const isWanted = ({ object: { id, userPrincipalName, appId } }: GraphSubject) =>
    byAppId
      ? appId === wanted
      : id === wanted ||
        // only people have names that stand for them
        (typeof userPrincipalName === "string" && userPrincipalName.toLowerCase() === wanted);
  const found = allSubjects(directory).find(
    (subject) => subject.type === (typeOf[root] ?? subject.type) && isWanted(subject),
  );
  if (found) return found;
  throw new GraphError(
    404,
    "Request_ResourceNotFound",
    `Resource '${wanted}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

const typeOf: Readonly<Record<GraphPath["root"], ObjectType | undefined>> = {
  me: "user",
  users: "user",
  groups: "group",
  servicePrincipals: "servicePrincipal",
  directoryObjects: undefined,
};
