import type { Azure, TokenClaims } from "../azure.ts";
import { answerAppRoleAssignments, parseAppRolePath } from "./app-role-assignments.ts";
import { answerApplications, parseApplicationPath } from "./applications.ts";
import { answerBatch } from "./batch.ts";
import { answerDelta, parseDeltaPath } from "./delta.ts";
import { requireProperties, selectProperties } from "./directory-objects.ts";
import { directoryPage } from "./directory-page.ts";
import { expandedMembers, requireExpansion } from "./expanded-members.ts";
import { contextOf, type GraphCall } from "./graph-call.ts";
import { requireCaller } from "./graph-caller.ts";
import { GraphError, graphErrorResponse, requestIds } from "./graph-error.ts";
import type { GraphOptions } from "./graph.ts";
import { parseGraphPath, type GraphPath, type GraphRoot } from "./graph-path.ts";
import { allSubjects, requireSubject, type GraphSubject } from "./graph-subject.ts";
import { answerMemberReference, parseMemberReference } from "./member-reference.ts";
import { runMembershipAction } from "./membership-actions.ts";
import { listRelated } from "./memberships.ts";
import { requirePermission, type Operation, type Target } from "./permissions.ts";
import { objectOptions, parseQueryOptions } from "./query-options.ts";
import { requireMethod } from "./require-method.ts";
import {
  answerSubscriptions,
  parseSubscriptionPath,
} from "./subscriptions/answer-subscriptions.ts";
import type { SubscriptionStore } from "./subscriptions/subscription-store.ts";
import type { Throttle } from "./throttle.ts";

/** What the answers depend on beside the directory. */
export interface GraphAnswers extends Pick<GraphOptions, "send"> {
  readonly applyFaults: NonNullable<GraphOptions["applyFaults"]>;
  readonly throttle: Throttle;
  readonly store: SubscriptionStore;
}

/** Answers a request to Graph, or all parts of a batch. */
export function createGraphAnswer(
  { clock, directory, tokens }: Azure,
  { send, applyFaults, throttle, store }: GraphAnswers,
): (request: Request) => Promise<Response> {
  const refuse = (error: unknown, request: Request): Response => {
    if (error instanceof GraphError) return graphErrorResponse(error, request, clock.now());
    throw error;
  };

  const answerPath = async (request: Request, claims: TokenClaims): Promise<Response> => {
    throttle.admit(claims.clientId);
    const url = new URL(request.url);
    const path = pathOf(url);
    const call = { directory, claims, request, url };
    const subscription = parseSubscriptionPath(path);
    if (subscription) {
      const answered = await answerSubscriptions(call, subscription, { clock, send, store });
      return respond(request, answered.body, answered.status);
    }
    const reference = parseMemberReference(path);
    if (reference) {
      await answerMemberReference(call, reference);
      return respond(request, undefined, 204);
    }
    const applications = parseApplicationPath(path);
    if (applications) return respond(request, answerApplications(call, applications));
    const appRoles = parseAppRolePath(path);
    if (appRoles) return respond(request, answerAppRoleAssignments(call, appRoles));
    const changing = parseDeltaPath(path);
    if (changing) return respond(request, answerDelta(call, changing, clock));
    return respond(request, await answer({ ...call, path: parseGraphPath(path) }));
  };
  const answerOne = async (request: Request, claims: TokenClaims): Promise<Response> => {
    try {
      return await answerPath(request, claims);
    } catch (error) {
      return refuse(error, request);
    }
  };

  return async (request) => {
    try {
      const claims = await requireCaller(tokens, request);
      if (pathOf(new URL(request.url)) !== "/$batch") return await answerOne(request, claims);
      requireMethod(request, "POST");
      const answerPart = (part: Request) => applyFaults(part, () => answerOne(part, claims));
      return respond(request, await answerBatch(request, answerPart));
    } catch (error) {
      return refuse(error, request);
    }
  };
}

async function answer(call: GraphCall): Promise<unknown> {
  const { request, directory, claims, path } = call;
  requireMethod(request, path.action ? "POST" : "GET");
  if (path.root !== "me" && path.key === undefined) return listAll(call, path.root);

  // before anything is looked up, so that a refusal does not say what exists
  requirePermission(claims, operationOf(path), targetOf(call));
  const subject = requireSubject(directory, path, claims);
  if (path.action) return runMembershipAction(call, subject, path.action);
  if (path.relation) return listRelated(call, subject, path.relation);
  return readObject(call, subject);
}

function operationOf({ action, relation }: GraphPath): Operation {
  if (action) return action.endsWith("Groups") ? "getMemberGroups" : "getMemberObjects";
  if (relation) return relation.toLowerCase().endsWith("memberof") ? "memberOf" : "members";
  return "read";
}

function targetOf({ directory, claims, path: { root, key = "" } }: GraphCall): Target {
  if (root !== "users") return targetOfRoot[root];
  const self = directory.users.find(({ id }) => id === claims.objectId);
  const isSelf = [self?.id, self?.userPrincipalName.toLowerCase()].includes(key.toLowerCase());
  return isSelf ? "me" : "user";
}

const targetOfRoot = {
  me: "me",
  groups: "group",
  servicePrincipals: "servicePrincipal",
  directoryObjects: "directoryObject",
} as const satisfies Record<Exclude<GraphRoot, "users">, Target>;

function listAll(call: GraphCall, root: Exclude<GraphRoot, "me">): unknown {
  if (root === "directoryObjects") {
    throw new GraphError(400, "Request_UnsupportedQuery", "Unsupported Query.");
  }
  const type = root === "users" ? "user" : targetOfRoot[root];
  requirePermission(call.claims, "read", type);
  const objects = allSubjects(call.directory).filter((subject) => subject.type === type);
  return directoryPage(call, { objects, types: [type], name: root });
}

function readObject(call: GraphCall, subject: GraphSubject): unknown {
  const { url, path } = call;
  const { type, object } = subject;
  const { select, expand } = parseQueryOptions(url.searchParams, objectOptions);
  requireProperties([type], select);
  if (expand) requireExpansion(call, expand, { type, target: targetOf(call) });
  const set = path.root === "me" ? "users" : path.root;
  return {
    "@odata.context": contextOf(
      call,
      select ? `${set}(${select.join(",")})/$entity` : `${set}/$entity`,
    ),
    ...(set === "directoryObjects" ? { "@odata.type": `#microsoft.graph.${type}` } : {}),
    ...selectProperties(object, select),
    ...(expand ? expandedMembers(call, subject, expand) : {}),
  };
}

/** The path behind the version. */
function pathOf({ pathname }: URL): string {
  const [, version = "", path = ""] = /^\/([^/]*)(.*)$/.exec(pathname) ?? [];
  if (version === "v1.0") return path;
  throw new GraphError(
    400,
    "BadRequest",
    version === "beta" ? "The local Azure has v1.0 only." : `Invalid version: ${version}`,
  );
}

/** An answer: a number as text, nothing as nothing, anything else as JSON. */
function respond(request: Request, body: unknown, status: number = 200): Response {
  const headers = requestIds(request);
  if (body === undefined) return new Response(null, { status, headers });
  if (typeof body === "number") {
    return new Response(String(body), { headers: { ...headers, "content-type": "text/plain" } });
  }
  return Response.json(body, {
    status,
    headers: {
      ...headers,
      "content-type":
        "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
    },
  });
}
