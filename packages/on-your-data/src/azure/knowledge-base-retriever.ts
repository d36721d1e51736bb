import type { TokenCredential } from "@azure/core-auth";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { azureCloud, type AzureCloud } from "@entrim/azure-clouds";
import { requireKeyless } from "../require-keyless.ts";
import { requireKnownOptions } from "../require-known-options.ts";
import { requireWholeNumber } from "../require-whole-number.ts";
import type { Retrieve, SearchHit, SearchQuery } from "../retrieve.ts";
import { isNative } from "../user-token.ts";
import { createAzureClient } from "./azure-client.ts";
import { checkEnforcement } from "./check-enforcement.ts";
import { checkKnowledgeBase } from "./check-knowledge-base.ts";
import { createDefinitionReader, definitionApiVersion } from "./definition-reader.ts";
import { keepAnswers } from "./keep-answers.ts";
import { parseKnowledgeBase, parseKnowledgeSource } from "./knowledge-base.ts";
import { buildRetrievalBody, readReferences } from "./knowledge-retrieval.ts";
import { unusable } from "./upstream-failure.ts";
import { requireSearchToken, userTokenApiVersion } from "./user-token-header.ts";

/** Which knowledge base, and as whom. */
export interface KnowledgeBaseRetrieverOptions {
  /** The search service, an https origin as in `https://contoso.search.windows.net`. */
  readonly endpoint: string;
  /**
   * The server's own identity, with the roles Search Index Data Reader and, to read the definitions of the
   * knowledge base, its sources and their index, Search Service Contributor.
   */
  readonly credential: TokenCredential;
  /** The knowledge base, by its name. Its sources all read the index that the data source names. */
  readonly knowledgeBase: string;
  /** How long the definitions are kept (3600000). */
  readonly definitionMaxAgeInMs?: number;
  /** Which Azure (the public one). */
  readonly cloud?: AzureCloud;
  /**
   * Of the search service (`2026-10-01`). Stable versions before that, as 2026-04-01, neither show nor take the
   * mode of the output.
   */
  readonly apiVersion?: string;
  /** Of the search service, for reading the definition of the index (`2026-08-01-preview`). */
  readonly definitionApiVersion?: string;
  /** How long an answer may take (15000). */
  readonly timeoutInMs?: number;
  /** How long to wait altogether for a service that is busy, if it says for how long; 0: not at all (5000). */
  readonly maxRetryWaitInMs?: number;
  /** Milliseconds since 1970 (`Date.now`). */
  readonly now?: () => number;
  /** What sends the requests (that of the Azure SDKs). */
  readonly httpClient?: HttpClient;
}

const knownOptions: Readonly<Record<keyof KnowledgeBaseRetrieverOptions, true>> = {
  endpoint: true,
  credential: true,
  knowledgeBase: true,
  definitionMaxAgeInMs: true,
  cloud: true,
  apiVersion: true,
  definitionApiVersion: true,
  timeoutInMs: true,
  maxRetryWaitInMs: true,
  now: true,
  httpClient: true,
};

/**
 * Retrieves from a knowledge base of Azure AI Search, with the filter that it is given and never without one.
 * What the base is made of is checked before it is asked; references that do not say who may read them, as those
 * of a source that was added since, are dropped. The kind of query, vectors and the ranker are the base's affair.
 *
 * @see https://learn.microsoft.com/azure/search/agentic-retrieval-how-to-retrieve
 * @throws TypeError for options that are wrong or carry a key.
 */
export function createKnowledgeBaseRetriever(options: KnowledgeBaseRetrieverOptions): Retrieve {
  requireKeyless(options);
  requireKnownOptions<KnowledgeBaseRetrieverOptions>(options, knownOptions);
  const {
    endpoint,
    credential,
    knowledgeBase,
    definitionMaxAgeInMs = 3_600_000,
    cloud = azureCloud(),
    apiVersion = userTokenApiVersion,
    timeoutInMs = 15_000,
    maxRetryWaitInMs = 5_000,
    now = Date.now,
    httpClient,
  } = options;
  if (!/^[a-z\d][a-z\d-]{0,127}$/.test(knowledgeBase)) {
    throw new TypeError("on-your-data: knowledgeBase must be the name of a knowledge base");
  }
  if (!/^\d{4}-\d\d-\d\d(?:-preview)?$/.test(apiVersion) || apiVersion <= "2026-05") {
    throw new TypeError(
      "on-your-data: apiVersion must be 2026-10-01 or later, for a knowledge base that may be told what to answer with",
    );
  }
  requireWholeNumber("definitionMaxAgeInMs", definitionMaxAgeInMs);
  const { audience } = cloud.search;
  const client = createAzureClient({
    service: "search",
    endpoint,
    credential,
    audience,
    timeoutInMs,
    maxRetryWaitInMs,
    httpClient,
  });
  const { origin } = new URL(endpoint);
  const query = `?api-version=${encodeURIComponent(apiVersion)}`;
  const age = { maxAgeInMs: definitionMaxAgeInMs, now };
  const never = new AbortController().signal;
  const read = async (path: string): Promise<string> => {
    const { bodyAsText } = await client.get(`${path}${query}`, { abortSignal: never });
    return bodyAsText ?? "";
  };
  const readIndex = createDefinitionReader(client, {
    apiVersion: options.definitionApiVersion ?? definitionApiVersion,
    ...age,
  });
  const readBase = keepAnswers(async (name) => {
    const base = parseKnowledgeBase(await read(`/knowledgebases/${name}`));
    const sources = base.sourceNames.map(async (each) =>
      parseKnowledgeSource(await read(`/knowledgesources/${encodeURIComponent(each)}`)),
    );
    return { base, sources: await Promise.all(sources) };
  }, age);

  return async (search, { abortSignal, userToken: token }) => {
    const { source, text } = search;
    requireQuestion(search, origin);
    const userToken = isNative(source) ? requireSearchToken(token, audience) : undefined;
    const [{ base, sources }, definition] = await Promise.all([
      readBase(knowledgeBase, { abortSignal }),
      readIndex(source.indexName, { abortSignal }),
    ]);
    checkKnowledgeBase(search, base, sources);
    checkEnforcement(source, definition);
    const { status, bodyAsText } = await client.post(
      `/knowledgebases/${knowledgeBase}/retrieve${query}`,
      buildRetrievalBody(text, search.filter, base.sourceNames),
      { abortSignal, userToken },
    );
    const hits = readReferences(bodyAsText ?? "", search);
    if (status === 206) requirePartial(hits, search);
    return hits.slice(0, search.top);
  };
}

function requireQuestion({ source, filter, text }: SearchQuery, origin: string): void {
  if (source.endpoint !== origin) {
    throw new TypeError("on-your-data: the data source is of another search service");
  }
  if (filter.trim() === "") throw new TypeError("on-your-data: a search needs a filter");
  if (text.trim() === "") {
    throw new TypeError(
      "on-your-data: a knowledge base is asked in words; a canary, documents and explanations need createSearchRetriever",
    );
  }
}

/** 206: of the sources, some have failed; without a reference it may be all. */
function requirePartial(
  hits: readonly SearchHit[],
  { allowPartialResult = false }: SearchQuery,
): void {
  if (allowPartialResult && hits.length > 0) return;
  throw unusable("search", new Error("A part of the knowledge base did not answer"));
}
