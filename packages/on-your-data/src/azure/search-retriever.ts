import type { TokenCredential } from "@azure/core-auth";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { azureCloud, type AzureCloud } from "@entrim/azure-clouds";
import { OnYourDataError } from "../on-your-data-error.ts";
import { requireKeyless } from "../require-keyless.ts";
import type { Retrieve, SearchHit, SearchQuery } from "../retrieve.ts";
import { createAzureClient, unusable, type PostJson } from "./azure-client.ts";
import type { Embed } from "./openai-embedder.ts";
import { buildSearchBody } from "./search-body.ts";
import { readSearchHit } from "./search-hit.ts";

/** Which search service, and as whom. */
export interface SearchRetrieverOptions {
  /** The search service, an https origin as in `https://contoso.search.windows.net`. */
  readonly endpoint: string;
  /** The server's own identity, with the role Search Index Data Reader. */
  readonly credential: TokenCredential;
  /** Vectors of questions, as `createOpenAIEmbedder` makes them (only the index's own vectorizer). */
  readonly embed?: Embed;
  /** Which Azure (the public one). */
  readonly cloud?: AzureCloud;
  /** Of the search service (`2024-07-01`). */
  readonly apiVersion?: string;
  /** How long an answer may take (15000). */
  readonly timeoutInMs?: number;
  /** What sends the requests (that of the Azure SDKs). */
  readonly httpClient?: HttpClient;
}

/**
 * Searches indexes of Azure AI Search with the filter that it is given, and never without one. The index's
 * definition is not read, so the identity needs no role to manage the service.
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
    apiVersion = "2024-07-01",
    timeoutInMs = 15_000,
    httpClient,
  } = options;
  const { audience } = cloud.search;
  const post = createAzureClient({ endpoint, credential, audience, timeoutInMs, httpClient });
  const { origin } = new URL(endpoint);
  const query = `?api-version=${encodeURIComponent(apiVersion)}`;

  return async (search, { abortSignal }) => {
    const { source, filter } = search;
    if (source.endpoint !== origin) {
      throw new TypeError("on-your-data: the data source is of another search service");
    }
    if (filter.trim() === "") throw new TypeError("on-your-data: a search needs a filter");
    const vector = await vectorOf(search, embed, abortSignal);
    const path = `/indexes/${source.indexName}/docs/search${query}`;
    return sendSearch(post, path, search, { vector, abortSignal });
  };
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
  post: PostJson,
  path: string,
  search: SearchQuery,
  {
    vector,
    abortSignal,
  }: { readonly vector: readonly number[] | undefined; readonly abortSignal: AbortSignal },
): Promise<readonly SearchHit[]> {
  let answer: unknown;
  try {
    const { bodyAsText } = await post(path, buildSearchBody(search, vector), { abortSignal });
    answer = JSON.parse(bodyAsText ?? "");
  } catch (error) {
    if (error instanceof SyntaxError) throw unusable(error);
    throw isHiddenField(error, search) ? securityFieldHidden(error) : error;
  }
  const value: unknown =
    typeof answer === "object" && answer !== null ? Reflect.get(answer, "value") : undefined;
  if (!Array.isArray(value)) throw unusable(new TypeError("The answer holds no documents"));
  return value.map((document: unknown) => {
    if (typeof document !== "object" || document === null) {
      throw unusable(new TypeError("A document is no object"));
    }
    return readSearchHit(document, search);
  });
}

/** The service refuses to show a field that is not retrievable, and names it. */
function isHiddenField(error: unknown, { source }: SearchQuery): boolean {
  if (!(error instanceof OnYourDataError) || !(error.cause instanceof Error)) return false;
  const { message } = error.cause;
  return (
    message.startsWith("HTTP 400") &&
    /retriev/i.test(message) &&
    message.includes(source.groupField)
  );
}

function securityFieldHidden(cause: unknown): OnYourDataError {
  return new OnYourDataError(
    "SECURITY_FIELD_MISSING",
    "The index does not show the field that says who may read a document: make it retrievable, which can be changed in place.",
    { cause },
  );
}
