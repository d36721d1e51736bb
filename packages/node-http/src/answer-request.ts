import { asError } from "./as-error.ts";
import { clientLeftSignal, type NodeResponse } from "./client-left-signal.ts";
import type { DirectAnswer, WebHandler } from "./direct-handler.ts";
import { sendDirectAnswer, sendWebResponse } from "./send-web-response.ts";
import { toDirectRequest } from "./to-direct-request.ts";
import { toWebRequest, type NodeRequest, type WebRequestOptions } from "./to-web-request.ts";

/**
 * Answers a request of Node with a handler of web requests. Resolves when the answer is out, or when the
 * client has left: a handler that stops because nobody waits any more has not failed.
 *
 * @throws What the handler threw, as an `Error`, when nothing is sent yet.
 * @throws What made the body of its answer fail, after the connection was cut.
 * @throws NodeHttpError INVALID_REQUEST for a request that HTTP does not allow.
 * @throws TypeError for a handler that answers with nothing or with a response that was read, and for a body
 *   that was read and is not passed.
 */
export async function answerRequest(
  incoming: NodeRequest,
  outgoing: NodeResponse,
  handler: WebHandler,
  options: WebRequestOptions = {},
): Promise<void> {
  const { direct } = handler;
  const request = direct && toDirectRequest(incoming, outgoing, options);
  const answering = request ? direct(request) : handler(toWebRequest(incoming, outgoing, options));
  let answer: Response | DirectAnswer | undefined;
  try {
    answer = await answering;
  } catch (thrown) {
    if (clientLeftSignal(outgoing).aborted) return;
    throw asError(thrown);
  }
  // or the client would wait for ever
  if (!answer) throw new TypeError("node-http: the handler answered with no Response");
  if (isResponse(answer)) await sendWebResponse(answer, outgoing);
  else await sendDirectAnswer(answer, outgoing);
}

/** Not by its class: frameworks put one of their own in its place. */
function isResponse(answer: Response | DirectAnswer): answer is Response {
  return "clone" in answer;
}
