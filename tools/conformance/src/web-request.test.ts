import { toErrorResponse } from "@entrim/guard";
import { describeHandler } from "./describe-handler.test.fixture.ts";

// what a host with web requests of its own does, as Hono
describeHandler({
  name: "a web Request",
  answer:
    ({ guard, handler, report }) =>
    async (request) => {
      const { headers, signal } = request;
      try {
        const authorization = headers.get("authorization") ?? undefined;
        const principal = await guard.authorize(authorization, { abortSignal: signal });
        const response = await handler(request, { principal });
        const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
        const sending = response.body?.pipeTo(writable, { signal });
        sending?.catch((error: unknown) => {
          if (!signal.aborted) report(error);
        });
        return new Response(response.body && readable, response);
      } catch (error) {
        if (!signal.aborted) report(error);
        return toErrorResponse(error);
      }
    },
});
