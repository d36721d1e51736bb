import { randomUUID } from "node:crypto";
import type { Azure, EmulatedService } from "../azure.ts";
import {
  initialLists,
  permissionsOf,
  requireAccessList,
  type AccessControl,
} from "./access-list.ts";
import { requireCaller } from "./blob-caller.ts";
import { BlobError, invalidHeaderValue, notEmulated } from "./blob-error.ts";
import type { BlobStore, StoredContainer, Version } from "./blob-store.ts";
import { requireConditions } from "./conditions.ts";
import { versionHeaders } from "./version-headers.ts";

/** A file or folder that is asked for; the folder of all others has an empty name. */
interface PathCall {
  readonly request: Request;
  readonly container: StoredContainer;
  readonly path: string;
  readonly version: Version;
  readonly access: AccessControl;
}

interface PathOperation {
  readonly dataAction: string;
  readonly run: (call: PathCall) => Response;
}

const blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";

const operations: Readonly<Record<string, PathOperation>> = {
  "HEAD getAccessControl": { dataAction: `${blobs}/read`, run: showAccessControl },
  "PATCH setAccessControl": {
    dataAction: `${blobs}/modifyPermissions/action`,
    run: changeAccessControl,
  },
};

/**
 * The service of a storage account's access lists, as an account with a hierarchical namespace has it: they are shown
 * and set, and nothing else is done. Folders are what the names of blobs say.
 *
 * @param accountId The id of the resource, where the roles for it are looked for.
 * @see https://learn.microsoft.com/rest/api/storageservices/datalakestoragegen2/path
 */
export function createDfsService(
  azure: Azure,
  accountId: string,
  store: BlobStore,
): EmulatedService {
  const answer = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const { objectId } = await requireCaller(azure, request);
    const [container = "", ...segments] = namesIn(url.pathname);
    const key = `${request.method} ${url.searchParams.get("action")}`;
    const operation = operations[key];
    if (!operation) throw notEmulated(`the operation '${key}' of the dfs endpoint`);
    const unknown = [...url.searchParams.keys()].find(
      (name) => !["action", "upn", "timeout"].includes(name),
    );
    if (unknown !== undefined) throw notEmulated(`the query parameter '${unknown}' here`);
    // names of people in place of their ids
    if (url.searchParams.get("upn") === "true") throw notEmulated("'upn=true'");
    const scope = `${accountId}/blobServices/default/containers/${container}`;
    if (!azure.roles.permits(objectId, { dataAction: operation.dataAction }, scope)) {
      throw new BlobError(
        403,
        "AuthorizationPermissionMismatch",
        "This request is not authorized to perform this operation using this permission.",
      );
    }
    return operation.run(callOf(request, store, container, segments.join("/")));
  };

  return {
    async fetch(request) {
      const id = randomUUID();
      const response = await answer(request).catch((error: unknown) => {
        if (!(error instanceof BlobError)) throw error;
        return errorResponse(error, { method: request.method, id, timeInMs: azure.clock.now() });
      });
      response.headers.set("x-ms-request-id", id);
      response.headers.set("x-ms-version", request.headers.get("x-ms-version") ?? "");
      return response;
    },
  };
}

function namesIn(pathname: string): readonly string[] {
  try {
    return pathname.split("/").slice(1).map(decodeURIComponent);
  } catch {
    throw new BlobError(
      400,
      "InvalidUri",
      "The requested URI does not represent any resource on the server.",
    );
  }
}

/** @throws BlobError if there is no such container, file or folder. */
function callOf(request: Request, store: BlobStore, name: string, path: string): PathCall {
  const container = store.containers.get(name);
  if (!container) {
    throw new BlobError(404, "FilesystemNotFound", "The specified filesystem does not exist.");
  }
  const folder = path.replace(/\/$/, "");
  const blob = container.blobs.get(path);
  const isFolder =
    folder === "" || [...container.blobs.keys()].some((each) => each.startsWith(`${folder}/`));
  if (!blob && !isFolder) {
    throw new BlobError(404, "PathNotFound", "The specified path does not exist.");
  }
  const access = container.access.get(blob ? path : folder) ?? {
    owner: "$superuser",
    group: "$superuser",
    acl: blob ? initialLists.file : initialLists.folder,
  };
  return { request, container, path: blob ? path : folder, version: blob ?? container, access };
}

function showAccessControl({ request, version, access }: PathCall): Response {
  requireConditions(request.headers, version, "read");
  return new Response(null, {
    headers: {
      ...versionHeaders(version),
      "x-ms-owner": access.owner,
      "x-ms-group": access.group,
      "x-ms-permissions": permissionsOf(access.acl),
      "x-ms-acl": access.acl,
    },
  });
}

function changeAccessControl({ request, container, path, version, access }: PathCall): Response {
  const { headers } = request;
  requireConditions(headers, version, "write");
  if (headers.has("x-ms-permissions")) throw notEmulated("the header 'x-ms-permissions' here");
  const acl = headers.get("x-ms-acl");
  container.access.set(path, {
    owner: headers.get("x-ms-owner") ?? access.owner,
    group: headers.get("x-ms-group") ?? access.group,
    acl: acl === null ? access.acl : listIn(acl),
  });
  return new Response(null, { headers: versionHeaders(version) });
}

function listIn(header: string): string {
  try {
    return requireAccessList(header);
  } catch {
    throw invalidHeaderValue("x-ms-acl", header);
  }
}

/** This endpoint tells its errors in JSON. */
function errorResponse(
  { status, code, message, headers }: BlobError,
  request: { readonly method: string; readonly id: string; readonly timeInMs: number },
): Response {
  const time = new Date(request.timeInMs).toISOString();
  const text = `${message}\nRequestId:${request.id}\nTime:${time}`;
  const init = { status, headers: { ...headers, "x-ms-error-code": code } };
  return request.method === "HEAD"
    ? new Response(null, init)
    : Response.json({ error: { code, message: text } }, init);
}
