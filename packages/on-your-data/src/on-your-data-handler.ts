import type { OnYourData } from "./on-your-data.ts";
import { isOnYourDataError, OnYourDataError } from "./on-your-data-error.ts";
import { requireWholeNumber } from "./require-whole-number.ts";
import type { Reader } from "./steps/second-check.ts";
import { formatChatCompletion } from "./wire/chat-completion.ts";
import { formatCompletionChunks } from "./wire/completion-chunks.ts";
import { parseChatRequest, type ParseChatRequestOptions } from "./wire/parse-chat-request.ts";
import { readJsonBody } from "./wire/read-json-body.ts";
import { formatRefusal, type Problem } from "./wire/refusal.ts";
import { responseBody } from "./wire/response-body.ts";

/** How requests are taken. */
export interface OnYourDataHandlerOptions extends ParseChatRequestOptions {
  /** The deployment to use, whatever the address says (the one in the address). */
  readonly deployment?: string;
  /** Bytes of a body at most (1048576). */
  readonly maxBodyInBytes?: number;
  /**
   * How a search that fails is answered. `502`: it is thrown, as every failure behind this server. `400`: as
   * the service answered it, in its own form, for clients that look for that (502).
   */
  readonly failedSearchStatus?: 502 | 400;
}

/** Answers a request of somebody who was let in; what `mount` of an adapter takes. */
export type OnYourDataHandler<R extends Reader = Reader> = (
  request: Request,
  context: { readonly principal: R },
) => Promise<Response>;

const route = /\/deployments\/([^/]+)(?:\/extensions)?\/chat\/completions\/?$/;
/** The beginning is the service's; what it said after that, the search service's own answer, stays here. */
const searchFailed =
  "Invalid AzureCognitiveSearch configuration detected: Call to get Azure Search index failed. Check if the server's data source names the right endpoint and index, and if its identity has the role Search Index Data Reader.";
const keyHeaders = ["api-key", "ocp-apim-subscription-key"];

/**
 * Answers `POST …/openai/deployments/{deployment}/chat/completions` and its older form with `/extensions` for
 * somebody who was let in. A request that must change is answered in the service's own form; every other
 * failure is thrown, for one place to turn into an answer. Of the request's headers only the type of the
 * body counts, and whether there is a key.
 */
export function createOnYourDataHandler<R extends Reader>(
  engine: OnYourData<R>,
  options: OnYourDataHandlerOptions = {},
): OnYourDataHandler<R> {
  const {
    deployment: fixed,
    maxBodyInBytes = 1_048_576,
    failedSearchStatus = 502,
    ...parseOptions
  } = options;
  requireWholeNumber("maxBodyInBytes", maxBodyInBytes);
  requireWholeNumber("maxDataSources", parseOptions.maxDataSources ?? 1);
  if (failedSearchStatus !== 502 && failedSearchStatus !== 400) {
    throw new TypeError("on-your-data: failedSearchStatus must be 502 or 400");
  }

  return async (request, { principal }) => {
    const requestId = crypto.randomUUID();
    const headers = { "apim-request-id": requestId, "cache-control": "no-store" };
    const left = new AbortController();
    const abortSignal = AbortSignal.any([request.signal, left.signal]);
    try {
      const url = new URL(request.url);
      const deployment = fixed ?? deploymentIn(url);
      requireBody(request, parseOptions.legacyKeys ?? "refuse");
      const body = await readJsonBody(request, maxBodyInBytes);
      const apiVersion = url.searchParams.get("api-version") ?? undefined;
      const asked = parseChatRequest(body, apiVersion, parseOptions);
      const ask = { deployment, principal, abortSignal };
      if (!asked.stream) {
        const answer = await engine.complete(asked, ask);
        return Response.json(formatChatCompletion(answer, asked.answerForm), { headers });
      }
      const answer = await engine.stream(asked, ask);
      const chunks = formatCompletionChunks(answer, asked.answerForm, {
        includeUsage: asked.includeUsage,
        apology: { error: { code: "StreamInterrupted", message: "The answer was interrupted." } },
      });
      return new Response(responseBody(chunks, left), {
        headers: { ...headers, "content-type": "text/event-stream; charset=utf-8" },
      });
    } catch (error) {
      const problem = problemOf(error, failedSearchStatus);
      if (problem === undefined) throw error;
      return formatRefusal(problem, requestId, headers);
    }
  };
}

function deploymentIn(url: URL): string {
  const name = route.exec(url.pathname)?.[1];
  if (name === undefined) {
    throw new OnYourDataError("DEPLOYMENT_NOT_FOUND", "The address names no deployment.");
  }
  // as it stands: a name that would have to be decoded is none of ours
  return name;
}

function requireBody(request: Request, legacyKeys: "refuse" | "discard"): void {
  if (legacyKeys === "refuse" && keyHeaders.some((name) => request.headers.has(name))) {
    throw new OnYourDataError(
      "INVALID_REQUEST",
      "Keys are not accepted. Send an access token as Authorization: Bearer, and no api-key.",
    );
  }
  const type = request.headers.get("content-type") ?? "";
  if (request.method !== "POST" || !/^application\/json\s*(?:;|$)/i.test(type)) {
    throw new OnYourDataError(
      "INVALID_REQUEST",
      "Send a POST with a body of the type application/json.",
    );
  }
  // whoever decodes it on the way would see another body
  if (!/^(?:identity)?$/i.test(request.headers.get("content-encoding") ?? "")) {
    throw new OnYourDataError(
      "INVALID_REQUEST",
      "Send the body as it is, without a content-encoding.",
    );
  }
}

/** What the request itself must change, if that is it. A refused filter is known by its name, not by import. */
function problemOf(error: unknown, failedSearchStatus: 502 | 400): Problem | undefined {
  if (isOnYourDataError(error)) {
    const { code, message, service } = error;
    if (code === "UPSTREAM_FAILED" && service === "search" && failedSearchStatus === 400) {
      return { status: 400, message: searchFailed };
    }
    if (code === "INVALID_REQUEST") return { status: 400, message };
    if (code === "BODY_TOO_LARGE") return { status: 413, message };
    if (code === "INDEX_NOT_FOUND") return { status: 404, message };
    if (code !== "CONTENT_FILTERED") return undefined;
    return { status: 400, message, modelCode: "content_filter", param: "prompt" };
  }
  if (!(error instanceof Error) || error.name !== "GroupFilterError") return undefined;
  const code: unknown = Reflect.get(error, "code");
  if (code !== "INVALID_CALLER_FILTER" && code !== "SECURITY_FIELD_IN_FILTER") return undefined;
  return { status: 400, message: `Invalid filter: ${error.message}` };
}
