import { isJsonObject, showJson, type JsonObject } from "../json-object.ts";
import { parseDuration } from "../indexing/definitions/duration.ts";
import { invalidRequest, unknownMember } from "../search-error.ts";
import { elementTypeOf } from "./field-types.ts";
import { findField } from "./find-field.ts";
import type { SearchField } from "./index-field.ts";

/** How a boost falls off between where it is full and where it ends. */
export type Interpolation = "linear" | "constant" | "quadratic" | "logarithmic";

/** Boosts documents by what stands in a field of theirs. */
export type ScoringFunction = ScoringTarget &
  (
    | { readonly type: "magnitude"; readonly magnitude: MagnitudeRange }
    | {
        readonly type: "freshness";
        /** As in `P30D`; with a sign for times to come. */
        readonly freshness: { readonly boostingDuration: string };
      }
    | {
        readonly type: "distance";
        readonly distance: {
          readonly referencePointParameter: string;
          /** Kilometres. */
          readonly boostingDistance: number;
        };
      }
    | { readonly type: "tag"; readonly tag: { readonly tagsParameter: string } }
  );

interface ScoringTarget {
  readonly fieldName: string;
  /** What a score is multiplied by at most. */
  readonly boost: number;
  readonly interpolation: Interpolation;
}

/** From the value that is not boosted yet to the one that is boosted in full. */
interface MagnitudeRange {
  readonly boostingRangeStart: number;
  readonly boostingRangeEnd: number;
  /** Whether what lies beyond the end is boosted like the end (false). */
  readonly constantBoostBeyondRange: boolean;
}

const fieldTypes: Readonly<Record<ScoringFunction["type"], readonly string[]>> = {
  magnitude: ["Edm.Double", "Edm.Int32", "Edm.Int64"],
  freshness: ["Edm.DateTimeOffset"],
  distance: ["Edm.GeographyPoint"],
  tag: ["Edm.String"],
};

/**
 * Reads a function of a scoring profile.
 *
 * @see https://learn.microsoft.com/azure/search/index-add-scoring-profiles#use-functions
 * @throws SearchError for a field that does not fit, and for parameters that are missing or out of range.
 */
export function parseScoringFunction(
  value: unknown,
  fields: readonly SearchField[],
  apiVersion: string,
): ScoringFunction {
  const raw = isJsonObject(value) ? value : {};
  const { type, fieldName, boost, interpolation = "linear" } = raw;
  if (!isFunctionType(type)) throw wrong(`has an unknown type '${showJson(type)}'`);
  const parameters = isJsonObject(raw[type]) ? raw[type] : {};
  const known = new Set(["type", "fieldName", "boost", "interpolation", type]);
  const stray = Object.keys(raw).find((member) => !known.has(member));
  if (stray !== undefined) {
    throw unknownMember("index", stray, { type: "ScoringFunction", apiVersion });
  }
  if (typeof boost !== "number" || boost === 0 || boost === 1) {
    throw wrong("must have a 'boost', which is neither 0 nor 1");
  }
  if (!isInterpolation(interpolation)) {
    throw wrong(`has an unknown interpolation '${showJson(interpolation)}'`);
  }
  const target = { fieldName: fieldOf(fieldName, type, fields), boost, interpolation };
  switch (type) {
    case "magnitude":
      return { ...target, type, magnitude: magnitudeOf(parameters) };
    case "freshness":
      return { ...target, type, freshness: freshnessOf(parameters) };
    case "distance":
      return { ...target, type, distance: distanceOf(parameters) };
    case "tag": {
      if (interpolation === "quadratic" || interpolation === "logarithmic") {
        throw wrong(`of the type 'tag' cannot have the interpolation '${interpolation}'`);
      }
      return { ...target, type, tag: { tagsParameter: nameOf(parameters, "tagsParameter") } };
    }
  }
}

/** The milliseconds of a `boostingDuration`; less than none for times to come. */
export function durationInMs(boostingDuration: string): number | undefined {
  const isAhead = boostingDuration.startsWith("-");
  const length = parseDuration(isAhead ? boostingDuration.slice(1) : boostingDuration);
  return length === undefined ? undefined : length * (isAhead ? -1 : 1);
}

function isFunctionType(type: unknown): type is ScoringFunction["type"] {
  return typeof type === "string" && Object.hasOwn(fieldTypes, type);
}

function isInterpolation(value: unknown): value is Interpolation {
  return ["linear", "constant", "quadratic", "logarithmic"].some((each) => each === value);
}

function fieldOf(
  name: unknown,
  type: ScoringFunction["type"],
  fields: readonly SearchField[],
): string {
  const path = showJson(name ?? "");
  const field = findField(fields, path);
  if (!field) throw wrong(`names a field '${path}' that does not exist`);
  if (!field.filterable) throw wrong(`names a field '${path}' that is not filterable`);
  const fieldType = (type === "tag" ? elementTypeOf(field.type) : undefined) ?? field.type;
  if (fieldTypes[type].includes(fieldType)) return path;
  throw wrong(
    `of the type '${type}' cannot be used with the field '${path}' of type '${field.type}'`,
  );
}

function magnitudeOf(parameters: JsonObject): MagnitudeRange {
  const { boostingRangeStart, boostingRangeEnd, constantBoostBeyondRange = false } = parameters;
  if (
    typeof boostingRangeStart === "number" &&
    typeof boostingRangeEnd === "number" &&
    boostingRangeStart !== boostingRangeEnd &&
    typeof constantBoostBeyondRange === "boolean"
  ) {
    return { boostingRangeStart, boostingRangeEnd, constantBoostBeyondRange };
  }
  throw wrong("must have 'boostingRangeStart' and 'boostingRangeEnd', which differ");
}

function freshnessOf({ boostingDuration }: JsonObject): { readonly boostingDuration: string } {
  if (typeof boostingDuration === "string" && (durationInMs(boostingDuration) ?? 0) !== 0) {
    return { boostingDuration };
  }
  throw wrong("must have a 'boostingDuration' as in 'P30D'");
}

function distanceOf(parameters: JsonObject): {
  readonly referencePointParameter: string;
  readonly boostingDistance: number;
} {
  const { boostingDistance } = parameters;
  if (typeof boostingDistance === "number" && boostingDistance > 0) {
    const referencePointParameter = nameOf(parameters, "referencePointParameter");
    return { referencePointParameter, boostingDistance };
  }
  throw wrong("must have a positive 'boostingDistance'");
}

function nameOf(parameters: JsonObject, member: string): string {
  const name = parameters[member];
  if (typeof name === "string" && /^[^-]+$/.test(name)) return name;
  throw wrong(`must have a '${member}' without dashes`);
}

function wrong(what: string): Error {
  return invalidRequest("index", `A scoring function ${what}.`);
}
