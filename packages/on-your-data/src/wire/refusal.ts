import { unrecognizedArgument } from "./parse-chat-request.ts";
import { formatPythonJson } from "./python-json.ts";

/** What is wrong with a request. */
export interface Problem {
  readonly status: 400 | 404 | 413;
  readonly message: string;
  /** The code of a fault that the model's own endpoint would have found. */
  readonly modelCode?: string;
  readonly param?: string;
}

/**
 * The service's answer to a request that must change: the code is a number, the id is in it, and there is a
 * space behind each comma. Faults that it left to the model's own endpoint have the form of that one.
 */
export function formatRefusal(
  { status, message, modelCode, param }: Problem,
  requestId: string,
  headers: Readonly<Record<string, string>>,
): Response {
  const body = (): object => {
    if (modelCode !== undefined) return { message, type: null, param, code: modelCode, status };
    return message.startsWith(unrecognizedArgument)
      ? { message, type: "invalid_request_error", param: null, code: "" }
      : { requestid: requestId, code: status, message };
  };
  return new Response(formatPythonJson({ error: body() }), {
    status,
    headers: { ...headers, "content-type": "application/json; charset=UTF-8" },
  });
}
