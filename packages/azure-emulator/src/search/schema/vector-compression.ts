import { asJsonObject, isJsonObject, showJson, type JsonObject } from "../json-object.ts";
import { invalidRequest, type SearchError } from "../search-error.ts";

/** How a service saves room for vectors. Here it is kept and given back: vectors stay as they are. */
export interface VectorCompression {
  readonly name: string;
  readonly kind: "scalarQuantization" | "binaryQuantization";
  /** The numbers of a vector that are left of it (all). */
  readonly truncationDimension: number | null;
  readonly rescoringOptions: RescoringOptions | null;
  /** Of scalar quantization alone. */
  readonly scalarQuantizationParameters?: ScalarParameters | null;
}

interface ScalarParameters {
  readonly quantizedDataType: "int8";
}

/** Whether what was found among compressed vectors is compared again, by the vectors as they came. */
interface RescoringOptions {
  /** (`true`) */
  readonly enableRescoring: boolean;
  /** How many times as many are looked for at first; `null` for as many as the service thinks right. */
  readonly defaultOversampling: number | null;
  /** (`preserveOriginals`) */
  readonly rescoreStorageMethod: "preserveOriginals" | "discardOriginals";
}

const members: ReadonlySet<string> = new Set([
  "name",
  "kind",
  "truncationDimension",
  "rescoringOptions",
  "scalarQuantizationParameters",
]);

/**
 * Reads the `compressions` of a vector search.
 *
 * @see https://learn.microsoft.com/azure/search/vector-search-how-to-quantization
 * @throws SearchError for a compression that the service would not take.
 */
export function parseVectorCompressions(list: readonly JsonObject[]): readonly VectorCompression[] {
  const compressions = list.map(parseCompression);
  for (const [at, { name }] of compressions.entries()) {
    if (compressions.findIndex((each) => each.name === name) === at) continue;
    throw invalidRequest("index", `The compression '${name}' stands twice in the vector search.`);
  }
  return compressions;
}

/** Whether a query may ask for more than it needs, to compare that again. */
export function allowsOversampling({ rescoringOptions }: VectorCompression): boolean {
  return rescoringOptions?.enableRescoring ?? true;
}

function parseCompression(raw: JsonObject): VectorCompression {
  const { name, kind, truncationDimension = null, scalarQuantizationParameters = null } = raw;
  if (typeof name !== "string" || name === "") {
    throw invalidRequest("index", "A compression of vectors must have a name.");
  }
  for (const member of Object.keys(raw)) {
    if (!members.has(member)) throw wrong(name, `has no property '${member}'`);
  }
  const isLength = Number.isInteger(truncationDimension) && Number(truncationDimension) > 0;
  if (truncationDimension !== null && !isLength) {
    throw wrong(name, "must have a 'truncationDimension' of one at least");
  }
  const common = {
    name,
    truncationDimension: truncationDimension === null ? null : Number(truncationDimension),
    rescoringOptions: parseRescoring(raw["rescoringOptions"] ?? null, name),
  };
  if (kind === "binaryQuantization" && scalarQuantizationParameters === null) {
    return { ...common, kind };
  }
  if (kind === "scalarQuantization") {
    return {
      ...common,
      kind,
      scalarQuantizationParameters: parseScalarParameters(scalarQuantizationParameters, name),
    };
  }
  throw wrong(
    name,
    "must be a 'scalarQuantization', which alone may have 'scalarQuantizationParameters', or a 'binaryQuantization'",
  );
}

function parseScalarParameters(value: unknown, name: string): ScalarParameters | null {
  if (value === null) return value;
  const { quantizedDataType = null, ...others } = asJsonObject(value);
  const isKnown = quantizedDataType === null || quantizedDataType === "int8";
  if (isKnown && Object.keys(others).length === 0) return { quantizedDataType: "int8" };
  throw wrong(name, `cannot have the parameters ${showJson(value)}: vectors become 'int8'`);
}

function parseRescoring(value: unknown, name: string): RescoringOptions | null {
  if (value === null) return null;
  if (!isJsonObject(value)) throw wrong(name, "must have 'rescoringOptions' that are an object");
  const {
    enableRescoring = true,
    defaultOversampling = null,
    rescoreStorageMethod = "preserveOriginals",
    ...others
  } = value;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw wrong(name, `has no rescoring option '${unknown}'`);
  if (typeof enableRescoring !== "boolean") {
    throw wrong(name, "must have an 'enableRescoring' that is a Boolean");
  }
  if (rescoreStorageMethod !== "preserveOriginals" && rescoreStorageMethod !== "discardOriginals") {
    throw wrong(name, "must have originals preserved or discarded by 'rescoreStorageMethod'");
  }
  if (defaultOversampling === null) {
    return { enableRescoring, defaultOversampling, rescoreStorageMethod };
  }
  if (typeof defaultOversampling !== "number" || !(defaultOversampling >= 1)) {
    throw wrong(name, "must have a 'defaultOversampling' of one at least");
  }
  if (!enableRescoring) {
    throw wrong(name, "can have a 'defaultOversampling' only where 'enableRescoring' is true");
  }
  return { enableRescoring, defaultOversampling, rescoreStorageMethod };
}

function wrong(name: string, what: string): SearchError {
  return invalidRequest("index", `The compression '${name}' ${what}.`);
}
