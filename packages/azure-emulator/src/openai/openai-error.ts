/** A refusal as Azure's gateway words it, or, where `type` is given, as the model's own API does. */
export class OpenAIError extends Error {
  override readonly name = "OpenAIError";
  readonly status: 400 | 401 | 403 | 404;
  readonly code: string | null;
  /** Where the model's own API answers: the member of the request that is wrong, or `null`. */
  readonly param: string | null | undefined;

  constructor(
    status: 400 | 401 | 403 | 404,
    code: string | null,
    message: string,
    param?: string | null,
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
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

/** The body for an error. */
export function openAIErrorBody({ code, message, param }: OpenAIError): unknown {
  return param === undefined
    ? { error: { code, message } }
    : { error: { message, type: "invalid_request_error", param, code } };
}
