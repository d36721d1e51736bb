import { azureCloud } from "@entrim/azure-clouds";
import { requireKeyless } from "../require-keyless.ts";
import { createAzureClient } from "./azure-client.ts";
import type { OpenAIGeneratorOptions } from "./openai-generator.ts";
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
  "reasoningDeployments" | "idleTimeoutInMs"
>;

/**
 * Makes vectors with an embedding deployment of Azure OpenAI.
 *
 * @see https://learn.microsoft.com/azure/ai-services/openai/reference#embeddings
 * @throws TypeError for options that are wrong or carry a key.
 */
export function createOpenAIEmbedder(options: OpenAIEmbedderOptions): Embed {
  requireKeyless(options);
  const {
    endpoint,
    credential,
    cloud = azureCloud(),
    apiVersion = "2024-10-21",
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
  const query = `?api-version=${encodeURIComponent(apiVersion)}`;

  return async (text, { deployment, dimensions, abortSignal }) => {
    const path = `/openai/deployments/${encodeURIComponent(deployment)}/embeddings${query}`;
    const { bodyAsText } = await post(path, { input: [text], dimensions }, { abortSignal });
    return readVector(bodyAsText ?? "");
  };
}

function readVector(body: string): readonly number[] {
  let vector: unknown;
  try {
    const answer = JSON.parse(body) as { data?: { embedding?: unknown }[] } | null;
    vector = answer?.data?.[0]?.embedding;
  } catch (error) {
    throw unusable("model", error);
  }
  const isVector = Array.isArray(vector) && vector.every((value) => typeof value === "number");
  if (!isVector) throw unusable("model", new TypeError("The answer holds no vector"));
  return vector as readonly number[];
}
