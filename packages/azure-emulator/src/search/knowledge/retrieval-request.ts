import { hasFeature } from "../api-features.ts";
import { isJsonObject, showJson, type JsonObject } from "../json-object.ts";
import { membersOf, optionalText } from "../objects/object-members.ts";
import { invalidRequest, notEmulated } from "../search-error.ts";
import {
  parseReasoningEffort,
  requireExtractiveData,
  requireModel,
  type KnowledgeBase,
  type ReasoningEffort,
} from "./knowledge-base.ts";

/** What a knowledge base is asked. */
export interface RetrievalRequest {
  /** Each is put to every source. */
  readonly queries: readonly string[];
  readonly effort: ReasoningEffort;
  readonly includeActivity: boolean;
  /** For what is found altogether, as JSON (no limit). */
  readonly maxTokens: number | undefined;
  readonly maxDocuments: number;
  /** By the name of the source; those that are not named go by the defaults. */
  readonly sources: ReadonlyMap<string, SourceParameters>;
}

/** How one source is asked. */
export interface SourceParameters {
  readonly includeReferences: boolean;
  readonly includeReferenceSourceData: boolean;
  /** Documents with a lower score of the reranker are left out. */
  readonly rerankerThreshold: number;
  readonly filterAddOn: string | null;
}

/** How a source is asked of which a request does not speak. */
export const defaultSourceParameters: SourceParameters = {
  includeReferences: true,
  includeReferenceSourceData: false,
  rerankerThreshold: 2.5,
  filterAddOn: null,
};

const where = "retrievalRequest";
const maxChunks = 200;

/**
 * Reads the body of a retrieval.
 *
 * @see https://learn.microsoft.com/azure/search/agentic-retrieval-how-to-retrieve
 * @throws SearchError for members that are unknown or have another type, and for sources of other bases.
 */
export function parseRetrievalRequest(
  body: unknown,
  base: KnowledgeBase,
  apiVersion: string,
): RetrievalRequest {
  const hasModels = hasFeature("knowledgeModels", apiVersion);
  const outputSize = hasFeature("outputSizes", apiVersion)
    ? "maxOutputSize"
    : "maxOutputSizeInTokens";
  const raw = membersOf(
    body,
    [
      "intents",
      "includeActivity",
      "knowledgeSourceParams",
      "maxRuntimeInSeconds",
      outputSize,
      ...(hasModels ? ["messages", "outputMode", "retrievalReasoningEffort"] : []),
      ...(hasFeature("outputDocuments", apiVersion) ? ["maxOutputDocuments"] : []),
    ],
    { where, type: "KnowledgeBaseRetrievalRequest", apiVersion },
  );
  requireExtractiveData(raw["outputMode"], where);
  positiveInteger(raw, "maxRuntimeInSeconds");
  const effort = hasModels
    ? (parseReasoningEffort(raw["retrievalReasoningEffort"], where) ??
      base.retrievalReasoningEffort)
    : "minimal";
  requireModel(base, effort, where);
  return {
    queries: queriesOf(raw, effort),
    effort,
    includeActivity: flag(raw, "includeActivity", false),
    maxTokens: positiveInteger(raw, outputSize),
    maxDocuments: positiveInteger(raw, "maxOutputDocuments") ?? maxChunks,
    sources: sourcesOf(raw["knowledgeSourceParams"], base, apiVersion),
  };
}

function queriesOf(raw: JsonObject, effort: ReasoningEffort): readonly string[] {
  const intents = listOf(raw, "intents");
  const messages = listOf(raw, "messages");
  if (intents.length > 0 === messages.length > 0) {
    throw invalidRequest(where, "Either 'intents' or 'messages' must be specified.");
  }
  if (intents.length > 0) return intents.map(intentOf);
  if (effort !== "minimal") return [lastQuestionOf(messages)];
  throw invalidRequest(
    where,
    "'messages' are not supported with the retrieval reasoning effort 'minimal'; use 'intents'.",
  );
}

function intentOf(value: unknown): string {
  if (isJsonObject(value)) {
    const { type, search } = value;
    const isAlone = Object.keys(value).length === 2;
    if (type === "semantic" && typeof search === "string" && search.trim() !== "" && isAlone) {
      return search;
    }
  }
  throw invalidRequest(where, "An intent must be of the type 'semantic' and have a 'search'.");
}

/** What the last message of a person says. */
function lastQuestionOf(messages: readonly unknown[]): string {
  const questions = messages.flatMap((message) => {
    const { role = "user", content } = isJsonObject(message) ? message : {};
    if (!Array.isArray(content) || typeof role !== "string") {
      throw invalidRequest(where, "A message must have a role and a list of content.");
    }
    const texts = content.map((part: unknown) => {
      const { type, text } = isJsonObject(part) ? part : {};
      if (type === "image") throw notEmulated("images in messages");
      if (type === "text" && typeof text === "string") return text;
      throw invalidRequest(where, "The content of a message must be texts.");
    });
    return role === "user" ? [texts.join("\n").trim()] : [];
  });
  const last = questions.at(-1) ?? "";
  if (last !== "") return last;
  throw invalidRequest(where, "There must be a message of the role 'user'.");
}

function sourcesOf(
  value: unknown,
  { name: baseName, knowledgeSources }: KnowledgeBase,
  apiVersion: string,
): RetrievalRequest["sources"] {
  const list: unknown = value ?? [];
  if (!Array.isArray(list)) throw wrongType("knowledgeSourceParams", "a list");
  const known = [
    "knowledgeSourceName",
    "kind",
    "includeReferences",
    "includeReferenceSourceData",
    "rerankerThreshold",
    "filterAddOn",
    ...(hasFeature("knowledgeModels", apiVersion) ? ["alwaysQuerySource"] : []),
  ];
  const sources = new Map<string, SourceParameters>();
  for (const each of list as readonly unknown[]) {
    const raw = membersOf(each, known, {
      where,
      type: "SearchIndexKnowledgeSourceParams",
      apiVersion,
    });
    const { knowledgeSourceName: name, kind } = raw;
    if (typeof name !== "string" || !knowledgeSources.includes(name) || sources.has(name)) {
      throw invalidRequest(
        where,
        `The knowledge source '${showJson(name ?? null)}' is not part of the knowledge base '${baseName}', or stands twice.`,
      );
    }
    if (kind !== "searchIndex") {
      throw invalidRequest(where, `The kind of the knowledge source '${name}' is 'searchIndex'.`);
    }
    flag(raw, "alwaysQuerySource", false);
    const { includeReferences, includeReferenceSourceData } = defaultSourceParameters;
    sources.set(name, {
      includeReferences: flag(raw, "includeReferences", includeReferences),
      includeReferenceSourceData: flag(
        raw,
        "includeReferenceSourceData",
        includeReferenceSourceData,
      ),
      rerankerThreshold: thresholdOf(raw),
      filterAddOn: optionalText(raw, "filterAddOn", where),
    });
  }
  return sources;
}

function thresholdOf(raw: JsonObject): number {
  const value = raw["rerankerThreshold"] ?? defaultSourceParameters.rerankerThreshold;
  if (typeof value === "number" && value >= 0 && value <= 4) return value;
  throw wrongType("rerankerThreshold", "a number from 0 to 4");
}

function listOf(raw: JsonObject, member: string): readonly unknown[] {
  const value = raw[member] ?? [];
  if (Array.isArray(value)) return value;
  throw wrongType(member, "a list");
}

function flag(raw: JsonObject, member: string, standard: boolean): boolean {
  const value = raw[member] ?? standard;
  if (typeof value === "boolean") return value;
  throw wrongType(member, "a Boolean");
}

function positiveInteger(raw: JsonObject, member: string): number | undefined {
  const value = raw[member] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  throw wrongType(member, "a positive integer");
}

function wrongType(member: string, wanted: string): Error {
  return invalidRequest(where, `The property '${member}' must be ${wanted}.`);
}
