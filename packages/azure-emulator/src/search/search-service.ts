import { randomUUID } from "node:crypto";
import type { Azure, EmulatedService } from "../azure.ts";
import type { SeedSearchService } from "../seed.ts";
import { apiVersionOf } from "./api-version.ts";
import { createIndexStore } from "./documents/index-store.ts";
import { applyBatch, parseBatch } from "./documents/index-batch.ts";
import { SearchError, searchErrorResponse } from "./search-error.ts";
import { operationFor, requireKnownOptions, type SearchCall } from "./search-operations.ts";
import { parseSearchPath } from "./search-path.ts";
import { refusalOf } from "./search-permission.ts";

/** The version that the seed is read by. */
const seedVersion = "2026-04-01";

/**
 * An AI Search service that takes tokens only.
 *
 * @param resourceId Where the roles for it are looked for.
 * @throws TypeError for an index or a document of the seed that the service would refuse.
 */
export function createSearchService(
  azure: Azure,
  resourceId: string,
  search: SeedSearchService,
): EmulatedService {
  const indexes = createIndexStore(search.name);
  for (const { definition, documents = [] } of search.indexes ?? []) {
    try {
      const index = indexes.create(definition, seedVersion);
      for (const document of documents) applyBatch(index, parseBatch({ value: [document] }, index));
    } catch (error) {
      throw new TypeError(
        `azure-emulator: the index "${definition.name}" of the search service "${search.name}": ${String(error instanceof Error ? error.message.trim() : error)}`,
        { cause: error },
      );
    }
  }

  const answer = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const path = parseSearchPath(url.pathname);
    const operation = operationFor(request.method, path.template);
    const [indexName] = path.names;
    const refusal = await refusalOf(request, azure, {
      permission: operation.permission,
      resourceId: indexName === undefined ? resourceId : `${resourceId}/indexes/${indexName}`,
    });
    if (refusal) return refusal;
    const call: SearchCall = {
      request,
      url,
      names: path.names,
      apiVersion: apiVersionOf(url.searchParams),
      indexes,
    };
    requireKnownOptions(url.searchParams, operation);
    refuseUserHeaders(request.headers);
    return operation.run(call);
  };

  return {
    async fetch(request) {
      const response = await answer(request).catch((error: unknown) => {
        if (error instanceof SearchError) return searchErrorResponse(error);
        throw error;
      });
      for (const [name, value] of Object.entries(answerHeaders(request, response))) {
        response.headers.set(name, value);
      }
      return response;
    },
  };
}

/** Headers that would change what a caller may see, which the stable versions do not have. */
const userHeaders = ["x-ms-query-source-authorization", "x-ms-enable-elevated-read"];

function refuseUserHeaders(headers: Headers): void {
  const sent = userHeaders.find((name) => headers.has(name));
  if (sent !== undefined) throw new SearchError(400, `Invalid header: '${sent}'`);
}

/** What goes with every answer. */
function answerHeaders(request: Request, { headers }: Response): Record<string, string> {
  const requestId = request.headers.get("x-ms-client-request-id") ?? randomUUID();
  const metadata = /odata\.metadata=\w+/.exec(request.headers.get("accept") ?? "")?.[0];
  const isJson = headers.get("content-type")?.startsWith("application/json") ?? false;
  return {
    "request-id": requestId,
    "client-request-id": requestId,
    "x-ms-client-request-id": requestId,
    "odata-version": "4.0",
    "cache-control": "no-cache",
    ...(isJson
      ? { "content-type": `application/json; ${metadata ?? "odata.metadata=minimal"}` }
      : {}),
  };
}
