import type { Readable } from "node:stream";
import type { TokenCredential } from "@azure/core-auth";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { azureCloud, type AzureCloud } from "@entrim/azure-clouds";
import type { Generate } from "../generate.ts";
import { isOnYourDataError } from "../on-your-data-error.ts";
import { requireKeyless } from "../require-keyless.ts";
import { requireKnownOptions } from "../require-known-options.ts";
import { requireWholeNumber } from "../require-whole-number.ts";
import { createAzureClient } from "./azure-client.ts";
import { chatCompletionsApi } from "./chat-completions-api.ts";
import { openaiRoute, type OpenAIPath } from "./openai-route.ts";
import type { OpenAIApi } from "./openai-api.ts";
import { readEvent, readTogether } from "./read-together.ts";
import { readUntilIdle } from "./read-until-idle.ts";
import { releaseStream } from "./release-stream.ts";
import { responsesApi } from "./responses-api.ts";
import { readServerSentEvents } from "./server-sent-events.ts";
import { unavailable, unusable } from "./upstream-failure.ts";

/** Which Azure OpenAI resource, and as whom. */
export interface OpenAIGeneratorOptions {
  /** The resource, an https origin as in `https://contoso.openai.azure.com`. */
  readonly endpoint: string;
  /** The server's own identity, with the role Cognitive Services OpenAI User. */
  readonly credential: TokenCredential;
  /**
   * Which of the model's interfaces is called: chat completions or, on the path `v1`, responses. Neither keeps
   * anything (`chat`).
   */
  readonly api?: "chat" | "responses";
  /**
   * Where it is called. `deployments`: `/openai/deployments/{deployment}`, with an api-version. `v1`:
   * `/openai/v1`, without one (`deployments`; for responses `v1`).
   */
  readonly path?: OpenAIPath;
  /** Deployments of reasoning models, which take neither `temperature` nor `max_tokens` (none). */
  readonly reasoningDeployments?: readonly string[];
  /** Which Azure (the public one). */
  readonly cloud?: AzureCloud;
  /** Of Azure OpenAI, on the path `deployments` (`2024-10-21`). */
  readonly apiVersion?: string;
  /** How long an answer may take to begin (60000). */
  readonly timeoutInMs?: number;
  /** How long an answer that has begun may pause, as reasoning models do before they write (60000). */
  readonly idleTimeoutInMs?: number;
  /**
   * How long to wait altogether for a model that is busy, if it says for how long it is; 0: not at all (5000).
   */
  readonly maxRetryWaitInMs?: number;
  /** What sends the requests (that of the Azure SDKs). */
  readonly httpClient?: HttpClient;
}

const knownOptions: Readonly<Record<keyof OpenAIGeneratorOptions, true>> = {
  endpoint: true,
  credential: true,
  api: true,
  path: true,
  reasoningDeployments: true,
  cloud: true,
  apiVersion: true,
  timeoutInMs: true,
  idleTimeoutInMs: true,
  maxRetryWaitInMs: true,
  httpClient: true,
};

const apis: Readonly<Record<string, OpenAIApi>> = {
  chat: chatCompletionsApi,
  responses: responsesApi,
};

/**
 * Calls a model of Azure OpenAI. What is sent holds the messages and how to write, and nothing that
 * says for whom.
 *
 * @throws TypeError for options that are wrong or carry a key.
 */
export function createOpenAIGenerator(options: OpenAIGeneratorOptions): Generate {
  requireKeyless(options);
  requireKnownOptions(options, knownOptions);
  const {
    endpoint,
    credential,
    api: apiName = "chat",
    path = apiName === "responses" ? "v1" : "deployments",
    reasoningDeployments = [],
    cloud = azureCloud(),
    apiVersion,
    timeoutInMs = 60_000,
    idleTimeoutInMs = 60_000,
    maxRetryWaitInMs = 5_000,
    httpClient,
  } = options;
  const { audience } = cloud.openai;
  const { post } = createAzureClient({
    service: "model",
    endpoint,
    credential,
    audience,
    timeoutInMs,
    maxRetryWaitInMs,
    httpClient,
  });
  requireWholeNumber("idleTimeoutInMs", idleTimeoutInMs);
  const api = Object.hasOwn(apis, apiName) ? apis[apiName] : undefined;
  if (api === undefined) throw new TypeError("on-your-data: api must be 'chat' or 'responses'");
  if (api === responsesApi && path !== "v1") {
    throw new TypeError("on-your-data: responses are on the path 'v1' only; leave out path");
  }
  const route = openaiRoute(path, apiVersion);
  const reasoning = new Set(reasoningDeployments);

  return async function* generate(request, { abortSignal }) {
    const { deployment, stream } = request;
    const body = api.buildBody(request, { isReasoning: reasoning.has(deployment) });
    const call = route(deployment, api.path, body);
    const response = await post(call.path, call.body, {
      abortSignal,
      isStreamed: stream,
    });
    if (!stream) {
      yield readEvent(api, response.bodyAsText ?? "");
      return;
    }
    const bytes = response.readableStreamBody as Readable | undefined;
    if (bytes === undefined) throw unusable("model", new TypeError("The answer has no body"));
    let isWhole = false;
    let hasBegun = false;
    try {
      for await (const together of readServerSentEvents(readUntilIdle(bytes, idleTimeoutInMs))) {
        const { events, isLast, failure } = readTogether(api, together, hasBegun);
        isWhole = isLast;
        hasBegun ||= events.some(({ text }) => text !== "");
        yield* events;
        if (failure !== undefined) throw failure;
        if (isWhole) return;
      }
    } catch (error) {
      abortSignal.throwIfAborted();
      throw isOnYourDataError(error) ? error : unavailable("model", error);
    } finally {
      // whoever stops reading leaves no call open
      if (isWhole) releaseStream(bytes);
      else bytes.destroy();
    }
    throw unusable("model", new Error("The answer ended without its end"));
  };
}
