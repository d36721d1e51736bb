/** Why no filter could be made. */
export type GroupFilterErrorCode =
  | "INVALID_GROUP_ID"
  | "INVALID_CALLER_FILTER"
  | "SECURITY_FIELD_IN_FILTER"
  | "FILTER_TOO_LONG"
  | "MEMBER_NOT_ALLOWED"
  | "SECURITY_FIELD_IN_REQUEST";

const errorName = "GroupFilterError";

/** Groups, or a caller's filter, from which no filter may be made. Its message holds neither. */
export class GroupFilterError extends Error {
  override readonly name: string = errorName;
  readonly code: GroupFilterErrorCode;

  constructor(code: GroupFilterErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether an error is a {@link GroupFilterError}, of whichever copy of this package. */
export function isGroupFilterError(error: unknown): error is GroupFilterError {
  return error instanceof Error && error.name === errorName;
}
