import { isJsonObject, type JsonObject } from "../../json-object.ts";
import { invalidRequest, notEmulated } from "../../search-error.ts";
import { readDataIdentity } from "../definitions/data-identity.ts";
import type { MemberReader } from "../definitions/read-definition.ts";
import { inBatches } from "./in-batches.ts";
import { brokenRequest, failedRequest, sendAgain } from "./send-again.ts";
import { made, type SkillBehaviour, type SkillFailure, type SkillResult } from "./skill.ts";

const scope = "https://cognitiveservices.azure.com/.default";
const apiVersion = "2024-10-21";
const models = ["text-embedding-ada-002", "text-embedding-3-small", "text-embedding-3-large"];

/** Texts that go in one request. */
const batchSize = 16;

/**
 * Has a deployment of Azure OpenAI make vectors of texts, as the search service's own identity.
 *
 * @see https://learn.microsoft.com/azure/search/cognitive-search-skill-azure-openai-embedding
 * @throws SearchError for a key, and for a resource or a model that is none of Azure OpenAI's.
 */
export function readEmbeddingSkill(read: MemberReader): SkillBehaviour {
  if (read.raw("apiKey") !== undefined) {
    throw notEmulated("embedding skills with a key; they sign in by identity");
  }
  const resource = read.text("resourceUri");
  const deployment = read.text("deploymentId");
  // the token of the service must reach nobody else
  if (!/^https:\/\/[a-z0-9-]+\.openai\.azure\.com\/?$/i.test(resource)) {
    throw invalidRequest(
      read.kind.where,
      `The 'resourceUri' must be that of an Azure OpenAI resource, as in 'https://contoso.openai.azure.com'.`,
    );
  }
  read.oneOf("modelName", models, "text-embedding-ada-002");
  const dimensions =
    read.raw("dimensions") === undefined
      ? undefined
      : read.integer("dimensions", { min: 1, max: 3072, byDefault: 1536 });
  const identity = readDataIdentity(read, "authIdentity");
  const url = new URL(
    `/openai/deployments/${encodeURIComponent(deployment)}/embeddings?api-version=${apiVersion}`,
    resource,
  );

  return {
    required: { text: "text" },
    optional: [],
    makes: ["embedding"],
    execute: (records, { tokenFor, send }) =>
      inBatches(records, { size: batchSize, parallel: 4 }, async (batch) => {
        try {
          const token = await tokenFor(identity, scope);
          const body = JSON.stringify({
            input: batch.map(({ text }) => text),
            ...(dimensions === undefined ? {} : { dimensions }),
          });
          const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
          const request = () => new Request(url, { method: "POST", headers, body });
          const response = await sendAgain(request, send);
          if (!response.ok) return allFailed(batch, await failedRequest(response));
          return vectorsIn(await response.json(), batch);
        } catch (error) {
          return allFailed(batch, brokenRequest(error));
        }
      }),
  };
}

function vectorsIn(body: unknown, batch: readonly JsonObject[]): readonly SkillResult[] {
  const data = isJsonObject(body) && Array.isArray(body["data"]) ? body["data"] : [];
  return batch.map((_, position) => {
    const found = data.filter(isJsonObject).find(({ index }) => index === position);
    if (found) return made({ embedding: found["embedding"] });
    const message = "Could not execute skill because Web Api skill response is invalid.";
    return {
      failure: { message, details: "There are fewer vectors than texts.", statusCode: 400 },
    };
  });
}

function allFailed(batch: readonly JsonObject[], failure: SkillFailure): readonly SkillResult[] {
  return batch.map(() => ({ failure }));
}
