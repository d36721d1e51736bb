import type { GraphRequest } from "./graph-call.ts";
import { GraphError } from "./graph-error.ts";
import { allSubjects, type GraphSubject } from "./graph-subject.ts";
import { objectBody } from "./object-body.ts";
import { requireWritePermission } from "./permissions.ts";
import { requireMethod } from "./require-method.ts";

/** What `/groups/…/members/$ref` names: a member of a group, or where one is to be added. */
export interface MemberReference {
  readonly groupId: string;
  readonly memberId: string | undefined;
}

/** The reference that a path is, if it is one. */
export function parseMemberReference(path: string): MemberReference | undefined {
  const [, groupId, memberId] =
    /^\/groups\/([^/]+)\/members(?:\/([^/]+))?\/(?:\$|%24)ref$/i.exec(path) ?? [];
  return groupId === undefined ? undefined : { groupId: groupId.toLowerCase(), memberId };
}

/**
 * Puts somebody into a group, or takes a direct member out of it.
 *
 * @throws GraphError for a caller without the permission, and for what does not exist.
 * @see https://learn.microsoft.com/graph/api/group-post-members
 * @see https://learn.microsoft.com/graph/api/group-delete-members
 */
export async function answerMemberReference(
  call: GraphRequest,
  { groupId, memberId }: MemberReference,
): Promise<void> {
  const { request, directory, claims } = call;
  requireMethod(request, memberId === undefined ? "POST" : "DELETE");
  requireWritePermission(claims, "members");
  const group = directory.groups.find(({ id }) => id === groupId);
  if (!group) throw notFound(groupId);
  if (memberId !== undefined) {
    if (!directory.removeMember(groupId, memberId)) throw notFound(memberId);
    return;
  }
  const member = await readMember(call);
  if (member.type === "group" && group.groupTypes?.includes("Unified")) {
    throw new GraphError(
      400,
      "Request_BadRequest",
      "The group cannot be added as a member: groups do not nest in Microsoft 365 groups.",
    );
  }
  if (directory.addMember(groupId, member.object.id)) return;
  throw new GraphError(
    400,
    "Request_BadRequest",
    "One or more added object references already exist for the following modified properties: 'members'.",
  );
}

/** Who is meant by the `@odata.id` of a body. */
async function readMember({ request, directory }: GraphRequest): Promise<GraphSubject> {
  const { "@odata.id": address, ...rest } = await objectBody(request);
  const [, set, id] =
    /^https?:\/\/.*\/v1\.0\/(directoryObjects|users|groups|servicePrincipals)\/([^/?#]+)$/i.exec(
      typeof address === "string" ? address : "",
    ) ?? [];
  if (set === undefined || id === undefined || Object.keys(rest).length > 0) {
    throw new GraphError(
      400,
      "Request_BadRequest",
      "Invalid URL format specified in @odata.id for the link: name it as in https://graph.microsoft.com/v1.0/directoryObjects/{id}.",
    );
  }
  const found = allSubjects(directory).find(({ object }) => object.id === id.toLowerCase());
  const isOfSet = set.toLowerCase() === "directoryobjects" || `${found?.type}s` === set;
  if (found && isOfSet) return found;
  throw notFound(id);
}

function notFound(id: string): GraphError {
  return new GraphError(
    404,
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}
