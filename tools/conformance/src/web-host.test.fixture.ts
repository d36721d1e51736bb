import { toErrorResponse } from "@entrim/guard";
import type { WebHost } from "./host.test.fixture.ts";

/** What a host with web requests of its own does, as Hono. */
export const webHost: WebHost = {
  name: "a web Request",
  answer:
    ({ guard, handler, report }) =>
    async (request) => {
      const { headers, signal } = request;
      try {
        const authorization = headers.get("authorization") ?? undefined;
        const principal = await guard.authorize(authorization, { abortSignal: signal });
        const response = await handler(request, { principal });
        if (response.bodyUsed) throw new TypeError("the answer has been read");
        return new Response(response.body && deliver(response.body, signal, report), response);
      } catch (error) {
        if (!signal.aborted) report(error);
        return toErrorResponse(error);
      }
    },
};

/** The body on its way to a client, who may leave. */
function deliver(
  body: ReadableStream<Uint8Array>,
  clientLeft: AbortSignal,
  report: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const cancel = (): void => void reader.cancel();
  if (clientLeft.aborted) cancel();
  else clientLeft.addEventListener("abort", cancel);
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (clientLeft.aborted) controller.error(clientLeft.reason);
        else if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        report(error);
        throw error;
      }
    },
    cancel,
  });
}
