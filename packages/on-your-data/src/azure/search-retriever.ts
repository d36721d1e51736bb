import type { TokenCredential } from "@azure/core-auth";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { azureCloud, type AzureCloud } from "@entrim/azure-clouds";
import { OnYourDataError } from "../on-your-data-error.ts";
import { requireKeyless } from "../require-keyless.ts";
import { requireWholeNumber } from "../require-whole-number.ts";
import type { Retrieve, SearchHit, SearchQuery } from "../retrieve.ts";
import { isNative } from "../user-token.ts";
import { createAzureClient, type AzureClient } from "./azure-client.ts";
import { checkEnforcement } from "./check-enforcement.ts";
import { createDefinitionReader, definitionApiVersion } from "./definition-reader.ts";
import { mapFields } from "./map-fields.ts";
import type { Embed } from "./openai-embedder.ts";
import { buildSearchBody } from "./search-body.ts";
import { readSearchHit } from "./search-hit.ts";
import { UpstreamAnswer } from "./upstream-answer.ts";
import { unusable } from "./upstream-failure.ts";
import { requireSearchToken, userTokenApiVersion } from "./user-token-header.ts";

/** Which search service, and as whom. */
export interface SearchRetrieverOptions {
  /** The search service, an https origin as in `https://contoso.search.windows.net`. */
  readonly endpoint: string;
  /** The server's own identity, with the role Search Index Data Reader. */
  readonly credential: TokenCredential;
  /** Vectors of questions, as `createOpenAIEmbedder` makes them (only the index's own vectorizer). */
  readonly embed?: Embed;
  /**
   * Where fields are known from that neither a request nor the data source maps. `names`: by the usual names.
   * `index`: from the definition of the index, for which the identity needs a role to read it, as Search
   * Service Contributor; it also tells whether the index has permission fields of its own (`names`).
   */
  readonly fieldsFrom?: "names" | "index";
  /** How long a definition is kept (3600000). */
  readonly definitionMaxAgeInMs?: number;
  /** Which Azure (the public one). */
  readonly cloud?: AzureCloud;
  /** Of the search service (`2024-07-01`; `2026-10-01` for a source with `filter+native`). */
  readonly apiVersion?: string;
  /** Of the search service, for reading definitions; it must show permission fields (`2026-08-01-preview`). */
  readonly definitionApiVersion?: string;
  /** How long an answer may take (15000). */
  readonly timeoutInMs?: number;
  /**
   * How long to wait altogether for a service that is busy, if it says for how long it is; 0: not at all (5000).
   */
  readonly maxRetryWaitInMs?: number;
  /** Milliseconds since 1970 (`Date.now`). */
  readonly now?: () => number;
  /** What sends the requests (that of the Azure SDKs). */
  readonly httpClient?: HttpClient;
}

/**
 * Searches indexes of Azure AI Search with the filter that it is given, and never without one. Unless
 * told to, it does not read the index's definition, so the identity needs no role to manage the service.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/documents/search-post
 * @throws TypeError for options that are wrong or carry a key.
 */
export function createSearchRetriever(options: SearchRetrieverOptions): Retrieve {
  requireKeyless(options);
  const {
    endpoint,
    credential,
    embed,
    cloud = azureCloud(),
    apiVersion,
    fieldsFrom = "names",
    definitionMaxAgeInMs = 3_600_000,
    timeoutInMs = 15_000,
    maxRetryWaitInMs = 5_000,
    now = Date.now,
    httpClient,
  } = options;
  if (fieldsFrom !== "names" && fieldsFrom !== "index") {
    throw new TypeError("on-your-data: fieldsFrom must be 'names' or 'index'");
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
  const readDefinition = createDefinitionReader(client, {
    apiVersion: options.definitionApiVersion ?? definitionApiVersion,
    maxAgeInMs: definitionMaxAgeInMs,
    now,
  });

  return async (search, { abortSignal, userToken: token }) => {
    const { source, filter } = search;
    if (source.endpoint !== origin) {
      throw new TypeError("on-your-data: the data source is of another search service");
    }
    if (filter.trim() === "") throw new TypeError("on-your-data: a search needs a filter");
    const userToken = isNative(source) ? requireSearchToken(token, audience) : undefined;
    const version = apiVersion ?? (isNative(source) ? userTokenApiVersion : "2024-07-01");
    const { indexName } = source;
    const [mapped, vector] = await Promise.all([
      fieldsFrom === "names"
        ? search
        : readDefinition(indexName, { abortSignal }).then((known) => {
            checkEnforcement(source, known);
            return isMapped(search) ? search : mapFields(search, known);
          }),
      vectorOf(search, embed, abortSignal),
    ]);
    const path = `/indexes/${indexName}/docs/search?api-version=${encodeURIComponent(version)}`;
    return sendSearch(client, path, mapped, { vector, abortSignal, userToken });
  };
}

/** What goes along with a search. */
interface SendOptions {
  readonly vector: readonly number[] | undefined;
  readonly abortSignal: AbortSignal;
  readonly userToken: string | undefined;
}

function isMapped({ fields, queryType }: SearchQuery): boolean {
  const needsVectors = queryType.startsWith("vector");
  return fields.contentFields !== undefined && (!needsVectors || fields.vectorFields !== undefined);
}

async function vectorOf(
  { queryType, embedding, text }: SearchQuery,
  embed: Embed | undefined,
  abortSignal: AbortSignal,
): Promise<readonly number[] | undefined> {
  if (!queryType.startsWith("vector") || embedding?.type !== "deployment_name") return undefined;
  if (embed === undefined) {
    throw new TypeError("on-your-data: embed is needed for vectors of a deployment");
  }
  const { deploymentName: deployment, dimensions } = embedding;
  return embed(text, { deployment, dimensions, abortSignal });
}

async function sendSearch(
  { post }: AzureClient,
  path: string,
  search: SearchQuery,
  { vector, ...call }: SendOptions,
): Promise<readonly SearchHit[]> {
  let answer: unknown;
  try {
    const { bodyAsText } = await post(path, buildSearchBody(search, vector), call);
    answer = JSON.parse(bodyAsText ?? "");
  } catch (error) {
    if (error instanceof SyntaxError) throw unusable("search", error);
    throw isHiddenField(error, search) ? securityFieldHidden(error) : error;
  }
  const value: unknown =
    typeof answer === "object" && answer !== null ? Reflect.get(answer, "value") : undefined;
  if (!Array.isArray(value))
    throw unusable("search", new TypeError("The answer holds no documents"));
  return value.map((document: unknown) => {
    if (typeof document !== "object" || document === null) {
      throw unusable("search", new TypeError("A document is no object"));
    }
    return readSearchHit(document, search);
  });
}

/** The service refuses to show a field that is not retrievable, and names it. */
function isHiddenField(error: unknown, { source }: SearchQuery): boolean {
  if (!(error instanceof OnYourDataError) || !(error.cause instanceof UpstreamAnswer)) return false;
  const { cause } = error;
  return cause.status === 400 && cause.says(/retriev/i) && cause.says(source.groupField);
}

function securityFieldHidden(cause: unknown): OnYourDataError {
  return new OnYourDataError(
    "SECURITY_FIELD_MISSING",
    "The index does not show the field that says who may read a document: make it retrievable, which can be changed in place.",
    { cause },
  );
}
