/** What an account refuses with. */
type ErrorStatus = 400 | 401 | 403 | 404 | 429;

/** A refusal as Azure's gateway words it, or, where `param` is given, as the model's own API does. */
export class OpenAIError extends Error {
  override readonly name = "OpenAIError";
  readonly status: ErrorStatus;
  readonly code: string | null;
  /** Where the model's own API answers: the member of the request that is wrong, or `null`. */
  readonly param: string | null | undefined;
  /** What else is said, some of it in place of the usual. */
  readonly details: Readonly<Record<string, unknown>>;
  /** What the answer carries beside its body. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ErrorStatus,
    code: string | null,
    message: string,
    param?: string | null,
    {
      details = {},
      headers = {},
    }: {
      readonly details?: Readonly<Record<string, unknown>>;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
    this.details = details;
    this.headers = headers;
  }
}

/** The refusal of a request's body; `param` names the member. */
export function invalidRequest(
  message: string,
  param: string | null = null,
  code: string | null = null,
): OpenAIError {
  return new OpenAIError(400, code, message, param);
}

/** The refusal of something that Azure OpenAI does and that is not done here. */
export function notEmulated(param: string): OpenAIError {
  return invalidRequest(
    `The local Azure does not support '${param}'.`,
    param,
    "unsupported_parameter",
  );
}

/** No such address, or none in that API version: Azure says the same of both. */
export function resourceNotFound(): OpenAIError {
  return new OpenAIError(404, "404", "Resource not found");
}

/** The answer that an error makes. */
export function openAIErrorResponse(error: OpenAIError): Response {
  const { status, code, message, param, details, headers } = error;
  const body =
    param === undefined
      ? { code, message, ...details }
      : { message, type: "invalid_request_error", param, code, ...details };
  return Response.json({ error: body }, { status, headers });
}
