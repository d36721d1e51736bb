import { randomUUID } from "node:crypto";
import type { Azure, EmulatedService } from "../azure.ts";
import { requireCaller } from "./blob-caller.ts";
import { BlobError, blobErrorResponse } from "./blob-error.ts";
import { operationOf, requireKnownParts, type BlobLevel } from "./blob-operations.ts";
import type { BlobStore } from "./blob-store.ts";

/**
 * The blob service of a storage account that takes tokens only.
 *
 * @param resourceId Of the account, where the roles for it are looked for.
 * @see https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api
 */
export function createBlobService(
  azure: Azure,
  resourceId: string,
  store: BlobStore,
): EmulatedService {
  const answer = async (request: Request): Promise<Response> => {
    const { objectId } = await requireCaller(azure, request);
    const url = new URL(request.url);
    const { containerName, blobName } = parseBlobPath(url.pathname);
    const operation = operationOf(
      levelOf(containerName, blobName),
      request.method,
      url.searchParams,
    );
    const scope =
      containerName === ""
        ? resourceId
        : `${resourceId}/blobServices/default/containers/${containerName}`;
    if (!azure.roles.permits(objectId, operation.permission, scope)) {
      throw new BlobError(
        403,
        "AuthorizationPermissionMismatch",
        "This request is not authorized to perform this operation using this permission.",
      );
    }
    requireKnownParts(operation, request, url.searchParams);
    return operation.run({ request, url, store, containerName, blobName });
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
      for (const name of ["x-ms-version", "x-ms-client-request-id"]) {
        const value = request.headers.get(name);
        if (value !== null) response.headers.set(name, value);
      }
      return response;
    },
  };
}

/** The names in a path: the blob's is all that follows the container's, slashes included. */
function parseBlobPath(pathname: string): {
  readonly containerName: string;
  readonly blobName: string;
} {
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

function levelOf(containerName: string, blobName: string): BlobLevel {
  if (containerName === "") return "account";
  return blobName === "" ? "container" : "blob";
}
