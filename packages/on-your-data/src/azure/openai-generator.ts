import type { Readable } from "node:stream";
import type { TokenCredential } from "@azure/core-auth";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { azureCloud, type AzureCloud } from "@entrim/azure-clouds";
import type { Generate, GenerationEvent, GenerationRequest } from "../generate.ts";
import { isOnYourDataError } from "../on-your-data-error.ts";
import { requireKeyless } from "../require-keyless.ts";
import { requireWholeNumber } from "../require-whole-number.ts";
import { createAzureClient } from "./azure-client.ts";
import { readChatCompletion } from "./chat-completion-event.ts";
import { readUntilIdle } from "./read-until-idle.ts";
import { readServerSentEvents } from "./server-sent-events.ts";
import { unavailable, unusable } from "./upstream-failure.ts";

/** Which Azure OpenAI resource, and as whom. */
export interface OpenAIGeneratorOptions {
  /** The resource, an https origin as in `https://contoso.openai.azure.com`. */
  readonly endpoint: string;
  /** The server's own identity, with the role Cognitive Services OpenAI User. */
  readonly credential: TokenCredential;
  /** Deployments of reasoning models, which take neither `temperature` nor `max_tokens` (none). */
  readonly reasoningDeployments?: readonly string[];
  /** Which Azure (the public one). */
  readonly cloud?: AzureCloud;
  /** Of Azure OpenAI (`2024-10-21`). */
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

/**
 * Calls chat completions of Azure OpenAI. What is sent holds the messages and how to write, and nothing that
 * says for whom.
 *
 * @see https://learn.microsoft.com/azure/ai-services/openai/reference#chat-completions
 * @throws TypeError for options that are wrong or carry a key.
 */
export function createOpenAIGenerator(options: OpenAIGeneratorOptions): Generate {
  requireKeyless(options);
  const {
    endpoint,
    credential,
    reasoningDeployments = [],
    cloud = azureCloud(),
    apiVersion = "2024-10-21",
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
  const query = `?api-version=${encodeURIComponent(apiVersion)}`;
  const reasoning = new Set(reasoningDeployments);

  return async function* generate(request, { abortSignal }) {
    const { deployment, stream } = request;
    const path = `/openai/deployments/${encodeURIComponent(deployment)}/chat/completions${query}`;
    const body = buildBody(request, reasoning.has(deployment));
    const response = await post(path, body, { abortSignal, isStreamed: stream });
    if (!stream) {
      yield parseEvent(response.bodyAsText ?? "");
      return;
    }
    const bytes = response.readableStreamBody as Readable | undefined;
    if (bytes === undefined) throw unusable("model", new TypeError("The answer has no body"));
    try {
      for await (const data of readServerSentEvents(readUntilIdle(bytes, idleTimeoutInMs))) {
        if (data === "[DONE]") return;
        yield parseEvent(data);
      }
    } catch (error) {
      abortSignal.throwIfAborted();
      throw isOnYourDataError(error) ? error : unavailable("model", error);
    } finally {
      // whoever stops reading leaves no call open
      bytes.destroy();
    }
    throw unusable("model", new Error("The answer ended without [DONE]"));
  };
}

function parseEvent(data: string): GenerationEvent {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (error) {
    throw unusable("model", error);
  }
  return readChatCompletion(value);
}

function buildBody(
  { messages, sampling, stream, jsonSchema }: GenerationRequest,
  isReasoning: boolean,
): object {
  const { maxTokens, temperature, topP, presencePenalty, frequencyPenalty, seed, stop } = sampling;
  const free = {
    max_tokens: maxTokens,
    temperature,
    top_p: topP,
    presence_penalty: presencePenalty,
    frequency_penalty: frequencyPenalty,
    stop,
  };
  const reasoned = {
    max_completion_tokens: maxTokens,
    reasoning_effort: sampling.reasoningEffort,
  };
  return {
    messages,
    ...(isReasoning ? reasoned : free),
    seed,
    ...(stream && { stream, stream_options: { include_usage: true } }),
    ...(jsonSchema && {
      response_format: { type: "json_schema", json_schema: { ...jsonSchema, strict: true } },
    }),
  };
}
