import { asJsonObject, showJson, type JsonObject } from "../json-object.ts";
import { invalidRequest, notEmulated, unknownMember } from "../search-error.ts";
import type { SearchField } from "./index-field.ts";
import { parseVectorCompressions, type VectorCompression } from "./vector-compression.ts";

/** How vectors are compared, and made of the texts of queries. */
export interface VectorSearch {
  readonly profiles: readonly VectorProfile[];
  readonly algorithms: readonly VectorAlgorithm[];
  readonly vectorizers: readonly Vectorizer[];
  readonly compressions: readonly VectorCompression[];
}

/** What a vector field goes by; names of an algorithm, a vectorizer and a compression. */
interface VectorProfile {
  readonly name: string;
  readonly algorithm: string;
  readonly vectorizer: string | null;
  readonly compression: string | null;
}

/** Which deployment makes vectors; here it is not asked, for all of them make the same. */
interface Vectorizer {
  readonly name: string;
  readonly kind: "azureOpenAI";
  readonly azureOpenAIParameters: JsonObject;
}

/** Whatever the algorithm, neighbours are found exactly. */
interface VectorAlgorithm {
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
 * @throws SearchError for profiles that name what is not there, for vectorizers with a key or of another
 *   kind than `azureOpenAI`, and for compressions that the service would not take.
 */
export function parseVectorSearch(value: unknown, apiVersion: string): VectorSearch | null {
  if (value === null) return null;
  const { profiles, algorithms, vectorizers, compressions, ...others } = asJsonObject(value);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw unknownMember("index", unknown, { type: "VectorSearch", apiVersion });
  }
  const parts = {
    algorithms: listOf(algorithms).map(parseAlgorithm),
    vectorizers: listOf(vectorizers).map(parseVectorizer),
    compressions: parseVectorCompressions(listOf(compressions)),
  };
  return { profiles: listOf(profiles).map((profile) => parseProfile(profile, parts)), ...parts };
}

function parseProfile(
  { name, algorithm, vectorizer = null, compression = null }: JsonObject,
  { algorithms, vectorizers, compressions }: Omit<VectorSearch, "profiles">,
): VectorProfile {
  const found = {
    algorithm: algorithms.find((each) => each.name === algorithm),
    vectorizer: vectorizers.find((each) => each.name === vectorizer),
    compression: compressions.find((each) => each.name === compression),
  };
  const isMissing =
    (vectorizer !== null && !found.vectorizer) || (compression !== null && !found.compression);
  if (typeof name !== "string" || !found.algorithm || isMissing) {
    throw invalidRequest(
      "index",
      `The vector profile '${showJson(name)}' must name an algorithm, and may name a vectorizer and a compression, that exist.`,
    );
  }
  return {
    name,
    algorithm: found.algorithm.name,
    vectorizer: found.vectorizer?.name ?? null,
    compression: found.compression?.name ?? null,
  };
}

/** How the vectors of a field are compressed, if at all. */
export function compressionOf(
  { profiles, compressions }: VectorSearch,
  { vectorSearchProfile }: SearchField,
): VectorCompression | undefined {
  const profile = profiles.find(({ name }) => name === vectorSearchProfile);
  return compressions.find(({ name }) => name === profile?.compression);
}

function parseVectorizer({ name, kind, azureOpenAIParameters }: JsonObject): Vectorizer {
  if (typeof name !== "string" || name === "") {
    throw invalidRequest("index", "A vectorizer must have a name.");
  }
  if (kind !== "azureOpenAI") throw notEmulated(`vectorizers of the kind '${showJson(kind)}'`);
  const parameters = asJsonObject(azureOpenAIParameters);
  const { resourceUri, deploymentId, apiKey = null } = parameters;
  if (apiKey !== null) throw notEmulated("vectorizers with a key; they sign in by identity");
  if (typeof resourceUri !== "string" || typeof deploymentId !== "string") {
    throw invalidRequest(
      "index",
      `The vectorizer '${name}' must have a 'resourceUri' and a 'deploymentId'.`,
    );
  }
  return { name, kind, azureOpenAIParameters: parameters };
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

function listOf(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.map(asJsonObject);
  if (value === undefined || value === null) return [];
  throw invalidRequest("index", "The parts of a vector search must be lists.");
}
