import { element, xmlDocument } from "./xml.ts";

/** A refusal in the words of Blob storage. */
export class BlobError extends Error {
  override readonly name = "BlobError";
  readonly status: 304 | 400 | 401 | 403 | 404 | 405 | 409 | 411 | 412 | 416;
  readonly code: string;
  /** Further elements of the body, as in `AuthenticationErrorDetail`. */
  readonly details: Readonly<Record<string, string>>;
  /** Further headers. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: BlobError["status"],
    code: string,
    message: string,
    {
      details = {},
      headers = {},
    }: {
      readonly details?: Readonly<Record<string, string>>;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
    this.headers = headers;
  }
}

/** The refusal of something that Blob storage does and that is not done here. */
export function notEmulated(what: string): BlobError {
  return new BlobError(400, "NotEmulated", `The local Azure does not support ${what}.`);
}

/** The refusal of a query parameter's value. */
export function invalidQueryValue(name: string, value: string): BlobError {
  return new BlobError(
    400,
    "InvalidQueryParameterValue",
    "Value for one of the query parameters specified in the request URI is invalid.",
    { details: { QueryParameterName: name, QueryParameterValue: value } },
  );
}

/** The refusal of a header's value. */
export function invalidHeaderValue(name: string, value: string): BlobError {
  return new BlobError(
    400,
    "InvalidHeaderValue",
    "The value for one of the HTTP headers is not in the correct format.",
    { details: { HeaderName: name, HeaderValue: value } },
  );
}

/** No such container. */
export function containerNotFound(): BlobError {
  return new BlobError(404, "ContainerNotFound", "The specified container does not exist.");
}

/** No such blob. */
export function blobNotFound(): BlobError {
  return new BlobError(404, "BlobNotFound", "The specified blob does not exist.");
}

/**
 * The answer for an error. What was asked by a HEAD, or has not changed, has no body.
 *
 * @param request.id As in the header `x-ms-request-id`.
 */
export function blobErrorResponse(
  error: BlobError,
  {
    method,
    id,
    timeInMs,
  }: { readonly method: string; readonly id: string; readonly timeInMs: number },
): Response {
  const { status, code, message, details, headers } = error;
  const time = new Date(timeInMs).toISOString();
  const body =
    method === "HEAD" || status === 304
      ? null
      : xmlDocument("Error", [
          element("Code", code),
          element("Message", `${message}\nRequestId:${id}\nTime:${time}`),
          ...Object.entries(details).map(([name, text]) => element(name, text)),
        ]);
  return new Response(body, {
    status,
    headers: {
      ...headers,
      "x-ms-error-code": code,
      ...(body === null ? {} : { "content-type": "application/xml" }),
    },
  });
}
