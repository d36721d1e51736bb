/**
 * Why a request was not sent, or its answer not handed on.
 *
 * - `ROUTE_NOT_ALLOWED`: the address is none that can be trimmed.
 * - `INVALID_REQUEST`: the request is not one of AI Search.
 * - `LOOKUP_NOT_ALLOWED`: a document cannot be looked up, for the key field is unknown or not filterable.
 * - `PRINCIPAL_MISSING`: nobody is known to ask.
 * - `ANSWER_NOT_UNDERSTOOD`: the service answered with what cannot be trimmed.
 * - `FILTER_LOST`: the service answered with a document that the filter does not let through.
 */
export type SearchPolicyErrorCode =
  | "ROUTE_NOT_ALLOWED"
  | "INVALID_REQUEST"
  | "LOOKUP_NOT_ALLOWED"
  | "PRINCIPAL_MISSING"
  | "ANSWER_NOT_UNDERSTOOD"
  | "FILTER_LOST";

const errorName = "SearchPolicyError";

/** Something that cannot be trimmed, and is refused. Its message holds no filter and no document. */
export class SearchPolicyError extends Error {
  override readonly name: string = errorName;
  readonly code: SearchPolicyErrorCode;

  constructor(code: SearchPolicyErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether an error is a {@link SearchPolicyError}, of whichever copy of this package. */
export function isSearchPolicyError(error: unknown): error is SearchPolicyError {
  return error instanceof Error && error.name === errorName;
}
