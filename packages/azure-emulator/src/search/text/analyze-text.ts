import { analyze } from "./analyze.ts";
import { isAnalyzerName } from "../schema/analyzer-names.ts";
import { isJsonObject, type JsonObject } from "../json-object.ts";
import { invalidRequest, unknownMember } from "../search-error.ts";

/**
 * The terms that an analyzer makes of a text.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/indexes/analyze
 * @throws SearchError for an analyzer that does not exist, and for tokenizers and filters.
 */
export function analyzeText(body: unknown, apiVersion: string): JsonObject {
  if (!isJsonObject(body)) throw invalidRequest("request", "The body must be an object.");
  const { text, analyzer, ...others } = body;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw unknownMember("request", unknown, { type: "AnalyzeRequest", apiVersion });
  }
  if (typeof text !== "string" || typeof analyzer !== "string" || !isAnalyzerName(analyzer)) {
    throw invalidRequest("request", "A text and the name of a built-in analyzer are required.");
  }
  return {
    tokens: analyze(text, analyzer).map(({ term, start, end, position }) => ({
      token: term,
      startOffset: start,
      endOffset: end,
      position,
    })),
  };
}
