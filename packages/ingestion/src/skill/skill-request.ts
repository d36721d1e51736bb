import { chunkDocument, type ChunkOptions } from "../chunk/chunk-document.ts";
import { IngestionError } from "../ingestion-error.ts";

/** One document that a skill is asked to read. */
export interface SkillRecord {
  readonly recordId: string;
  readonly name: string;
  /** None if the record is wrong. */
  readonly bytes: Uint8Array | undefined;
  /** How it is to be parted, where the skillset says so. */
  readonly chunks?: ChunkOptions;
  /** What is wrong with it. */
  readonly problem?: string;
}

/** The default of AI Search, and what it sends at most. */
const maxRecords = 1_000;

/**
 * Reads what an indexer sends: records with `name` and `file_data`, whose address is not followed, and perhaps with
 * `max_tokens` and `overlap`.
 *
 * @throws IngestionError for a request that cannot be answered record by record.
 */
export async function readSkillRequest(
  request: Request,
  maxBytes: number,
): Promise<readonly SkillRecord[]> {
  const text = await readText(request, maxBytes);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw new IngestionError("INVALID_JOB", "The body is no JSON.", { cause });
  }
  const values = isObject(body) ? body["values"] : undefined;
  if (!Array.isArray(values) || values.length > maxRecords) {
    throw new IngestionError(
      "INVALID_JOB",
      `The body must have a list of at most ${maxRecords} values.`,
    );
  }
  const records = values.map(parseRecord);
  if (new Set(records.map(({ recordId }) => recordId)).size < records.length) {
    throw new IngestionError("INVALID_JOB", "Two records have the same recordId.");
  }
  return records;
}

function parseRecord(value: unknown): SkillRecord {
  const { recordId, data } = isObject(value) ? value : {};
  if (typeof recordId !== "string" || recordId === "") {
    throw new IngestionError("INVALID_JOB", "A record has no recordId.");
  }
  const { name, file_data: file } = isObject(data) ? data : {};
  if (typeof name !== "string" || name === "") {
    return { recordId, name: "", bytes: undefined, problem: "The input name is missing." };
  }
  const base64 = isObject(file) && file["$type"] === "file" ? file["data"] : undefined;
  if (typeof base64 !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) {
    return { recordId, name, bytes: undefined, problem: "The input file_data is no file." };
  }
  const chunks = chunkOptionsIn(data);
  return chunks === undefined
    ? { recordId, name, bytes: undefined, problem: "max_tokens and overlap fit no chunk." }
    : { recordId, name, bytes: new Uint8Array(Buffer.from(base64, "base64")), chunks };
}

/** Undefined for what no chunk can keep to. */
function chunkOptionsIn(data: unknown): ChunkOptions | undefined {
  const { max_tokens: maxTokens, overlap } = isObject(data) ? data : {};
  const options = {
    ...(typeof maxTokens === "number" && { maxTokens }),
    ...(typeof overlap === "number" && { overlap }),
  };
  try {
    chunkDocument({ blocks: [] }, options);
    return options;
  } catch {
    return undefined;
  }
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of request.body ?? []) {
    size += piece.byteLength;
    if (size > maxBytes) throw new IngestionError("INVALID_JOB", "The body is too large.");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
