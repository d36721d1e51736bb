import { vectorLengthMessage } from "../documents/document-value.ts";
import { textVector } from "../../openai/text-vector.ts";
import { findField } from "../schema/find-field.ts";
import { isVectorType } from "../schema/field-types.ts";
import type { SearchField } from "../schema/index-field.ts";
import { invalidRequest } from "../search-error.ts";
import type { VectorQuery } from "./search-request.ts";
import type { SearchIndex } from "../documents/search-index.ts";
import { byScore, type ScoredDocument } from "./order-by.ts";
import type { Scores } from "../text/text-index.ts";
import { allowsOversampling } from "../schema/vector-compression.ts";
import { compressionOf, metricOf, type VectorMetric } from "../schema/vector-search.ts";

/** A ranking and what it counts for. */
export interface Ranking {
  readonly scores: Scores;
  readonly weight: number;
}

/** The nearest documents of one field. */
export interface VectorRanking extends Ranking {
  /** Where the vectors are. */
  readonly path: string;
  /** How near they are by the metric itself, as in the cosine, from which the scores are made. */
  readonly similarities: Scores;
}

/**
 * The nearest documents of a vector query: one ranking for each of its fields. All documents are compared.
 *
 * @see https://learn.microsoft.com/azure/search/vector-search-ranking
 * @param isCandidate Leaves out documents before the nearest ones are taken.
 * @throws SearchError for a field that holds no vectors, or vectors of another length, and for oversampling
 *   where nothing is compressed.
 */
export function rankByVector(
  index: SearchIndex,
  { target, fields, k, weight, oversampling }: VectorQuery,
  isCandidate: (key: string) => boolean,
): readonly VectorRanking[] {
  return fields.map((path) => {
    const field = vectorField(index, path);
    if (oversampling !== undefined) requireCompression(index, field);
    const vector = typeof target === "string" ? vectorize(index, path, target) : target;
    if (vector.length !== field.dimensions) {
      throw invalidRequest("parameters", vectorLengthMessage(field, vector.length));
    }
    const { vectorSearch } = index.definition;
    const metric =
      vectorSearch && field.vectorSearchProfile !== null
        ? metricOf(vectorSearch, field.vectorSearchProfile)
        : "cosine";
    const found: (ScoredDocument & { readonly similarity: number })[] = [];
    for (const [key, document] of index.documents) {
      const stored = document[path];
      if (!Array.isArray(stored) || !isCandidate(key)) continue;
      const similarity = measure(metric, vector, stored as number[]);
      found.push({ key, document, similarity, score: scoreOf(metric, similarity) });
    }
    const nearest = found.toSorted(byScore).slice(0, k);
    return {
      path,
      scores: new Map(nearest.map(({ key, score }) => [key, score])),
      similarities: new Map(nearest.map(({ key, similarity }) => [key, similarity])),
      weight,
    };
  });
}

function requireCompression({ definition }: SearchIndex, field: SearchField): void {
  const compression = definition.vectorSearch && compressionOf(definition.vectorSearch, field);
  if (compression && allowsOversampling(compression)) return;
  throw invalidRequest(
    "parameters",
    `The parameter 'oversampling' is only permitted for fields that are compressed and rescored; '${field.name}' is not.`,
  );
}

function vectorField({ definition }: SearchIndex, path: string): SearchField {
  const field = findField(definition.fields, path);
  if (field && isVectorType(field.type) && field.searchable) return field;
  throw invalidRequest(
    "parameters",
    `The field '${path}' in the vector field list is not a vector field of the index.`,
  );
}

/** The vector that the profile of a field makes of a text: the one of every emulated deployment. */
function vectorize(index: SearchIndex, path: string, text: string): readonly number[] {
  const { dimensions, vectorSearchProfile } = vectorField(index, path);
  const profile = index.definition.vectorSearch?.profiles.find(
    ({ name }) => name === vectorSearchProfile,
  );
  if (profile?.vectorizer) return [...textVector(text, dimensions ?? 0)];
  throw invalidRequest(
    "parameters",
    `The field '${path}' has no vectorizer, which a vector query of the kind 'text' needs.`,
  );
}

/** The cosine, the product or the distance of two vectors. */
function measure(metric: VectorMetric, left: readonly number[], right: readonly number[]): number {
  switch (metric) {
    case "euclidean": {
      const squares = left.map((value, at) => (value - (right[at] ?? 0)) ** 2);
      return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
    }
    case "dotProduct":
      return dot(left, right);
    case "cosine": {
      const lengths = Math.sqrt(dot(left, left) * dot(right, right));
      return lengths === 0 ? 0 : dot(left, right) / lengths;
    }
  }
}

/** From 1/3 for opposites to 1 for equals, where the metric is cosine. */
function scoreOf(metric: VectorMetric, similarity: number): number {
  if (metric === "euclidean") return 1 / (1 + similarity);
  if (metric === "dotProduct" && similarity > 1) return similarity;
  return 1 / (1 + (1 - similarity));
}

function dot(left: readonly number[], right: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) {
    sum += (left[index] ?? 0) * (right[index] ?? 0);
  }
  return sum;
}

/** Ranks beyond which positions count little. */
const rankConstant = 60;

/**
 * One ranking out of several: what counts is the place in each and not the score.
 *
 * @see https://learn.microsoft.com/azure/search/hybrid-search-ranking
 */
export function fuseRankings(rankings: readonly Ranking[]): Scores {
  const fused = new Map<string, number>();
  for (const { scores, weight } of rankings) {
    const keys = [...scores]
      .toSorted(([leftKey, left], [rightKey, right]) =>
        right === left ? (leftKey < rightKey ? -1 : 1) : right - left,
      )
      .map(([key]) => key);
    for (const [rank, key] of keys.entries()) {
      fused.set(key, (fused.get(key) ?? 0) + weight / (rankConstant + rank));
    }
  }
  return fused;
}
