/** Why headers can neither be built nor read. */
export type IngestionHeaderErrorCode =
  | "MISSING"
  | "REPEATED"
  | "INVALID_ENDPOINT"
  | "INVALID_RESOURCE_ID"
  | "INVALID_CONTAINER"
  | "INVALID_DEPLOYMENT"
  | "KEY_REFUSED";

const errorName = "IngestionHeaderError";

/** A part of an ingestion job that is wrong or carries a key. Its message holds no value. */
export class IngestionHeaderError extends Error {
  override readonly name: string = errorName;
  readonly code: IngestionHeaderErrorCode;
  /** The header concerned, as in `storageConnectionString`. */
  readonly header: string;

  constructor(code: IngestionHeaderErrorCode, header: string, message: string) {
    super(message);
    this.code = code;
    this.header = header;
  }
}

/** Whether an error is an {@link IngestionHeaderError}, of whichever copy of this package. */
export function isIngestionHeaderError(error: unknown): error is IngestionHeaderError {
  return error instanceof Error && error.name === errorName;
}
