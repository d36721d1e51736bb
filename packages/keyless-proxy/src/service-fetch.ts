import { askService } from "./ask-service.ts";
import { streamOf } from "./service-answer.ts";

/**
 * `fetch` as far as a proxy needs it, at a fraction of what Node's own costs a request: it sends a text, or
 * nothing, over the connections that Node keeps open, and follows no redirect. A compressed
 * answer fails: a proxy asks for none, and what it hands on says nothing of it.
 *
 * @throws TypeError for a body that is no text. Rejects with what the connection failed by.
 * @see https://nodejs.org/api/http.html#class-httpagent
 */
export const serviceFetch: typeof globalThis.fetch = async (input, init = {}) => {
  const { method = "GET", body = null, signal } = init;
  if (body !== null && typeof body !== "string") {
    throw new TypeError("keyless-proxy: serviceFetch sends text; for anything else use fetch");
  }
  signal?.throwIfAborted();
  const answer = await askService(new URL(input instanceof Request ? input.url : input), {
    method,
    headers: Object.fromEntries(new Headers(init.headers)),
    body,
    abortSignal: signal ?? undefined,
  });
  return new Response(answer.body && streamOf(answer.body), {
    status: answer.status,
    headers: [...answer.headers].map(([name, value]) => [name, value]),
  });
};
