type ManagementStatus = 400 | 401 | 403 | 404 | 405 | 409;

/** A refusal in the words of Resource Manager. */
export class ManagementError extends Error {
  override readonly name = "ManagementError";
  readonly status: ManagementStatus;
  readonly code: string;
  /** What goes with a 401. */
  readonly challenge: string | undefined;

  constructor(
    status: ManagementStatus,
    code: string,
    message: string,
    { challenge }: { readonly challenge?: string } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.challenge = challenge;
  }
}

/** The refusal of a request that Azure's authorization service cannot make sense of: it says no more. */
export function badRequestFormat(): ManagementError {
  return new ManagementError(400, "BadRequestFormat", "The request was incorrectly formatted.");
}

/** The refusal of something that Resource Manager does and that is not done here. */
export function notEmulated(what: string): ManagementError {
  return new ManagementError(400, "NotEmulated", `The local Azure does not support ${what}.`);
}

/** The answer for an error. */
export function managementErrorResponse(error: ManagementError): Response {
  const { status, code, message, challenge } = error;
  return Response.json(
    { error: { code, message } },
    { status, headers: challenge === undefined ? {} : { "www-authenticate": challenge } },
  );
}
