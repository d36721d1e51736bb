import type { SeedOpenAIAccount } from "../../seed.ts";
import { embeddingDimensions } from "../embeddings.ts";
import type { OpenAISurroundings } from "../openai-account.ts";
import { textVector } from "../text-vector.ts";
import type { DataSource } from "./data-source.ts";
import { OnYourDataError } from "./on-your-data-error.ts";
import { isAzureUrl } from "./search-access.ts";

/**
 * The vector of a question, by a deployment of the account or by an endpoint; `undefined` where the index
 * makes it.
 *
 * @throws OnYourDataError where nothing makes it.
 */
export async function questionVector(
  question: string,
  { embedding, queryType }: DataSource,
  { deployments = [] }: SeedOpenAIAccount,
  { send }: OpenAISurroundings,
): Promise<readonly number[] | undefined> {
  if (!embedding) {
    throw new OnYourDataError(`embedding_dependency is required for query type '${queryType}'.`);
  }
  if (embedding.type === "integrated") return undefined;
  const { dimensions } = embedding;
  if (embedding.type === "deployment_name") {
    const { model = "" } = deployments.find(({ name }) => name === embedding.deployment) ?? {};
    const usual = embeddingDimensions(model);
    if (usual !== undefined) return [...textVector(question, dimensions ?? usual)];
    throw new OnYourDataError(
      `Failed to get embeddings: the embedding deployment '${embedding.deployment}' does not exist.`,
    );
  }
  if (!isAzureUrl(embedding.endpoint)) {
    throw new OnYourDataError("Failed to get embeddings: the endpoint is none of Azure OpenAI's.");
  }
  const response = await send(
    new Request(embedding.endpoint, {
      method: "POST",
      headers: { "content-type": "application/json", ...embedding.headers },
      body: JSON.stringify({ input: question, dimensions }),
    }),
  );
  if (!response.ok) throw new OnYourDataError(`Failed to get embeddings: ${response.status}`);
  const { data } = (await response.json()) as { data: readonly { embedding: number[] }[] };
  return data[0]?.embedding ?? [];
}
