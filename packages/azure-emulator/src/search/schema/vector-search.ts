import { asJsonObject, type JsonObject } from "../json-object.ts";
import { invalidRequest, notEmulated } from "../search-error.ts";

/** How vectors are compared. */
export interface VectorSearch {
  readonly profiles: readonly { readonly name: string; readonly algorithm: string }[];
  readonly algorithms: readonly VectorAlgorithm[];
}

/** Whatever the algorithm, neighbours are found exactly. */
export interface VectorAlgorithm {
  readonly name: string;
  readonly kind: "hnsw" | "exhaustiveKnn";
  readonly [parameters: `${string}Parameters`]: unknown;
}

/** How near two vectors are. */
export type VectorMetric = "cosine" | "dotProduct" | "euclidean";

/**
 * Reads the `vectorSearch` part of an index.
 *
 * @see https://learn.microsoft.com/azure/search/vector-search-how-to-create-index
 * @throws SearchError for profiles without their algorithm; for vectorizers and compressions.
 */
export function parseVectorSearch(value: unknown): VectorSearch | null {
  if (value === null) return null;
  const { profiles = [], algorithms = [], ...rest } = asJsonObject(value);
  for (const [member, content] of Object.entries(rest)) {
    if (content === null || (Array.isArray(content) && content.length === 0)) continue;
    throw notEmulated(`'${member}' in a vector search`);
  }
  const parsed = list(algorithms).map(parseAlgorithm);
  return {
    profiles: list(profiles).map(({ name, algorithm, vectorizer = null, compression = null }) => {
      if (vectorizer !== null || compression !== null) {
        throw notEmulated("vectorizers and compressions of a vector profile");
      }
      if (typeof name === "string" && parsed.some((each) => each.name === algorithm)) {
        return { name, algorithm: String(algorithm) };
      }
      throw invalidRequest(
        "index",
        `The vector profile '${String(name)}' names an algorithm '${String(algorithm)}' that does not exist.`,
      );
    }),
    algorithms: parsed,
  };
}

/** How the vectors of a profile are compared (cosine). */
export function metricOf({ profiles, algorithms }: VectorSearch, profile: string): VectorMetric {
  const name = profiles.find((each) => each.name === profile)?.algorithm;
  const algorithm = algorithms.find((each) => each.name === name);
  return algorithm ? algorithmMetric(algorithm) : "cosine";
}

function parseAlgorithm(raw: JsonObject): VectorAlgorithm {
  const { name, kind } = raw;
  if (typeof name !== "string" || name === "" || (kind !== "hnsw" && kind !== "exhaustiveKnn")) {
    throw invalidRequest(
      "index",
      "A vector search algorithm must have a name and the kind 'hnsw' or 'exhaustiveKnn'.",
    );
  }
  const algorithm = { ...raw, name, kind } as VectorAlgorithm;
  const metric: unknown = algorithmMetric(algorithm);
  if (metric === "cosine" || metric === "dotProduct" || metric === "euclidean") return algorithm;
  throw notEmulated(`the vector metric '${String(metric)}'`);
}

function algorithmMetric({ kind, ...parameters }: VectorAlgorithm): VectorMetric {
  const { metric = null } = asJsonObject(parameters[`${kind}Parameters`]);
  return (metric ?? "cosine") as VectorMetric;
}

function list(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.map(asJsonObject);
  throw invalidRequest("index", "Vector search profiles and algorithms must be lists.");
}
