import { isJsonObject, showJson, type JsonObject } from "../json-object.ts";
import { invalidRequest, unknownMember } from "../search-error.ts";
import type { Analyzer } from "../text/analyzer.ts";
import type { AnalysisSettings } from "./analysis-settings.ts";
import { createCustomAnalyzer } from "./custom-analyzer.ts";
import type { Token } from "../text/analyze.ts";

/**
 * The terms that an analyzer makes of a text, or a tokenizer and some filters, or a normalizer.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/indexes/analyze
 * @throws SearchError for one that does not exist, and for a request that has not just one of them.
 */
export function analyzeText(
  body: unknown,
  analysis: AnalysisSettings,
  apiVersion: string,
): JsonObject {
  if (!isJsonObject(body)) throw invalidRequest("request", "The body must be an object.");
  const { text, analyzer, tokenizer, normalizer, tokenFilters, charFilters, ...others } = body;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw unknownMember("request", unknown, { type: "AnalyzeRequest", apiVersion });
  }
  if (typeof text !== "string") throw invalidRequest("request", "A text is required.");
  const given = [analyzer, tokenizer, normalizer].filter((each) => (each ?? null) !== null);
  if (given.length !== 1) {
    throw invalidRequest(
      "request",
      "Just one of 'analyzer', 'tokenizer' and 'normalizer' must be specified.",
    );
  }
  const filters = {
    charFilters: namesOf(charFilters, "charFilters").map((name) => analysis.charFilters.get(name)),
    tokenFilters: namesOf(tokenFilters, "tokenFilters").map((name) =>
      analysis.tokenFilters.get(name),
    ),
  };
  const hasFilters = filters.charFilters.length > 0 || filters.tokenFilters.length > 0;
  if (hasFilters && (tokenizer ?? null) === null) {
    throw invalidRequest("request", "Filters can only be specified together with a 'tokenizer'.");
  }
  if ((normalizer ?? null) !== null) {
    return answer([normalized(text, showJson(normalizer), analysis)]);
  }
  const found: Analyzer =
    (tokenizer ?? null) === null
      ? analyzerOf(analyzer, analysis)
      : createCustomAnalyzer({ tokenizer: analysis.tokenizers.get(tokenizer), ...filters });
  return answer(found.analyze(text));
}

function answer(tokens: readonly Token[]): JsonObject {
  return {
    tokens: tokens.map(({ term, start, end, position }) => ({
      token: term,
      startOffset: start,
      endOffset: end,
      position,
    })),
  };
}

function analyzerOf(name: unknown, analysis: AnalysisSettings): Analyzer {
  if (typeof name === "string" && analysis.hasAnalyzer(name)) return analysis.analyzer(name);
  throw invalidRequest("request", `The analyzer '${showJson(name)}' does not exist.`);
}

function normalized(text: string, name: string, analysis: AnalysisSettings): Token {
  const normalize = analysis.normalizer(name);
  if (!normalize) throw invalidRequest("request", `The normalizer '${name}' does not exist.`);
  return { term: normalize(text), start: 0, end: text.length, position: 0 };
}

function namesOf(value: unknown, member: string): readonly unknown[] {
  const list = value ?? [];
  if (Array.isArray(list)) return list;
  throw invalidRequest("request", `'${member}' must be a list of names.`);
}
