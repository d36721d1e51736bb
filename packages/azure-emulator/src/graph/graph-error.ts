import { randomUUID } from "node:crypto";

/** The codes of Microsoft Graph's errors that occur here. */
export type GraphErrorCode =
  | "Authorization_RequestDenied"
  | "BadRequest"
  | "Directory_ExpiredPageToken"
  | "Directory_ResultSizeLimitExceeded"
  | "InvalidAuthenticationToken"
  | "Request_BadRequest"
  | "Request_ResourceNotFound"
  | "Request_UnsupportedQuery"
  | "TooManyRequests"
  | "ValidationError"
  | "ResourceNotFound"
  | "Conflict"
  | "Forbidden"
  | "syncStateNotFound";

/** How Graph asks for a token. */
export const challenge =
  'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"';

type GraphStatus = 400 | 401 | 403 | 404 | 405 | 409 | 410 | 429;

/**
 * A refusal in Graph's words.
 *
 * @see https://learn.microsoft.com/graph/errors
 */
export class GraphError extends Error {
  override readonly name = "GraphError";
  readonly status: GraphStatus;
  readonly code: GraphErrorCode;
  /** What goes with the answer. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: GraphStatus,
    code: GraphErrorCode,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** The ids of a request and its answer: both are the client's own one, if it sent one. */
export function requestIds(request: Request): Readonly<Record<string, string>> {
  const requestId = randomUUID();
  return {
    "request-id": requestId,
    "client-request-id": request.headers.get("client-request-id") ?? requestId,
  };
}

/** The answer for an error. */
export function graphErrorResponse(error: GraphError, request: Request, nowInMs: number): Response {
  const { status, code, message, headers } = error;
  const ids = requestIds(request);
  const date = new Date(nowInMs).toISOString().slice(0, 19);
  return Response.json(
    { error: { code, message, innerError: { date, ...ids } } },
    {
      status,
      headers: {
        ...ids,
        ...(status === 401 ? { "www-authenticate": challenge } : {}),
        ...headers,
      },
    },
  );
}
