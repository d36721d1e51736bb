import { hasFeature } from "../api-features.ts";
import { asJsonObject, isJsonObject, type JsonObject } from "../json-object.ts";
import { membersOf, optionalText } from "../objects/object-members.ts";
import { parseObjectName } from "../objects/object-name.ts";
import type { ObjectStore } from "../objects/object-store.ts";
import { invalidRequest, notEmulated } from "../search-error.ts";
import type { KnowledgeSource } from "./knowledge-source.ts";

/** Knowledge sources that are asked together. */
export interface KnowledgeBase {
  readonly name: string;
  readonly description: string | null;
  readonly knowledgeSources: readonly string[];
  /** Given back as they are: no model is asked. */
  readonly models: readonly JsonObject[];
  readonly retrievalReasoningEffort: ReasoningEffort;
  readonly retrievalInstructions: string | null;
  readonly answerInstructions: string | null;
}

/** How much a model has to do with a retrieval: `minimal` is nothing. */
export type ReasoningEffort = (typeof efforts)[number];

const efforts = ["minimal", "low", "medium"] as const;
const where = "knowledgeBase";
const modelMembers = [
  "outputMode",
  "retrievalReasoningEffort",
  "retrievalInstructions",
  "answerInstructions",
];

/**
 * Reads a definition.
 *
 * @see https://learn.microsoft.com/azure/search/agentic-retrieval-how-to-create-knowledge-base
 * @throws SearchError for one that the service would not take, and for models with keys and answers by models.
 */
export function parseKnowledgeBase(
  value: unknown,
  apiVersion: string,
  sources: Pick<ObjectStore<KnowledgeSource>, "find">,
): KnowledgeBase {
  const known = [
    "name",
    "description",
    "knowledgeSources",
    "models",
    "encryptionKey",
    ...(hasFeature("knowledgeModels", apiVersion) ? modelMembers : []),
  ];
  const raw = membersOf(value, known, { where, type: "KnowledgeBase", apiVersion });
  const models = modelsOf(raw["models"]);
  const retrievalReasoningEffort = parseReasoningEffort(raw["retrievalReasoningEffort"], where);
  requireExtractiveData(raw["outputMode"], where);
  const base = {
    name: parseObjectName(raw["name"], { where, kind: "Knowledge base" }),
    description: optionalText(raw, "description", where),
    knowledgeSources: sourcesOf(raw["knowledgeSources"], sources),
    models,
    retrievalReasoningEffort: retrievalReasoningEffort ?? (models.length > 0 ? "low" : "minimal"),
    retrievalInstructions: optionalText(raw, "retrievalInstructions", where),
    answerInstructions: optionalText(raw, "answerInstructions", where),
  };
  requireModel(base, base.retrievalReasoningEffort, where);
  return base;
}

/** @throws SearchError for an effort that takes a model where there is none. */
export function requireModel(
  { models }: Pick<KnowledgeBase, "models">,
  effort: ReasoningEffort,
  part: string,
): void {
  if (effort === "minimal" || models.length > 0) return;
  throw invalidRequest(
    part,
    `A knowledge base without models supports the retrieval reasoning effort 'minimal' only, not '${effort}'.`,
  );
}

/**
 * Reads an effort, as in `{"kind": "low"}`.
 *
 * @throws SearchError for one that there is not.
 */
export function parseReasoningEffort(value: unknown, part: string): ReasoningEffort | undefined {
  if (value === undefined || value === null) return undefined;
  const { kind, ...others } = asJsonObject(value);
  const effort = efforts.find((each) => each === kind);
  if (effort !== undefined && Object.keys(others).length === 0) return effort;
  throw invalidRequest(
    part,
    `The kind of 'retrievalReasoningEffort' must be one of ${efforts.join(", ")}.`,
  );
}

/** @throws SearchError for answers that a model writes, and for modes that there are not. */
export function requireExtractiveData(mode: unknown, part: string): void {
  if (mode === undefined || mode === null || mode === "extractiveData") return;
  if (mode === "answerSynthesis") throw notEmulated("the output mode 'answerSynthesis'");
  throw invalidRequest(part, "The property 'outputMode' must be 'extractiveData'.");
}

function sourcesOf(
  value: unknown,
  sources: Pick<ObjectStore<KnowledgeSource>, "find">,
): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const names = list.map((each) => (isJsonObject(each) ? each["name"] : undefined));
  if (names.length === 0 || !names.every((name) => typeof name === "string")) {
    throw invalidRequest(where, "A knowledge base must have at least one knowledge source.");
  }
  const unknown = names.find((name) => !sources.find(name));
  if (unknown === undefined) return names;
  throw invalidRequest(where, `The knowledge source '${unknown}' does not exist.`);
}

function modelsOf(value: unknown): readonly JsonObject[] {
  const models: unknown = value ?? [];
  if (!Array.isArray(models) || !models.every(isJsonObject) || models.length > 1) {
    throw invalidRequest(where, "The property 'models' must be a list of at most one model.");
  }
  for (const { kind, azureOpenAIParameters } of models) {
    if (kind !== "azureOpenAI") throw notEmulated("models of another kind than 'azureOpenAI'");
    const { apiKey = null, authIdentity = null } = asJsonObject(azureOpenAIParameters);
    if (apiKey !== null || authIdentity !== null) {
      throw notEmulated("'apiKey' and 'authIdentity' of a model");
    }
  }
  return models;
}

/** A knowledge base as it is answered, with what the version has of it. */
export function formatKnowledgeBase(base: KnowledgeBase, apiVersion: string): JsonObject {
  const { name, description, knowledgeSources, models, retrievalReasoningEffort } = base;
  return {
    name,
    description,
    ...(hasFeature("knowledgeModels", apiVersion)
      ? {
          retrievalInstructions: base.retrievalInstructions,
          answerInstructions: base.answerInstructions,
          outputMode: "extractiveData",
          retrievalReasoningEffort: { kind: retrievalReasoningEffort },
        }
      : {}),
    knowledgeSources: knowledgeSources.map((source) => ({ name: source })),
    models,
    encryptionKey: null,
  };
}
