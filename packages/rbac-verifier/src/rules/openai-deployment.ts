import type { Resource } from "../evidence/evidence.ts";
import { keyOf, resourceGroupOf } from "../evidence/resource-id.ts";
import { wordAt } from "../evidence/read-path.ts";
import { about, fails, isUnknown, needsReview, passes } from "./outcome.ts";
import type { Outcome, Rule } from "./rule.ts";
import type { Scene } from "./scene.ts";

const n = (account: Resource): string =>
  `-n ${account.name} -g ${resourceGroupOf(account.id) ?? ""}`;

/** Family A: the deployments of models. */
export const openaiDeploymentRules: readonly Rule[] = [
  {
    id: "A09",
    slug: "aoai-chat-deployment",
    title: "The deployment that answers exists.",
    why: "There is nothing to ask otherwise.",
    severity: "error",
    blocks: ["app.generate", "webapp.chat"],
    check: about("openai", (account, scene) =>
      checkDeployment(account, scene, scene.evidence.targets.chatDeployment, isChatModel, "chat"),
    ),
  },
  {
    id: "A10",
    slug: "aoai-embedding-deployment",
    title: "The deployment that embeds exists on this account.",
    why: "Vectors of queries and documents must come from the same model.",
    severity: "error",
    blocks: ["ingest.embed", "infer.embedQuery", "app.generate"],
    check: about("openai", (account, scene) => {
      const name = scene.evidence.targets.embeddingDeployment;
      return name === undefined
        ? []
        : checkDeployment(account, scene, name, isEmbeddingModel, "embedding");
    }),
  },
];

function isChatModel(model: string): boolean {
  return (
    /^(gpt|o\d|chat)/.test(model) && !/embedding|image|audio|realtime|transcribe|tts/.test(model)
  );
}

function isEmbeddingModel(model: string): boolean {
  return model.includes("embedding");
}

function checkDeployment(
  account: Resource,
  { evidence }: Scene,
  wanted: string | undefined,
  isOfKind: (model: string) => boolean,
  kind: string,
): Outcome {
  const deployments = evidence.deployments.get(keyOf(account.id));
  if (deployments === undefined) {
    return isUnknown(account, `the deployments of ${account.name} were not read`);
  }
  const candidates = deployments.filter(({ name }) =>
    wanted === undefined ? true : name.toLowerCase() === wanted.toLowerCase(),
  );
  const fitting = candidates.filter((deployment) =>
    isOfKind(wordAt(deployment, "properties.model.name") ?? ""),
  );
  const ready = fitting.find(
    (deployment) => wordAt(deployment, "properties.provisioningState") === "succeeded",
  );
  if (ready !== undefined) {
    return passes(account, `the ${kind} deployment ${ready.name} is ready`);
  }
  // a named deployment of a model that nobody here knows may well be of the kind
  if (wanted !== undefined && candidates.length > 0 && fitting.length === 0) {
    const model = wordAt(candidates[0], "properties.model.name") ?? "an unknown model";
    return needsReview(account, `${wanted} is a deployment of ${model}; is that a ${kind} model?`);
  }
  if (fitting.some((one) => wordAt(one, "properties.provisioningState") === undefined)) {
    return isUnknown(account, `whether ${fitting[0]?.name ?? ""} is ready is not in the evidence`);
  }
  return fails(
    account,
    fitting.length > 0
      ? `the ${kind} deployment ${fitting[0]?.name ?? ""} is not ready`
      : `${account.name} has no ${kind} deployment${wanted === undefined ? "" : ` ${wanted}`}`,
    {
      fix: {
        phase: "hardening",
        risk: "cost",
        summary: `deploy a ${kind} model on ${account.name}`,
        az: `az cognitiveservices account deployment create ${n(account)} --deployment-name ${wanted ?? kind} --model-name MODEL --model-version VERSION --model-format OpenAI --sku-name Standard --sku-capacity 10`,
      },
    },
  );
}
