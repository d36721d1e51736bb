import type { SearchDocument } from "../documents/document-value.ts";
import { valuesAt } from "../schema/find-field.ts";
import {
  durationInMs,
  type Interpolation,
  type ScoringFunction,
} from "../schema/scoring-function.ts";
import type { ScoringProfile } from "../schema/scoring-profile.ts";
import { distanceInKm } from "./distance-in-km.ts";
import { invalidParameter, type ScoringParameters } from "./scoring-parameters.ts";

/** What the score of a document is multiplied by. */
export type Boost = (document: SearchDocument) => number;

/**
 * The functions of a scoring profile as one. Each brings from nothing to its whole boost; what none of them
 * finds anything in keeps its score.
 *
 * @param now Milliseconds since 1970, for freshness.
 * @see https://learn.microsoft.com/azure/search/index-add-scoring-profiles#use-functions
 * @throws SearchError for a parameter that a function needs and the query does not have, or that is wrong.
 */
export function boostOf(
  { functions, functionAggregation }: Pick<ScoringProfile, "functions" | "functionAggregation">,
  parameters: ScoringParameters,
  now: number,
): Boost {
  if (functions.length === 0) return () => 1;
  const shares = functions.map((each) => ({
    boost: each.boost,
    shareOf: shareOf(each, parameters, now),
  }));
  const aggregate = aggregations[functionAggregation];
  return (document) =>
    aggregate(shares.map(({ boost, shareOf: share }) => 1 + (boost - 1) * share(document)));
}

/** What several multipliers are together; 1 is no boost. */
const aggregations: Readonly<
  Record<ScoringProfile["functionAggregation"], (boosts: readonly number[]) => number>
> = {
  average: (boosts) => sum(boosts) / boosts.length,
  firstMatching: (boosts) => boosts.find((boost) => boost !== 1) ?? 1,
  maximum: (boosts) => Math.max(...boosts),
  minimum: (boosts) => Math.min(...boosts),
  product: (boosts) => boosts.reduce((product, boost) => product * boost, 1),
  sum: (boosts) => 1 + sum(boosts.map((boost) => boost - 1)),
};

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** How much of its boost a function gives to a document, from 0 to 1. */
function shareOf(
  scoring: ScoringFunction,
  parameters: ScoringParameters,
  now: number,
): (document: SearchDocument) => number {
  const interpolate = interpolations[scoring.interpolation];
  const first = (document: SearchDocument): unknown => valuesAt(document, scoring.fieldName)[0];
  /** `remoteness` is 0 where the boost is full and 1 where it ends; `undefined` for beyond that. */
  const byRemoteness =
    (remotenessOf: (value: unknown) => number | undefined) =>
    (document: SearchDocument): number => {
      const value = first(document);
      const remoteness = value === undefined ? undefined : remotenessOf(value);
      return remoteness === undefined || remoteness < 0 || remoteness > 1
        ? 0
        : interpolate(remoteness);
    };
  switch (scoring.type) {
    case "magnitude": {
      const { boostingRangeStart: start, boostingRangeEnd: end } = scoring.magnitude;
      const { constantBoostBeyondRange } = scoring.magnitude;
      return byRemoteness((value) => {
        const remoteness = (end - Number(value)) / (end - start);
        return constantBoostBeyondRange ? Math.max(0, remoteness) : remoteness;
      });
    }
    case "freshness": {
      const duration = durationInMs(scoring.freshness.boostingDuration) ?? 0;
      return byRemoteness((value) => (now - Date.parse(String(value))) / duration);
    }
    case "distance": {
      const { referencePointParameter, boostingDistance } = scoring.distance;
      const point = pointOf(referencePointParameter, parameters);
      return byRemoteness((value) => {
        const distance = distanceInKm(value, point);
        return distance === null ? undefined : distance / boostingDistance;
      });
    }
    case "tag": {
      const tags = new Set(parameterOf(scoring.tag.tagsParameter, parameters));
      return (document) =>
        valuesAt(document, scoring.fieldName).some((value) => tags.has(String(value))) ? 1 : 0;
    }
  }
}

const interpolations: Readonly<Record<Interpolation, (remoteness: number) => number>> = {
  constant: () => 1,
  linear: (remoteness) => 1 - remoteness,
  logarithmic: (remoteness) => 1 - Math.log2(1 + remoteness),
  quadratic: (remoteness) => 1 - remoteness ** 2,
};

function parameterOf(name: string, parameters: ScoringParameters): readonly string[] {
  const values = parameters.get(name);
  if (values) return values;
  throw invalidParameter(`The scoring profile needs the parameter '${name}'.`);
}

function pointOf(
  name: string,
  parameters: ScoringParameters,
): { readonly longitude: string; readonly latitude: string } {
  const [longitude = "", latitude = "", ...others] = parameterOf(name, parameters);
  const isPoint = others.length === 0 && isDegrees(longitude, 180) && isDegrees(latitude, 90);
  if (isPoint) return { longitude, latitude };
  throw invalidParameter(`The parameter '${name}' must be a longitude and a latitude.`);
}

function isDegrees(text: string, max: number): boolean {
  return text !== "" && Math.abs(Number(text)) <= max;
}
