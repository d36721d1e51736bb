import { azureCloud } from "@entrim/azure-clouds";
import type { TokenUsage } from "../generate.ts";
import { requireKeyless } from "../require-keyless.ts";
import { requireKnownOptions } from "../require-known-options.ts";
import { startOperation } from "../telemetry/start-operation.ts";
import { createAzureClient } from "./azure-client.ts";
import type { OpenAIGeneratorOptions } from "./openai-generator.ts";
import { openaiRoute } from "./openai-route.ts";
import { unusable } from "./upstream-failure.ts";

/** Turns a text into a vector. */
export type Embed = (
  text: string,
  options: {
    readonly deployment: string;
    /** How many numbers the vector has (the model's own). */
    readonly dimensions?: number | undefined;
    readonly abortSignal: AbortSignal;
  },
) => Promise<readonly number[]>;

/** Which Azure OpenAI resource, and as whom. */
export type OpenAIEmbedderOptions = Omit<
  OpenAIGeneratorOptions,
  "api" | "reasoningDeployments" | "idleTimeoutInMs"
>;

const knownOptions: Readonly<Record<keyof OpenAIEmbedderOptions, true>> = {
  endpoint: true,
  credential: true,
  path: true,
  cloud: true,
  apiVersion: true,
  timeoutInMs: true,
  maxRetryWaitInMs: true,
  httpClient: true,
};

/**
 * Makes vectors with an embedding deployment of Azure OpenAI.
 *
 * @see https://learn.microsoft.com/azure/ai-services/openai/reference#embeddings
 * @throws TypeError for options that are wrong or carry a key.
 */
export function createOpenAIEmbedder(options: OpenAIEmbedderOptions): Embed {
  requireKeyless(options);
  requireKnownOptions(options, knownOptions);
  const {
    endpoint,
    credential,
    cloud = azureCloud(),
    path = "deployments",
    apiVersion,
    timeoutInMs = 15_000,
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
  const route = openaiRoute(path, apiVersion);

  return async (text, { deployment, dimensions, abortSignal }) => {
    const operation = startOperation({
      name: "embeddings",
      target: deployment,
      model: deployment,
      abortSignal,
      attributes:
        dimensions === undefined ? {} : { "gen_ai.embeddings.dimension.count": dimensions },
    });
    try {
      const call = route(deployment, "/embeddings", { input: [text], dimensions });
      const { bodyAsText } = await post(call.path, call.body, { abortSignal });
      const { vector, ...answer } = readAnswer(bodyAsText ?? "");
      operation.end(answer);
      return vector;
    } catch (error) {
      operation.end({ error });
      throw error;
    }
  };
}

interface WireEmbeddings {
  readonly data?: readonly { readonly embedding?: unknown }[];
  readonly model?: unknown;
  readonly usage?: { readonly prompt_tokens?: unknown };
}

function readAnswer(body: string): {
  vector: readonly number[];
  model: string | undefined;
  usage: TokenUsage | undefined;
} {
  let answer: WireEmbeddings | null;
  try {
    answer = JSON.parse(body) as WireEmbeddings | null;
  } catch (error) {
    throw unusable("model", error);
  }
  const vector = Array.isArray(answer?.data) ? answer.data[0]?.embedding : undefined;
  const isVector = Array.isArray(vector) && vector.every((value) => typeof value === "number");
  if (!isVector) throw unusable("model", new TypeError("The answer holds no vector"));
  const promptTokens = answer?.usage?.prompt_tokens;
  return {
    vector,
    model: typeof answer?.model === "string" ? answer.model : undefined,
    usage: typeof promptTokens === "number" ? { promptTokens, completionTokens: 0 } : undefined,
  };
}
