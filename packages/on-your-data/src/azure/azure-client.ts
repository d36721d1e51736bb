import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  redirectPolicyName,
  type HttpClient,
  type PipelineResponse,
} from "@azure/core-rest-pipeline";
import type { TokenCredential } from "@azure/core-auth";
import { tokenCredentialPolicy } from "@entrim/token-credential-policy";
import { OnYourDataError } from "../on-your-data-error.ts";

/** Posts JSON to one service, with a token of the server's own identity and no header from anybody else. */
export type PostJson = (
  path: string,
  body: object,
  options: { readonly abortSignal: AbortSignal; readonly isStreamed?: boolean },
) => Promise<PipelineResponse>;

/** Where to send, and as whom. */
export interface AzureClientOptions {
  /** An https origin. */
  readonly endpoint: string;
  readonly credential: TokenCredential;
  /** As in `https://search.azure.com`. */
  readonly audience: string;
  /** How long an answer may take to begin. */
  readonly timeoutInMs: number;
  readonly httpClient?: HttpClient | undefined;
}

/** Waiting longer makes no sense for somebody who asked a question. */
const maxRetryAfterInSeconds = 60;

/**
 * Makes a client of one service. Answers other than 200 and 206 become errors, without what the service said
 * in their message; nothing is asked twice, and no redirect is followed.
 *
 * @throws TypeError for an endpoint that is no https origin.
 */
export function createAzureClient({
  endpoint,
  credential,
  audience,
  timeoutInMs,
  httpClient = createDefaultHttpClient(),
}: AzureClientOptions): PostJson {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol !== "https:" || url.origin !== endpoint.replace(/\/$/, "")) {
    throw new TypeError(
      "on-your-data: endpoint must be an https origin, as in https://contoso.search.windows.net",
    );
  }
  if (!Number.isSafeInteger(timeoutInMs) || timeoutInMs < 1) {
    throw new TypeError("on-your-data: timeoutInMs must be a whole number above 0");
  }
  const pipeline = createPipelineFromOptions({});
  pipeline.removePolicy({ name: "defaultRetryPolicy" });
  pipeline.removePolicy({ name: redirectPolicyName });
  const scopes = [`${audience}/.default`];
  pipeline.addPolicy(tokenCredentialPolicy({ credential, scopes, allowedHosts: [url.host] }), {
    phase: "Sign",
  });

  return async (path, body, { abortSignal, isStreamed = false }) => {
    abortSignal.throwIfAborted();
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), timeoutInMs);
    const request = createPipelineRequest({
      url: `${url.origin}${path}`,
      method: "POST",
      headers: createHttpHeaders({
        "content-type": "application/json",
        accept: "application/json",
      }),
      body: JSON.stringify(body),
      abortSignal: AbortSignal.any([abortSignal, timeout.signal]),
      ...(isStreamed && { streamResponseStatusCodes: new Set([200]) }),
    });
    let response: PipelineResponse;
    try {
      response = await pipeline.sendRequest(httpClient, request);
    } catch (cause) {
      abortSignal.throwIfAborted();
      throw unavailable(cause);
    } finally {
      clearTimeout(timer);
    }
    if (response.status === 200 || response.status === 206) return response;
    throw failure(response);
  };
}

/** A failure on the way to a service, or of the token for it. */
export function unavailable(cause: unknown): OnYourDataError {
  return new OnYourDataError(
    "UPSTREAM_UNAVAILABLE",
    "A service that is needed cannot be reached.",
    {
      cause,
    },
  );
}

/** An answer that cannot be used; what it says stays in the cause. */
export function unusable(cause: unknown): OnYourDataError {
  return new OnYourDataError("UPSTREAM_FAILED", "A service that is needed gave no usable answer.", {
    cause,
  });
}

function failure({ status, headers, bodyAsText }: PipelineResponse): OnYourDataError {
  // for logs: the beginning is enough to know what is wrong
  const cause = new Error(`HTTP ${status}: ${(bodyAsText ?? "").slice(0, 2_000)}`);
  if (status === 400 && isFiltered(bodyAsText)) {
    const message =
      "The prompt was filtered by the content management policy. Please modify your prompt and retry.";
    return new OnYourDataError("CONTENT_FILTERED", message, { cause });
  }
  if (status !== 429 && status !== 503) return unusable(cause);
  return new OnYourDataError("UPSTREAM_UNAVAILABLE", "A service that is needed is busy.", {
    cause,
    retryAfterInSeconds: retryAfter(headers.get("retry-after")),
  });
}

function retryAfter(value: string | undefined): number | undefined {
  if (value === undefined || !/^\d{1,12}$/.test(value.trim())) return undefined;
  return Math.min(Number(value), maxRetryAfterInSeconds);
}

/** @see https://learn.microsoft.com/azure/ai-services/openai/concepts/content-filter */
function isFiltered(body: string | null | undefined): boolean {
  try {
    const answer = JSON.parse(body ?? "") as { error?: { code?: unknown } } | null;
    return answer?.error?.code === "content_filter";
  } catch {
    return false;
  }
}
