import { randomUUID } from "node:crypto";
import type { Azure, EmulatedService } from "../azure.ts";
import type { SeedSearchService } from "../seed.ts";
import { resolveAlias } from "./aliases/alias.ts";
import { hasFeature } from "./api-features.ts";
import { apiVersionOf } from "./api-version.ts";
import type { IndexStore } from "./documents/index-store.ts";
import type { Indexer } from "./indexing/definitions/indexer.ts";
import { createIndexing } from "./indexing/indexing.ts";
import type { IndexerRuns } from "./indexing/run/indexer-runs.ts";
import type { Outside } from "./indexing/service-account.ts";
import type { ObjectStore } from "./objects/object-store.ts";
import { documentReaderOf } from "./permissions/document-reader.ts";
import { createSearchCatalog } from "./search-catalog.ts";
import { SearchError, searchErrorResponse } from "./search-error.ts";
import { operationFor, requireKnownOptions } from "./search-operations.ts";
import { parseSearchPath } from "./search-path.ts";
import { refusalOf } from "./search-permission.ts";
import { seedCatalog } from "./seed-catalog.ts";

/** An AI Search service, and what it holds. */
export interface SearchService extends EmulatedService {
  readonly indexes: Pick<IndexStore, "list">;
  readonly indexers: Pick<ObjectStore<Indexer>, "list">;
  readonly runs: Pick<IndexerRuns, "last">;
}

const elevatedRead = {
  dataAction: "Microsoft.Search/searchServices/indexes/contentSecurity/elevatedOperations/read",
} as const;

/**
 * An AI Search service that takes tokens only.
 *
 * @param resourceId Where the roles for it are looked for.
 * @param outside What its indexers reach.
 * @throws TypeError for an index or a document of the seed that the service would refuse.
 */
export function createSearchService(
  azure: Azure,
  resourceId: string,
  search: SeedSearchService,
  outside: Outside,
): SearchService {
  const catalog = createSearchCatalog(search.name);
  const { indexes } = catalog;
  const indexing = createIndexing(azure, resourceId, { search, indexes, outside });
  seedCatalog(catalog, indexing, search);

  /** Roles can be held for one index; an alias is the index that it stands for. */
  const resourceOf = ([name]: readonly string[], template: string, version: string): string => {
    if (name === undefined || !template.startsWith("indexes/")) return resourceId;
    return `${resourceId}/indexes/${resolveAlias(name, catalog.aliases, version)}`;
  };

  const answer = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const { template, names } = parseSearchPath(url.pathname);
    const operation = operationFor(request.method, template);
    const { permission, feature } = operation;
    const resource = resourceOf(names, template, url.searchParams.get("api-version") ?? "");
    const refusal = await refusalOf(request, azure, { permission, resourceId: resource });
    if (refusal) return refusal;
    const apiVersion = apiVersionOf(url.searchParams);
    indexing.runs.follow();
    if (feature !== undefined && !hasFeature(feature, apiVersion)) {
      throw new SearchError(404, `The API version '${apiVersion}' does not have '${template}'.`);
    }
    requireKnownOptions(url.searchParams, operation);
    const reader = await documentReaderOf(request, azure, {
      ...operation,
      apiVersion,
      permitsElevatedRead: async () =>
        (await refusalOf(request, azure, { permission: elevatedRead, resourceId: resource })) ===
        undefined,
    });
    const { clock } = azure;
    return operation.run({ ...catalog, request, url, names, apiVersion, reader, clock, indexing });
  };

  return {
    indexes,
    indexers: indexing.indexers,
    runs: indexing.runs,
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
