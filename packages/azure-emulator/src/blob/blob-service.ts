import { randomUUID } from "node:crypto";
import type { Azure, EmulatedService } from "../azure.ts";
import { requireBlob } from "./blob-call.ts";
import { isDelegated, requireCaller } from "./blob-caller.ts";
import { BlobError, blobErrorResponse, invalidHeaderValue, notEmulated } from "./blob-error.ts";
import {
  operationOf,
  requireKnownParts,
  type BlobLevel,
  type BlobOperation,
} from "./blob-operations.ts";
import type { BlobStore, StoredBlob, StoredContainer } from "./blob-store.ts";
import { readDelegationSignature, type DelegatedAccess } from "./delegation-signature.ts";
import { createUserDelegationKeys, userDelegationKey } from "./user-delegation-keys.ts";

/** Who asks, and how far a signature lets them. */
type Access = Pick<DelegatedAccess, "objectId"> & Partial<DelegatedAccess>;

/** The names in an address, empty where there is none. */
interface BlobPath {
  readonly containerName: string;
  readonly blobName: string;
}

/**
 * The blob service of a storage account that takes tokens, and signatures that someone with a token made.
 *
 * @param account.id The id of the resource, where the roles for it are looked for.
 * @see https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api
 */
export function createBlobService(
  azure: Azure,
  account: { readonly id: string; readonly name: string },
  store: BlobStore,
): EmulatedService {
  const { clock, directory, roles } = azure;
  const { tenantId } = directory;
  const keys = createUserDelegationKeys();

  /** Who asks; by a signature, also what that signature allows. */
  const readAccess = async (request: Request, url: URL, path: BlobPath): Promise<Access> => {
    if (!isDelegated(request)) return { objectId: (await requireCaller(azure, request)).objectId };
    const resource = { account: account.name, ...path };
    const nowInMs = clock.now();
    return readDelegationSignature(url.searchParams, resource, { keys, nowInMs });
  };

  const requirePermitted = (access: Access, operation: BlobOperation, path: BlobPath): void => {
    const { containerName } = path;
    const { permissions } = access;
    const letters = lettersFor(operation, store.containers.get(containerName), path);
    const isSigned =
      permissions === undefined || letters.split("").some((it) => permissions.includes(it));
    const scope =
      containerName === ""
        ? account.id
        : `${account.id}/blobServices/default/containers/${containerName}`;
    if (isSigned && roles.permits(access.objectId, operation.permission, scope)) return;
    throw new BlobError(
      403,
      "AuthorizationPermissionMismatch",
      "This request is not authorized to perform this operation using this permission.",
    );
  };

  /** What is to be copied, read as who asks: by its own signature, its own token, or the request's. */
  const readSource = async ({ url: asked, headers }: Request): Promise<StoredBlob> => {
    const address = headers.get("x-ms-copy-source") ?? "";
    if (!URL.canParse(address)) throw invalidHeaderValue("x-ms-copy-source", address);
    const url = new URL(address);
    if (url.host !== new URL(asked).host) throw notEmulated("copies from elsewhere");
    const path = parseBlobPath(url.pathname);
    if (levelOf(path) !== "blob" || url.searchParams.has("restype")) {
      throw invalidHeaderValue("x-ms-copy-source", address);
    }
    const token = headers.get("x-ms-copy-source-authorization") ?? headers.get("authorization");
    const version = headers.get("x-ms-version");
    const source = new Request(url, {
      headers: {
        ...(url.searchParams.has("sig") || token === null ? {} : { authorization: token }),
        ...(version === null ? {} : { "x-ms-version": version }),
      },
    });
    const operation = operationOf("blob", source, url.searchParams);
    requirePermitted(await readAccess(source, url, path), operation, path);
    requireKnownParts(operation, source, url.searchParams);
    return requireBlob({ store, ...path });
  };

  const answer = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const path = parseBlobPath(url.pathname);
    const access = await readAccess(request, url, path);
    const operation = operationOf(levelOf(path), request, url.searchParams);
    requirePermitted(access, operation, path);
    requireKnownParts(operation, request, url.searchParams);
    const { objectId, responseHeaders = {} } = access;
    const version = request.headers.get("x-ms-version") ?? "";
    const keyFor = (body: string): string =>
      userDelegationKey(body, keys, { objectId, tenantId, version, nowInMs: clock.now() });
    const response = await operation.run({
      request,
      url,
      store,
      ...path,
      nowInMs: clock.now(),
      readSource: () => readSource(request),
      delegation: { keyFor },
    });
    for (const [name, value] of Object.entries(responseHeaders)) response.headers.set(name, value);
    return response;
  };

  return {
    async fetch(request) {
      const id = randomUUID();
      const response = await answer(request).catch((error: unknown) => {
        if (!(error instanceof BlobError)) throw error;
        const { method } = request;
        return blobErrorResponse(error, { method, id, timeInMs: azure.clock.now() });
      });
      response.headers.set("server", "Windows-Azure-Blob/1.0");
      response.headers.set("x-ms-request-id", id);
      response.headers.set("date", new Date(azure.clock.now()).toUTCString());
      for (const name of ["x-ms-version", "x-ms-client-request-id"]) {
        const value = request.headers.get(name);
        if (value !== null) response.headers.set(name, value);
      }
      return response;
    },
  };
}

/** The names in a path: the blob's is all that follows the container's, slashes included. */
function parseBlobPath(pathname: string): BlobPath {
  const [, container = "", blob = ""] = /^\/([^/]*)\/?(.*)$/s.exec(pathname) ?? [];
  try {
    return { containerName: decodeURIComponent(container), blobName: decodeURIComponent(blob) };
  } catch {
    throw new BlobError(
      400,
      "InvalidUri",
      "The requested URI does not represent any resource on the server.",
    );
  }
}

/** Of an upload, `c` allows it only where there is no blob yet. */
function lettersFor(
  { letters = "" }: BlobOperation,
  container: StoredContainer | undefined,
  { blobName }: BlobPath,
): string {
  return container?.blobs.has(blobName) === true ? letters.replace("c", "") : letters;
}

function levelOf({ containerName, blobName }: BlobPath): BlobLevel {
  if (containerName === "") return "account";
  return blobName === "" ? "container" : "blob";
}
