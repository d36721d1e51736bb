import type { IndexStore } from "../documents/index-store.ts";
import { objectOperations } from "../objects/object-operations.ts";
import { createObjectStore, type ObjectStore } from "../objects/object-store.ts";
import { visibleIndex } from "../permissions/visible-index.ts";
import { readJson } from "../read-json.ts";
import { notEmulated, SearchError } from "../search-error.ts";
import type { SearchCall, SearchOperation } from "../search-operations.ts";
import { formatKnowledgeBase, parseKnowledgeBase, type KnowledgeBase } from "./knowledge-base.ts";
import {
  checkSourceChange,
  formatKnowledgeSource,
  parseKnowledgeSource,
  type KnowledgeSource,
} from "./knowledge-source.ts";
import { parseRetrievalRequest } from "./retrieval-request.ts";
import { retrieve } from "./retrieve.ts";

/** The knowledge bases of a service, and what they retrieve from. */
export interface KnowledgeStores {
  readonly knowledgeSources: ObjectStore<KnowledgeSource>;
  readonly knowledgeBases: ObjectStore<KnowledgeBase>;
}

/** A service without knowledge. */
export function createKnowledgeStores(serviceName: string, indexes: IndexStore): KnowledgeStores {
  const knowledgeSources: ObjectStore<KnowledgeSource> = createObjectStore({
    kind: "knowledge source",
    serviceName,
    parse: (value, apiVersion) => parseKnowledgeSource(value, apiVersion, indexes),
    checkChange: checkSourceChange,
    checkDelete: (name) => requireUnused(name, knowledgeBases),
  });
  const knowledgeBases = createObjectStore<KnowledgeBase>({
    kind: "knowledge base",
    serviceName,
    parse: (value, apiVersion) => parseKnowledgeBase(value, apiVersion, knowledgeSources),
  });
  return { knowledgeSources, knowledgeBases };
}

function requireUnused(source: string, bases: ObjectStore<KnowledgeBase>): void {
  const names = bases
    .list()
    .filter(({ value }) => value.knowledgeSources.includes(source))
    .map(({ value }) => `'${value.name}'`);
  if (names.length === 0) return;
  throw new SearchError(
    400,
    `The knowledge source '${source}' cannot be deleted while these knowledge bases refer to it: ${names.join(", ")}.`,
  );
}

/** What can be done with knowledge sources and knowledge bases, by method and path. */
export const knowledgeOperations: Readonly<Record<string, SearchOperation>> = {
  ...objectOperations<KnowledgeSource>("knowledgesources", {
    resourceType: "knowledgeSources",
    feature: "knowledgeBases",
    storeOf: ({ knowledgeSources }) => knowledgeSources,
    format: formatKnowledgeSource,
  }),
  ...objectOperations<KnowledgeBase>("knowledgebases", {
    resourceType: "knowledgeBases",
    feature: "knowledgeBases",
    storeOf: ({ knowledgeBases }) => knowledgeBases,
    format: formatKnowledgeBase,
  }),
  "GET knowledgesources/*/status": {
    permission: { action: "Microsoft.Search/searchServices/knowledgeSources/read" },
    feature: "knowledgeBases",
    run: answerStatus,
  },
  "POST knowledgebases/*/retrieve": {
    permission: { dataAction: "Microsoft.Search/searchServices/indexes/documents/read" },
    feature: "knowledgeBases",
    takesUserToken: true,
    run: answerRetrieval,
  },
};

/** An index has nothing to synchronize. */
function answerStatus({ knowledgeSources, names: [name = ""] }: SearchCall): Response {
  knowledgeSources.get(name);
  return Response.json({
    kind: "searchIndex",
    synchronizationStatus: "active",
    synchronizationInterval: null,
    currentSynchronizationState: null,
    lastSynchronizationState: null,
    statistics: null,
  });
}

async function answerRetrieval(call: SearchCall): Promise<Response> {
  const { request, apiVersion, indexes, knowledgeSources, reader, names } = call;
  if (request.headers.get("accept")?.includes("text/event-stream")) {
    throw notEmulated("retrievals as a stream of events");
  }
  const base = call.knowledgeBases.get(names[0] ?? "").value;
  return retrieve(parseRetrievalRequest(await readJson(request), base, apiVersion), {
    sources: base.knowledgeSources.map((name) => knowledgeSources.get(name).value),
    indexOf: (name) => visibleIndex(indexes.get(name), reader),
    apiVersion,
    now: () => call.clock.now(),
  });
}
