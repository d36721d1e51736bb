import { setTimeout as sleep } from "node:timers/promises";
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
import { isOnYourDataError, type UpstreamService } from "../on-your-data-error.ts";
import { requireWholeNumber } from "../require-whole-number.ts";
import { failureOf, retryDelayOf, unavailable } from "./upstream-failure.ts";
import { userTokenHeader } from "./user-token-header.ts";

/** How one call is made. */
interface CallOptions {
  readonly abortSignal: AbortSignal;
  /** Whether the body is wanted as it comes. */
  readonly isStreamed?: boolean;
  /** Of whom a search is for, where the service itself trims. */
  readonly userToken?: string | undefined;
}

/** Calls one service, with a token of the server's own identity and no header from anybody else. */
export interface AzureClient {
  readonly get: (path: string, options: CallOptions) => Promise<PipelineResponse>;
  /** Sends JSON. */
  readonly post: (path: string, body: object, options: CallOptions) => Promise<PipelineResponse>;
}

/** Where to send, and as whom. */
export interface AzureClientOptions {
  /** What the errors say of it. */
  readonly service: UpstreamService;
  /** An https origin. */
  readonly endpoint: string;
  readonly credential: TokenCredential;
  /** As in `https://search.azure.com`. */
  readonly audience: string;
  /** How long an answer may take to begin, waiting included. */
  readonly timeoutInMs: number;
  /** How long to wait altogether for a service that is busy. */
  readonly maxRetryWaitInMs: number;
  readonly httpClient?: HttpClient | undefined;
}

const maxAttempts = 3;

/**
 * Makes a client of one service. Answers other than 200 and 206 become errors, without what the service said
 * in their message, and no redirect is followed. Only a service that says that it is busy, and for how long,
 * is asked again: it has done nothing yet, and nothing of an answer has been read.
 *
 * @throws TypeError for an endpoint that is no https origin, and for times that are none.
 */
export function createAzureClient({
  service,
  endpoint,
  credential,
  audience,
  timeoutInMs,
  maxRetryWaitInMs,
  httpClient = createDefaultHttpClient(),
}: AzureClientOptions): AzureClient {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol !== "https:" || url.origin !== endpoint.replace(/\/$/, "")) {
    throw new TypeError(
      "on-your-data: endpoint must be an https origin, as in https://contoso.search.windows.net",
    );
  }
  requireWholeNumber("timeoutInMs", timeoutInMs);
  requireWholeNumber("maxRetryWaitInMs", maxRetryWaitInMs, 0);
  const pipeline = createPipelineFromOptions({});
  pipeline.removePolicy({ name: "defaultRetryPolicy" });
  pipeline.removePolicy({ name: redirectPolicyName });
  const scopes = [`${audience}/.default`];
  pipeline.addPolicy(tokenCredentialPolicy({ credential, scopes, allowedHosts: [url.host] }), {
    phase: "Sign",
  });

  /** @param patience What is left of the attempts, of the time to wait, and until when there must be an answer. */
  async function attempt(call: Call, patience: Patience): Promise<PipelineResponse> {
    const { path, body, abortSignal, isStreamed = false, userToken } = call;
    const request = createPipelineRequest({
      url: `${url?.origin}${path}`,
      method: body === undefined ? "GET" : "POST",
      headers: createHttpHeaders({
        accept: "application/json",
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(userToken !== undefined && { [userTokenHeader]: userToken }),
      }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      abortSignal,
      ...(isStreamed && { streamResponseStatusCodes: new Set([200]) }),
    });
    const response = await pipeline.sendRequest(httpClient, request);
    if (response.status === 200 || response.status === 206) return response;
    const delayInMs = retryDelayOf(response);
    const { attempts, waitInMs, endsAtInMs } = patience;
    const mayWaitInMs = Math.min(waitInMs, endsAtInMs - performance.now());
    if (delayInMs === undefined || delayInMs > mayWaitInMs || attempts <= 1) {
      throw failureOf(service, response);
    }
    await sleep(delayInMs, undefined, { signal: abortSignal });
    return attempt(call, {
      attempts: attempts - 1,
      waitInMs: waitInMs - delayInMs,
      endsAtInMs,
    });
  }

  async function send(call: Call): Promise<PipelineResponse> {
    call.abortSignal.throwIfAborted();
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), timeoutInMs);
    const abortSignal = AbortSignal.any([call.abortSignal, timeout.signal]);
    try {
      return await attempt(
        { ...call, abortSignal },
        {
          attempts: maxAttempts,
          waitInMs: maxRetryWaitInMs,
          endsAtInMs: performance.now() + timeoutInMs,
        },
      );
    } catch (error) {
      if (isOnYourDataError(error)) throw error;
      call.abortSignal.throwIfAborted();
      throw unavailable(service, error);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    get: (path, options) => send({ path, ...options }),
    post: (path, body, options) => send({ path, body, ...options }),
  };
}

interface Call extends CallOptions {
  readonly path: string;
  /** Without one, the call is a GET. */
  readonly body?: object;
}

interface Patience {
  readonly attempts: number;
  readonly waitInMs: number;
  readonly endsAtInMs: number;
}
