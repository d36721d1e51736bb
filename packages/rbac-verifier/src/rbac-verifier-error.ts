/**
 * Why nothing could be verified: `INVALID_EVIDENCE`, a file is none of the forms that are read, or is cut
 * off; `TARGET_MISSING`, no resource of a kind was named or found; `TARGET_AMBIGUOUS`, several were found and
 * none was named; `ACCESS_DENIED`, Azure refused a read or a change; `AZURE_UNAVAILABLE`, Azure gave no usable
 * answer; `FIX_REFUSED`, a change was not safe to make.
 */
export type RbacVerifierErrorCode =
  | "INVALID_EVIDENCE"
  | "TARGET_MISSING"
  | "TARGET_AMBIGUOUS"
  | "ACCESS_DENIED"
  | "AZURE_UNAVAILABLE"
  | "FIX_REFUSED";

const codes: ReadonlySet<unknown> = new Set<RbacVerifierErrorCode>([
  "INVALID_EVIDENCE",
  "TARGET_MISSING",
  "TARGET_AMBIGUOUS",
  "ACCESS_DENIED",
  "AZURE_UNAVAILABLE",
  "FIX_REFUSED",
]);

/** Evidence could not be read, or a change not made. The message says what to do and repeats no content. */
export class RbacVerifierError extends Error {
  override readonly name = "RbacVerifierError";
  readonly code: RbacVerifierErrorCode;

  constructor(code: RbacVerifierErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether something thrown is an {@link RbacVerifierError}, of whichever copy of this package. */
export function isRbacVerifierError(error: unknown): error is RbacVerifierError {
  return (
    error instanceof Error &&
    error.name === "RbacVerifierError" &&
    codes.has(Reflect.get(error, "code"))
  );
}
