/** Why a filter is refused. */
export type FilterErrorCode =
  | "SYNTAX"
  | "TOO_LONG"
  | "TOO_DEEP"
  | "TOO_MANY_CLAUSES"
  | "FIELD_UNKNOWN"
  | "FIELD_NOT_ALLOWED"
  | "FIELD_NOT_FILTERABLE"
  | "FIELD_NOT_SORTABLE"
  | "TYPE_MISMATCH"
  | "LAMBDA_NOT_ALLOWED";

const errorName = "FilterError";

/** A filter, or an order, that is refused. Its message tells what is wrong and holds no part of the text. */
export class FilterError extends Error {
  override readonly name: string = errorName;
  readonly code: FilterErrorCode;
  /** Where in the text, in UTF-16 code units. */
  readonly offset: number;
  /** Some of the text around the place, for the person who wrote it: it is not for logs. */
  readonly excerpt?: string;

  constructor(
    code: FilterErrorCode,
    message: string,
    { offset, source }: { readonly offset: number; readonly source?: string },
  ) {
    super(message);
    this.code = code;
    this.offset = offset;
    if (source !== undefined) this.excerpt = source.slice(Math.max(0, offset - 20), offset + 20);
  }
}

/** Whether an error is a {@link FilterError}, of whichever copy of this package. */
export function isFilterError(error: unknown): error is FilterError {
  return error instanceof Error && error.name === errorName;
}
