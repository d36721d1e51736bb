import { writeFields } from "./document-value.ts";
import { isJsonObject, showJson, type JsonObject } from "../json-object.ts";
import { invalidRequest, SearchError } from "../search-error.ts";
import type { SearchIndex } from "./search-index.ts";

/** What became of one document of a batch. */
export interface IndexingResult {
  readonly key: string;
  readonly status: boolean;
  readonly errorMessage: string | null;
  readonly statusCode: number;
}

type IndexAction = "upload" | "merge" | "mergeOrUpload" | "delete";

/** One document of a batch, and what to do with it. */
interface IndexOperation {
  readonly action: IndexAction;
  readonly key: string;
  readonly fields: JsonObject;
}

const actions: ReadonlySet<string> = new Set(["upload", "merge", "mergeOrUpload", "delete"]);
const maxOperations = 1000;
const maxKeyLength = 1024;

/**
 * Reads a batch.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/documents
 * @throws SearchError for a batch that is refused as a whole.
 */
export function parseBatch(body: unknown, { keyField }: SearchIndex): readonly IndexOperation[] {
  const value = isJsonObject(body) ? body["value"] : undefined;
  if (!isJsonObject(body) || !Array.isArray(value)) {
    throw invalidRequest("parameters", "The body must have a list of documents in 'value'.");
  }
  if (value.length === 0)
    throw invalidActions("NoActions", "No indexing actions found in the request.");
  if (value.length > maxOperations) {
    throw invalidActions(
      "TooManyActions",
      `Too many indexing actions found in the request: ${value.length}. Only up to ${maxOperations} indexing actions can be specified in a single request.`,
    );
  }
  return value.map((each: unknown, position) => parseOperation(each, position, keyField));
}

function parseOperation(value: unknown, position: number, keyField: string): IndexOperation {
  const refuse = (message: string, code = "InvalidDocumentKey"): Error =>
    invalidActions(code, `${position}: ${message}`);
  if (!isJsonObject(value)) throw refuse("A document must be an object.", "InvalidDocument");
  const { "@search.action": action = "upload", ...fields } = value;
  if (typeof action !== "string" || !actions.has(action)) {
    throw refuse(`Invalid indexing action '${showJson(action)}'.`, "InvalidAction");
  }
  const key = fields[keyField];
  if (typeof key !== "string" || key === "") {
    throw refuse("Document key cannot be missing or empty.", "MissingKeyField");
  }
  if (key.length > maxKeyLength) {
    throw refuse(`Document key cannot be longer than ${maxKeyLength} characters.`);
  }
  if (!/^[\w\-=]+$/.test(key)) {
    throw refuse(
      `Invalid document key: '${key}'. Keys can only contain letters, digits, underscore (_), dash (-), or equal sign (=).`,
    );
  }
  return { action: action as IndexAction, key, fields };
}

function invalidActions(code: string, message: string): SearchError {
  return new SearchError(400, "The request is invalid.", {
    code: "OperationNotAllowed",
    detail: { code, message: `${message} Parameters: actions` },
  });
}

/**
 * Does what a batch says, document by document.
 *
 * @throws SearchError for a value that does not fit its field; then no document is changed.
 */
export function applyBatch(
  index: SearchIndex,
  operations: readonly IndexOperation[],
): readonly IndexingResult[] {
  const { fields } = index.definition;
  for (const { action, fields: written } of operations) {
    if (action !== "delete") writeFields(fields, written, undefined);
  }
  return operations.map(({ action, key, fields: written }) => {
    const stored = index.documents.get(key);
    if (action === "delete") {
      index.delete(key);
      return succeeded(key, 200);
    }
    if (action === "merge" && !stored) return failed(key, 404, "Document not found.");
    const kept = action === "upload" ? undefined : stored;
    index.put(key, writeFields(fields, written, kept));
    return succeeded(key, stored ? 200 : 201);
  });
}

function succeeded(key: string, statusCode: number): IndexingResult {
  return { key, status: true, errorMessage: null, statusCode };
}

function failed(key: string, statusCode: number, errorMessage: string): IndexingResult {
  return { key, status: false, errorMessage, statusCode };
}

/** The answer to a batch: 207 when a document failed. */
export function batchResponse(results: readonly IndexingResult[]): Response {
  const status = results.every((result) => result.status) ? 200 : 207;
  return Response.json({ value: results }, { status });
}
