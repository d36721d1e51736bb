import { findField } from "./find-field.ts";
import type { SearchField } from "./index-field.ts";
import { asJsonObject, showJson } from "../json-object.ts";
import { invalidRequest, unknownMember } from "../search-error.ts";
import { parseScoringFunction, type ScoringFunction } from "./scoring-function.ts";

/** Which documents count more. */
export interface ScoringProfile {
  readonly name: string;
  /** What scores in fields count for. */
  readonly text: { readonly weights: Readonly<Record<string, number>> } | null;
  readonly functions: readonly ScoringFunction[];
  /** What several functions are together. */
  readonly functionAggregation: (typeof aggregations)[number];
}

const aggregations = ["sum", "average", "minimum", "maximum", "firstMatching", "product"] as const;

const members = new Set(["name", "text", "functions", "functionAggregation"]);

/**
 * Reads the `scoringProfiles` of an index.
 *
 * @see https://learn.microsoft.com/azure/search/index-add-scoring-profiles
 * @throws SearchError for weights of fields that cannot have any, and for functions that do not fit.
 */
export function parseScoringProfiles(
  value: unknown,
  fields: readonly SearchField[],
  apiVersion: string,
): readonly ScoringProfile[] {
  if (!Array.isArray(value)) {
    throw invalidRequest("index", "The property 'scoringProfiles' must be a list.");
  }
  return value.map((each: unknown) => {
    const raw = asJsonObject(each);
    const { name, text = null, functions, functionAggregation } = raw;
    const stray = Object.keys(raw).find((member) => !members.has(member));
    if (stray !== undefined) {
      throw unknownMember("index", stray, { type: "ScoringProfile", apiVersion });
    }
    if (typeof name !== "string" || name === "") {
      throw invalidRequest("index", "A scoring profile must have a name.");
    }
    const list = functions ?? [];
    if (!Array.isArray(list)) {
      throw invalidRequest(
        "index",
        `The functions of the scoring profile '${name}' must be a list.`,
      );
    }
    return {
      name,
      text: text === null ? null : { weights: weightsOf(text, fields) },
      functions: list.map((one: unknown) => parseScoringFunction(one, fields, apiVersion)),
      functionAggregation: aggregationOf(functionAggregation ?? "sum"),
    };
  });
}

function aggregationOf(value: unknown): ScoringProfile["functionAggregation"] {
  const found = aggregations.find((each) => each === value);
  if (found) return found;
  throw invalidRequest(
    "index",
    `There is no aggregation '${showJson(value)}' of scoring functions.`,
  );
}

function weightsOf(text: unknown, fields: readonly SearchField[]): Record<string, number> {
  const weights: unknown =
    typeof text === "object" && text !== null && Reflect.get(text, "weights");
  if (typeof weights !== "object" || weights === null) {
    throw invalidRequest("index", "The text of a scoring profile must have weights.");
  }
  return Object.fromEntries(
    Object.entries(weights).map(([path, weight]: [string, unknown]) => {
      if (typeof weight === "number" && weight > 0 && findField(fields, path)?.searchable) {
        return [path, weight];
      }
      throw invalidRequest(
        "index",
        `The weight of '${path}' must be a positive number, and the field searchable.`,
      );
    }),
  );
}
