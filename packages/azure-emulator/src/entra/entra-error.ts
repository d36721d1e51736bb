import { randomUUID } from "node:crypto";

/** The OAuth 2.0 error codes that Entra answers with here. */
export type EntraErrorCode =
  | "access_denied"
  | "authorization_declined"
  | "authorization_pending"
  | "bad_verification_code"
  | "consent_required"
  | "expired_token"
  | "interaction_required"
  | "invalid_client"
  | "invalid_grant"
  | "invalid_request"
  | "invalid_resource"
  | "invalid_scope"
  | "invalid_tenant"
  | "login_required"
  | "unauthorized_client"
  | "unsupported_grant_type"
  | "unsupported_response_type";

/** What some refusals say beyond their code. */
interface EntraErrorDetails {
  /** As in `bad_token`. */
  readonly suberror?: string;
  /** What the next authorization request has to carry as `claims`. */
  readonly claims?: string;
}

/**
 * A refusal in Entra's words.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export class EntraError extends Error {
  override readonly name = "EntraError";
  readonly code: EntraErrorCode;
  /** The number after `AADSTS`. */
  readonly number: number;
  readonly details: EntraErrorDetails;

  constructor(
    code: EntraErrorCode,
    number: number,
    message: string,
    details: EntraErrorDetails = {},
  ) {
    super(message);
    this.code = code;
    this.number = number;
    this.details = details;
  }
}

/** The members of an error answer; `error_description` has its lines parted by CRLF, as Entra does. */
export interface EntraErrorBody extends EntraErrorDetails {
  readonly error: EntraErrorCode;
  readonly error_description: string;
  readonly error_codes: readonly number[];
  readonly timestamp: string;
  readonly trace_id: string;
  readonly correlation_id: string;
  readonly error_uri: string;
}

/** What Entra says of an error. The correlation id is the one that the client sent, if any. */
export function entraErrorBody(
  error: EntraError,
  request: Request,
  nowInMs: number,
): EntraErrorBody {
  const timestamp = `${new Date(nowInMs).toISOString().slice(0, 19).replace("T", " ")}Z`;
  const traceId = randomUUID();
  const correlationId = request.headers.get("client-request-id") ?? randomUUID();
  return {
    error: error.code,
    error_description: [
      `AADSTS${error.number}: ${error.message}`,
      `Trace ID: ${traceId}`,
      `Correlation ID: ${correlationId}`,
      `Timestamp: ${timestamp}`,
    ].join("\r\n"),
    error_codes: [error.number],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${error.number}`,
    ...error.details,
  };
}

/** The JSON answer for an error: 401 where the client could not prove itself, else 400. */
export function entraErrorResponse(error: EntraError, request: Request, nowInMs: number): Response {
  return Response.json(entraErrorBody(error, request, nowInMs), {
    status: error.code === "invalid_client" ? 401 : 400,
    headers: { "cache-control": "no-store" },
  });
}

/** The value of a parameter that must be there. */
export function requireParameter(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name);
  if (value) return value;
  throw new EntraError(
    "invalid_request",
    900144,
    `The request body must contain the following parameter: '${name}'.`,
  );
}
