import type { SearchDocument } from "../documents/document-value.ts";
import type { JsonObject } from "../json-object.ts";
import { valuesAt } from "../schema/find-field.ts";
import type { SearchField } from "../schema/index-field.ts";
import type { SemanticConfiguration } from "../schema/semantic-settings.ts";
import { invalidRequest, notEmulated } from "../search-error.ts";
import type { ScoreParts } from "./score-documents.ts";
import { isRetrievable } from "./select-fields.ts";

/** What is to be told of how documents were found. */
export interface DebugModes {
  readonly semantic: boolean;
  readonly vector: boolean;
}

/** Modes for what no query has here: there is no model that rewrites, and vectors lie at the top only. */
const foreignModes: ReadonlySet<string> = new Set(["queryRewrites", "innerHits"]);

/**
 * Reads `debug`, as in `semantic|vector`; `all` is all that there is.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/documents/search-post
 * @throws SearchError for a mode that is unknown or not emulated.
 */
export function parseDebug(text: string | undefined): DebugModes | undefined {
  if (text === undefined || text === "disabled") return undefined;
  const modes = text.split("|").map((mode) => mode.trim());
  for (const mode of modes) {
    if (["all", "semantic", "vector"].includes(mode)) continue;
    if (foreignModes.has(mode)) throw notEmulated(`the debug mode '${mode}'`);
    throw invalidRequest("parameters", `The debug mode '${mode}' is not supported.`);
  }
  const has = (mode: string): boolean => modes.includes(mode) || modes.includes("all");
  return { semantic: has("semantic"), vector: has("vector") };
}

/** A document that was found, and what semantic ranking read of it, if it did. */
interface FoundDocument {
  readonly key: string;
  readonly document: SearchDocument;
  readonly configuration: SemanticConfiguration | undefined;
  /** Of its index. */
  readonly fields: readonly SearchField[];
}

/** What goes with a document as `@search.documentDebugInfo`. */
export function buildDebugInfo(
  { semantic, vector }: DebugModes,
  { key, document, configuration, fields }: FoundDocument,
  parts: ScoreParts,
): JsonObject {
  return {
    semantic: semantic && configuration ? semanticInfo(document, configuration, fields) : null,
    vectors: vector ? { subscores: subscoresOf(key, document, parts) } : null,
  };
}

/** What each part of the query gave a document before the parts were put together. */
function subscoresOf(
  key: string,
  document: SearchDocument,
  { text, vectors, boost }: ScoreParts,
): JsonObject {
  const searchScore = text?.get(key);
  return {
    text: searchScore === undefined ? null : { searchScore },
    vectors: vectors.map((rankings) =>
      Object.fromEntries(
        rankings.flatMap(({ path, scores, similarities }) => {
          const score = scores.get(key);
          if (score === undefined) return [];
          return [[path, { searchScore: score, vectorSimilarity: similarities.get(key) }]];
        }),
      ),
    ),
    documentBoost: boost(document),
  };
}

function semanticInfo(
  document: SearchDocument,
  { prioritizedFields }: SemanticConfiguration,
  fields: readonly SearchField[],
): JsonObject {
  const { titleField, prioritizedContentFields, prioritizedKeywordsFields } = prioritizedFields;
  const read = ({ fieldName }: { readonly fieldName: string }) => ({
    name: fieldName,
    // what no answer may hold is not let out by this one
    text: isRetrievable(fields, fieldName)
      ? valuesAt(document, fieldName).map(String).join("\n")
      : "",
  });
  const title = titleField ? read(titleField) : undefined;
  const content = prioritizedContentFields.map(read);
  const keywords = prioritizedKeywordsFields.map(read);
  return {
    titleField: title ? stateOf(title) : null,
    contentFields: content.map(stateOf),
    keywordFields: keywords.map(stateOf),
    rerankerInput: {
      title: title?.text ?? "",
      content: textOf(content),
      keywords: textOf(keywords),
    },
  };
}

interface ReadField {
  readonly name: string;
  readonly text: string;
}

function stateOf({ name, text }: ReadField): JsonObject {
  return { name, state: text === "" ? "unused" : "used" };
}

function textOf(fields: readonly ReadField[]): string {
  return fields
    .map(({ text }) => text)
    .filter((text) => text !== "")
    .join("\n");
}
