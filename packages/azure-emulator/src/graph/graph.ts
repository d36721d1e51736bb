import type { Azure, EmulatedService, TokenClaims } from "../azure.ts";
import { answerBatch } from "./batch.ts";
import { requireProperties, selectProperties } from "./directory-objects.ts";
import { directoryPage } from "./directory-page.ts";
import { contextOf, type GraphCall } from "./graph-call.ts";
import { requireCaller } from "./graph-caller.ts";
import { GraphError, graphErrorResponse, requestIds } from "./graph-error.ts";
import { parseGraphPath, type GraphPath, type GraphRoot } from "./graph-path.ts";
import { allSubjects, requireSubject, type GraphSubject } from "./graph-subject.ts";
import { runMembershipAction } from "./membership-actions.ts";
import { listRelated } from "./memberships.ts";
import { requirePermission, type Operation, type Target } from "./permissions.ts";
import { objectOptions, parseQueryOptions } from "./query-options.ts";

/**
 * Microsoft Graph v1.0: who is in which group.
 *
 * @see https://learn.microsoft.com/graph/api/overview
 */
export function createGraph({ clock, directory, tokens }: Azure): EmulatedService {
  const refuse = (error: unknown, request: Request): Response => {
    if (error instanceof GraphError) return graphErrorResponse(error, request, clock.now());
    throw error;
  };

  const answerOne = async (request: Request, claims: TokenClaims): Promise<Response> => {
    try {
      const url = new URL(request.url);
      const path = parseGraphPath(pathOf(url));
      return respond(request, await answer({ directory, claims, request, url, path }));
    } catch (error) {
      return refuse(error, request);
    }
  };

  return {
    async fetch(request) {
      try {
        const claims = await requireCaller(tokens, request);
        if (pathOf(new URL(request.url)) !== "/$batch") return await answerOne(request, claims);
        requireMethod(request, "POST");
        return respond(request, await answerBatch(request, (part) => answerOne(part, claims)));
      } catch (error) {
        return refuse(error, request);
      }
    },
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

function readObject(call: GraphCall, { type, object }: GraphSubject): unknown {
  const { url, path } = call;
  const { select } = parseQueryOptions(url.searchParams, objectOptions);
  requireProperties([type], select);
  const set = path.root === "me" ? "users" : path.root;
  return {
    "@odata.context": contextOf(
      call,
      select ? `${set}(${select.join(",")})/$entity` : `${set}/$entity`,
    ),
    ...(set === "directoryObjects" ? { "@odata.type": `#microsoft.graph.${type}` } : {}),
    ...selectProperties(object, select),
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

function requireMethod({ method }: Request, allowed: "GET" | "POST"): void {
  if (method === allowed) return;
  throw new GraphError(
    405,
    "Request_BadRequest",
    "Specified HTTP method is not allowed for the request target.",
  );
}

/** An answer: a number as text, anything else as JSON. */
function respond(request: Request, body: unknown): Response {
  const headers = requestIds(request);
  if (typeof body === "number") {
    return new Response(String(body), { headers: { ...headers, "content-type": "text/plain" } });
  }
  return Response.json(body, {
    headers: {
      ...headers,
      "content-type":
        "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
    },
  });
}
