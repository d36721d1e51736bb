/**
 * A refusal in the words of AI Search, whose `code` is more often empty than not.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/http-status-codes
 */
export class SearchError extends Error {
  override readonly name = "SearchError";
  readonly status: number;
  readonly code: string;
  /** What the one entry of `details` says, for the errors that have one. */
  readonly detail: SearchErrorDetail | undefined;

  constructor(
    status: number,
    message: string,
    { code = "", detail }: { readonly code?: string; readonly detail?: SearchErrorDetail } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

interface SearchErrorDetail {
  readonly code: string;
  readonly message: string;
}

/** The refusal of a body or parameter; `where` names the part, as in `index` or `parameters`. */
export function invalidRequest(where: string, message: string): SearchError {
  return new SearchError(400, `The request is invalid. Details: ${where} : ${message}\r\n`);
}

/** The refusal of a member that a type does not have in a version; `where` as above, `type` as in `Field`. */
export function unknownMember(
  where: string,
  member: string,
  { type, apiVersion }: { readonly type: string; readonly apiVersion: string },
): SearchError {
  const version = `V${apiVersion.replaceAll("-", "_")}`;
  return invalidRequest(
    where,
    `The property '${member}' does not exist on type 'Microsoft.Azure.Search.${version}.${type}' or is not present in the API version '${apiVersion}'. Make sure to only use property names that are defined by the type.`,
  );
}

/** The refusal of an expression; `parameter` is named as in a URL, as in `$filter`. */
export function invalidExpression(parameter: string, message: string): SearchError {
  return new SearchError(400, `Invalid expression: ${message}\r\nParameter name: ${parameter}`, {
    code: "InvalidRequestParameter",
  });
}

/** The refusal of something that AI Search does and that is not done here. */
export function notEmulated(what: string): SearchError {
  return new SearchError(400, `The local Azure does not support ${what}.`, {
    code: "NotEmulated",
  });
}

/** The answer for an error. */
export function searchErrorResponse({ status, code, message, detail }: SearchError): Response {
  const details = detail === undefined ? {} : { details: [detail] };
  return Response.json({ error: { code, message, ...details } }, { status });
}
