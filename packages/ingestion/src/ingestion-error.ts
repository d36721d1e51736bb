/**
 * What went wrong. `DOCUMENT_…`, `GROUP_…` and `ACCESS_CONFLICT` concern one document, and the rest of a job goes on.
 * `ACCESS_FILE_INVALID`, `INDEX_INCOMPATIBLE` and `UPSTREAM_…` end a job. `INVALID_JOB`, `JOB_CONFLICT`, `JOB_NOT_FOUND`,
 * `NOT_ALLOWED` answer a request.
 */
export type IngestionErrorCode =
  | "DOCUMENT_ADDRESS_REFUSED"
  | "DOCUMENT_CHANGED"
  | "DOCUMENT_DISALLOWED"
  | "DOCUMENT_EMPTY"
  | "DOCUMENT_ENCRYPTED"
  | "DOCUMENT_HAS_DTD"
  | "DOCUMENT_MALFORMED"
  | "DOCUMENT_NOT_FOUND"
  | "DOCUMENT_REJECTED"
  | "DOCUMENT_TIMEOUT"
  | "DOCUMENT_TOO_DEEP"
  | "DOCUMENT_TOO_LARGE"
  | "DOCUMENT_UNREACHABLE"
  | "DOCUMENT_UNSUPPORTED"
  | "GROUP_AMBIGUOUS"
  | "GROUP_NOT_FOUND"
  | "GROUPS_TOO_MANY"
  | "GROUPS_UNREADABLE"
  | "ACCESS_CONFLICT"
  | "ACCESS_FILE_INVALID"
  | "INDEX_INCOMPATIBLE"
  | "INVALID_JOB"
  | "JOB_CONFLICT"
  | "JOB_NOT_FOUND"
  | "NOT_ALLOWED"
  | "UPSTREAM_FAILED"
  | "UPSTREAM_REFUSED"
  | "UPSTREAM_UNAVAILABLE";

const errorName = "IngestionError";

/** Something could not be ingested. What a service said is at most in the `cause`, which is for logs. */
export class IngestionError extends Error {
  override readonly name: string = errorName;
  readonly code: IngestionErrorCode;

  constructor(code: IngestionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether an error is an {@link IngestionError}, of whichever copy of this package. */
export function isIngestionError(error: unknown): error is IngestionError {
  return error instanceof Error && error.name === errorName;
}

/** Whether an error concerns one document only, so that a job goes on with the next. */
export function isDocumentError(error: unknown): error is IngestionError {
  return isIngestionError(error) && /^(?:DOCUMENT_|GROUPS?_|ACCESS_CONFLICT)/.test(error.code);
}
