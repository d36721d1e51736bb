import type { Clock } from "../azure.ts";
import { requireNoAlias, resolveAlias, type Alias } from "./aliases/alias.ts";
import type { SearchFeature } from "./api-features.ts";
import type { Indexing } from "./indexing/indexing.ts";
import { indexingOperations } from "./indexing/indexing-operations.ts";
import { knowledgeOperations } from "./knowledge/knowledge-operations.ts";
import { objectOperations } from "./objects/object-operations.ts";
import { listResponse, objectResponse, putResponse } from "./objects/object-response.ts";
import type { DocumentReader, ReaderHeaders } from "./permissions/document-reader.ts";
import { visibleIndex } from "./permissions/visible-index.ts";
import type { SearchCatalog } from "./search-catalog.ts";
import { formatSynonymMap, type SynonymMap } from "./synonyms/synonym-map.ts";
import { analyzeText } from "./analysis/analyze-text.ts";
import { formatIndexDefinition } from "./schema/format-index-definition.ts";
import { applyBatch, batchResponse, parseBatch } from "./documents/index-batch.ts";
import { asJsonObject, showJson, type JsonObject } from "./json-object.ts";
import { bodyOfQuery } from "./query-string.ts";
import { readJson } from "./read-json.ts";
import { searchDocuments } from "./query/search-documents.ts";
import { SearchError } from "./search-error.ts";
import type { SearchIndex } from "./documents/search-index.ts";
import type { SearchPermission } from "./search-permission.ts";
import { namesOf, parseSearchRequest } from "./query/search-request.ts";
import { parseSelect } from "./query/select-fields.ts";
import { serviceStatistics } from "./service-statistics.ts";
import { autocomplete, suggest } from "./query/suggestions.ts";

/** A request whose caller is allowed to make it. */
export interface SearchCall extends SearchCatalog {
  readonly request: Request;
  readonly url: URL;
  /** What is named in the path, as in the index and the document. */
  readonly names: readonly string[];
  readonly apiVersion: string;
  /** Whose documents are asked for. */
  readonly reader: DocumentReader;
  readonly clock: Clock;
  readonly indexing: Indexing;
}

/** Something that the service does. */
export interface SearchOperation extends ReaderHeaders {
  readonly permission: SearchPermission;
  /** What a version must have for it (nothing). */
  readonly feature?: SearchFeature;
  /** What may stand in the query besides `api-version` (nothing); `any` where `run` sees to it. */
  readonly options?: readonly string[] | "any";
  run(call: SearchCall): Promise<Response> | Response;
}

const service = "Microsoft.Search/searchServices";
const readDocuments = { dataAction: `${service}/indexes/documents/read` } as const;
const writeDocuments = { dataAction: `${service}/indexes/documents/write` } as const;
const readIndexes = { action: `${service}/indexes/read` } as const;
const writeIndexes = { action: `${service}/indexes/write` } as const;
const deleteIndexes = { action: `${service}/indexes/delete` } as const;
const readService = { action: `${service}/read` } as const;

/** By method and path; a star stands for a name. */
const operations: Readonly<Record<string, SearchOperation>> = {
  "GET servicestats": {
    permission: readService,
    run: (call) => Response.json(serviceStatistics(call, call.indexing)),
  },
  "GET indexes": { permission: readIndexes, options: ["$select"], run: listIndexes },
  "POST indexes": { permission: writeIndexes, run: createIndex },
  "GET indexes/*": {
    permission: readIndexes,
    run: (call) => indexResponse(aliasedIndexOf(call), call, 200),
  },
  "PUT indexes/*": { permission: writeIndexes, options: ["allowIndexDowntime"], run: putIndex },
  "DELETE indexes/*": { permission: deleteIndexes, run: deleteIndex },
  "GET indexes/*/stats": {
    permission: readIndexes,
    run: (call) => Response.json(indexOf(call).statistics()),
  },
  "POST indexes/*/analyze": {
    permission: readIndexes,
    async run(call) {
      const { analysis } = indexOf(call).definition;
      return Response.json(analyzeText(await readJson(call.request), analysis, call.apiVersion));
    },
  },
  "POST indexes/*/docs/index": { permission: writeDocuments, run: indexDocuments },
  "GET indexes/*/docs": {
    permission: readDocuments,
    takesUserToken: true,
    options: "any",
    run: (call) => search(call, bodyOfQuery(call.url.searchParams)),
  },
  "POST indexes/*/docs/search": {
    permission: readDocuments,
    takesUserToken: true,
    takesElevatedRead: true,
    run: async (call) => search(call, await readJson(call.request)),
  },
  "GET indexes/*/docs/suggest": {
    permission: readDocuments,
    options: "any",
    run: (call) =>
      Response.json(
        suggest(visibleIndexOf(call), bodyOfQuery(call.url.searchParams), call.apiVersion),
      ),
  },
  "POST indexes/*/docs/suggest": {
    permission: readDocuments,
    run: async (call) =>
      Response.json(suggest(visibleIndexOf(call), await readJson(call.request), call.apiVersion)),
  },
  "GET indexes/*/docs/autocomplete": {
    permission: readDocuments,
    options: "any",
    run: (call) =>
      Response.json(
        autocomplete(visibleIndexOf(call), bodyOfQuery(call.url.searchParams), call.apiVersion),
      ),
  },
  "POST indexes/*/docs/autocomplete": {
    permission: readDocuments,
    run: async (call) =>
      Response.json(
        autocomplete(visibleIndexOf(call), await readJson(call.request), call.apiVersion),
      ),
  },
  "GET indexes/*/docs/$count": {
    permission: readDocuments,
    run: (call) =>
      new Response(String(visibleIndexOf(call).documents.size), {
        headers: { "content-type": "text/plain" },
      }),
  },
  "GET indexes/*/docs/*": {
    permission: readDocuments,
    takesUserToken: true,
    options: "any",
    run: lookUp,
  },
  ...objectOperations<SynonymMap>("synonymmaps", {
    resourceType: "synonymMaps",
    storeOf: ({ synonymMaps }) => synonymMaps,
    format: formatSynonymMap,
  }),
  ...objectOperations<Alias>("aliases", {
    resourceType: "aliases",
    feature: "aliases",
    storeOf: ({ aliases }) => aliases,
  }),
  ...knowledgeOperations,
  ...indexingOperations,
};

/**
 * The operation for a request.
 *
 * @throws SearchError when the path is none of the service's, or takes other methods only.
 */
export function operationFor(method: string, template: string): SearchOperation {
  const operation = operations[`${method} ${template}`];
  if (operation) return operation;
  const isKnownPath = Object.keys(operations).some((key) => key.endsWith(` ${template}`));
  throw isKnownPath
    ? new SearchError(405, `The requested resource does not support http method '${method}'.`)
    : new SearchError(404, "The requested resource does not exist, or is not emulated.");
}

/** @throws SearchError for an option in the query that would go unheard. */
export function requireKnownOptions(
  query: URLSearchParams,
  { options = [] }: SearchOperation,
): void {
  if (options === "any") return;
  const unknown = [...query.keys()].find(
    (name) => name !== "api-version" && !options.includes(name.replace(/^%24/, "$")),
  );
  if (unknown === undefined) return;
  throw new SearchError(400, `The query parameter '${unknown}' is not supported here.`);
}

function indexOf({ indexes, names: [name = ""] }: SearchCall): SearchIndex {
  return indexes.get(name);
}

/** An index by its name or that of an alias. */
function aliasedIndexOf(call: SearchCall): SearchIndex {
  return call.indexes.get(indexNameOf(call));
}

function indexNameOf({ aliases, apiVersion, names: [name = ""] }: SearchCall): string {
  return resolveAlias(name, aliases, apiVersion);
}

/** An index with the documents that may be answered. */
function visibleIndexOf(call: SearchCall): SearchIndex {
  return visibleIndex(aliasedIndexOf(call), call.reader);
}

function listIndexes({ indexes, apiVersion, url }: SearchCall): Response {
  return listResponse(
    indexes.list().map((index) => formatIndexDefinition(index, apiVersion)),
    url,
  );
}

async function createIndex(call: SearchCall): Promise<Response> {
  const { request, apiVersion, indexes } = call;
  const definition = await readJson(request);
  requireNewName(definition, call);
  return indexResponse(indexes.create(definition, apiVersion), call, 201);
}

async function putIndex(call: SearchCall): Promise<Response> {
  const { request, url, apiVersion, indexes } = call;
  const definition = await readJson(request);
  requireNewName(definition, call);
  const { index, isNew } = indexes.put(indexNameOf(call), definition, {
    apiVersion,
    headers: request.headers,
    allowsDowntime: url.searchParams.get("allowIndexDowntime") === "true",
  });
  const body = formatIndexDefinition(index, apiVersion);
  return putResponse(request, { body, etag: index.etag, isNew });
}

function deleteIndex({ request, indexes, aliases, names: [name = ""] }: SearchCall): Response {
  requireNoAlias(name, aliases);
  indexes.delete(name, request.headers);
  return new Response(null, { status: 204 });
}

/** @throws SearchError for an index with the name of an alias. */
function requireNewName(definition: unknown, { aliases }: SearchCall): void {
  const { name } = asJsonObject(definition);
  if (typeof name !== "string" || !aliases.find(name)) return;
  throw new SearchError(
    409,
    `Cannot create index '${name}' because an alias has that name already.`,
    { code: "ResourceNameAlreadyInUse" },
  );
}

function indexResponse(index: SearchIndex, { apiVersion }: SearchCall, status: number): Response {
  return objectResponse(formatIndexDefinition(index, apiVersion), index.etag, status);
}

async function indexDocuments(call: SearchCall): Promise<Response> {
  const index = aliasedIndexOf(call);
  return batchResponse(applyBatch(index, parseBatch(await readJson(call.request), index)));
}

function search(call: SearchCall, body: unknown): Response {
  const index = visibleIndexOf(call);
  const request = parseSearchRequest(body, call.apiVersion);
  const { count, facets, answers, page, next } = searchDocuments(index, request, call.clock.now());
  return Response.json({
    ...(request.count ? { "@odata.count": count } : {}),
    ...(request.minimumCoverage === undefined ? {} : { "@search.coverage": 100 }),
    ...(facets ? { "@search.facets": facets } : {}),
    ...(answers ? { "@search.answers": answers } : {}),
    ...(next ? { "@search.nextPageParameters": next } : {}),
    value: page,
    ...(next ? { "@odata.nextLink": nextLink(call, next) } : {}),
  });
}

function nextLink(
  { request, url, apiVersion, names: [name = ""] }: SearchCall,
  next: JsonObject,
): string {
  const documents = `${url.origin}/indexes('${name}')/docs`;
  if (request.method === "POST") {
    return `${documents}/search.post.search?api-version=${apiVersion}`;
  }
  const query = new URLSearchParams(url.searchParams);
  query.set("$skip", showJson(next["skip"]));
  if (next["top"] !== undefined) query.set("$top", showJson(next["top"]));
  return `${documents}?${query.toString()}`;
}

function lookUp(call: SearchCall): Response {
  const index = visibleIndexOf(call);
  const [, key = ""] = call.names;
  const { select, ...others } = bodyOfQuery(call.url.searchParams);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new SearchError(400, `The query parameter '${unknown}' is not supported here.`);
  }
  const names = namesOf(typeof select === "string" ? select : undefined);
  const project = parseSelect(
    names.filter((name) => name !== "*"),
    index.definition.fields,
  );
  const document = index.documents.get(key);
  if (!document) throw new SearchError(404, `The document '${key}' was not found.`);
  return Response.json(project(document));
}
