export { admit } from "./admit.ts";
export { answerRequest } from "./answer-request.ts";
export { asError } from "./as-error.ts";
export { authorizationHeader } from "./authorization-header.ts";
export { clientLeftSignal } from "./client-left-signal.ts";
export { onBehalfOf } from "./direct-handler.ts";
export { isNodeHttpError, NodeHttpError } from "./node-http-error.ts";
export { toParserRefusal } from "./parser-refusal.ts";
export { getPrincipal, setPrincipal } from "./principal-storage.ts";
export { sendWebResponse } from "./send-web-response.ts";
export { toWebRequest } from "./to-web-request.ts";

export type { NodeResponse } from "./client-left-signal.ts";
export type {
  DirectAnswer,
  DirectRequest,
  PrincipalHandler,
  WebHandler,
} from "./direct-handler.ts";
export type { NodeHttpErrorCode } from "./node-http-error.ts";
export type { NodeRequest, WebRequestOptions } from "./to-web-request.ts";
