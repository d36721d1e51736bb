/* oxlint-disable no-await-in-loop -- one after the other, so that the deployment is not overrun */
import { IngestionError, isIngestionError } from "../ingestion-error.ts";
import type { AzureService } from "./azure-service.ts";

/** Makes vectors of texts, in their order. */
export type Embed = (
  texts: readonly string[],
  abortSignal?: AbortSignal,
) => Promise<readonly (readonly number[])[]>;

const apiVersion = "2024-10-21";
const maxInputs = 16;

/**
 * Makes vectors with a deployment of Azure OpenAI.
 *
 * @see https://learn.microsoft.com/azure/ai-services/openai/reference#embeddings
 */
export function createEmbedder(openai: AzureService, deployment: string): Embed {
  const path = `/openai/deployments/${encodeURIComponent(deployment)}/embeddings?api-version=${apiVersion}`;

  async function embedSome(
    input: readonly string[],
    abortSignal: AbortSignal | undefined,
  ): Promise<readonly (readonly number[])[]> {
    const response = await openai.send(path, {
      method: "POST",
      body: { input },
      accept: [400],
      abortSignal,
    });
    if (response.status === 400) {
      await response.body?.cancel();
      // of this text the model makes none, and of others it may
      throw new IngestionError("DOCUMENT_REJECTED", "The embedding model does not take the text.");
    }
    const body: unknown = await response.json();
    return readVectors(body, input.length);
  }

  return async (texts, abortSignal) => {
    const vectors: (readonly number[])[] = [];
    for (let at = 0; at < texts.length; at += maxInputs) {
      vectors.push(...(await embedSome(texts.slice(at, at + maxInputs), abortSignal)));
    }
    return vectors;
  };
}

/** How many numbers the vectors of a model have; asks it, so that what is wrong with it is known at once. */
export async function dimensionsOf(embed: Embed, abortSignal?: AbortSignal): Promise<number> {
  try {
    const [vector] = await embed(["dimensions"], abortSignal);
    return vector?.length ?? 0;
  } catch (cause) {
    const isRejected = isIngestionError(cause) && cause.code === "DOCUMENT_REJECTED";
    if (!isRejected) throw cause;
    throw new IngestionError("UPSTREAM_FAILED", "The embedding deployment makes no vectors.", {
      cause,
    });
  }
}

function readVectors(body: unknown, count: number): readonly (readonly number[])[] {
  const data = (body as { data?: unknown } | null)?.data;
  const entries = Array.isArray(data) ? (data as { index?: unknown; embedding?: unknown }[]) : [];
  const vectors = entries
    .toSorted((a, b) => Number(a.index) - Number(b.index))
    .map(({ embedding }) => embedding);
  const isWhole = vectors.every(
    (vector) => Array.isArray(vector) && vector.every((value) => typeof value === "number"),
  );
  if (isWhole && vectors.length === count) return vectors;
  throw new IngestionError("UPSTREAM_FAILED", "The embedding deployment gave no usable answer.");
}
