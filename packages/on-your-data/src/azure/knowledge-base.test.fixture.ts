import { restrictToGroups } from "@entrim/group-filter";
import { searchEndpoint } from "../azure.test.fixture.ts";
import type { DataSource } from "../data-source.ts";
import { ada, type EmulatedAzure } from "../emulated-azure.test.fixture.ts";
import { emulateGuardedIndex, guarded } from "../guarded-index.test.fixture.ts";
import type { Retrieve, SearchHit, SearchQuery } from "../retrieve.ts";
import type { Reader } from "../steps/second-check.ts";
import {
  createKnowledgeBaseRetriever,
  type KnowledgeBaseRetrieverOptions,
} from "./knowledge-base-retriever.ts";

export const restrict: ReturnType<typeof restrictToGroups> = restrictToGroups({
  field: "group_ids",
});
/** The index is trimmed by our filter alone. */
export const source: DataSource = { ...guarded, enforcement: "filter" };
const abortSignal = new AbortController().signal;

/** What a reader would search for. */
export function queryFor(reader: Reader, changes: Partial<SearchQuery> = {}): SearchQuery {
  return {
    source,
    text: "days of leave",
    filter: restrict(undefined, reader) ?? "",
    queryType: "simple",
    semanticConfiguration: undefined,
    embedding: undefined,
    fields: {},
    showsReaders: true,
    top: 20,
    ...changes,
  };
}

/** The definition of a source; by default one that shows everything that is needed. */
export function sourceOf(
  changes: object,
  sourceDataFields: readonly string[] = ["id", "title", "content", "group_ids"],
): object {
  return {
    name: "more",
    kind: "searchIndex",
    searchIndexParameters: {
      searchIndexName: "guarded",
      sourceDataFields: sourceDataFields.map((name) => ({ name })),
      ...changes,
    },
  };
}

/** An emulated Azure with a knowledge base `guarded`, and retrievers in front of it. */
export interface KnowledgeAzure extends EmulatedAzure {
  retrieverOf(options?: Partial<KnowledgeBaseRetrieverOptions>): Retrieve;
  /** Searches as Ada. */
  search(changes?: Partial<SearchQuery>): Promise<readonly SearchHit[]>;
  /** What was retrieved, by the bodies that were received. */
  bodies(): readonly Readonly<Record<string, unknown>>[];
  /** How many definitions were read. */
  reads(): number;
  /** A service that is not emulated answers, from now on. */
  pretend(path: string, body: object, status?: number): void;
  /** Somebody with the role for it changes a definition. */
  put(path: string, body: object): Promise<void>;
}

export function emulateKnowledge(): KnowledgeAzure {
  const emulated = emulateGuardedIndex("disabled");
  const { azure, credential, httpClient, of } = emulated;
  const retrieverOf: KnowledgeAzure["retrieverOf"] = (options = {}) =>
    createKnowledgeBaseRetriever({
      endpoint: searchEndpoint,
      credential,
      httpClient,
      maxRetryWaitInMs: 0,
      knowledgeBase: "guarded",
      ...options,
    });
  return {
    ...emulated,
    retrieverOf,
    search: (changes) => retrieverOf()(queryFor(ada, changes), { abortSignal }),
    bodies: () =>
      of("search")
        .filter(({ method }) => method === "POST")
        .map(({ body }) => JSON.parse(body) as Record<string, unknown>),
    reads: () => of("search").filter(({ method }) => method === "GET").length,
    pretend: (path, body, status = 200) =>
      azure.enqueue({ service: "search", path, status, body, times: 9 }),
    async put(path, body) {
      const granted = await credential.getToken("https://search.azure.com/.default");
      const response = await azure.fetch(
        new Request(`${searchEndpoint}${path}?api-version=2026-10-01`, {
          method: "PUT",
          headers: {
            authorization: `Bearer ${granted?.token}`,
            "content-type": "application/json",
          },
          body: JSON.stringify(body),
        }),
      );
      if (!response.ok) throw new Error(await response.text());
    },
  };
}
