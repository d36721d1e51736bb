import { once } from "node:events";
import { request as send } from "node:http";
import { expect, it } from "vitest";
import { answerRequest } from "./answer-request.ts";
import { deferred, serve } from "./server.test.fixture.ts";

/** A server with one handler, and what became of its first request. */
async function serveHandler(handler: (request: Request) => Promise<Response>) {
  const { promise: answered, resolve, reject } = deferred();
  answered.catch(() => undefined);
  const origin = await serve((incoming, outgoing) => {
    void answerRequest(incoming, outgoing, handler)
      .then(resolve, reject)
      .then(() => outgoing.end());
  });
  return { origin, answered };
}

it("answers with what the handler makes of the request", async () => {
  const { origin, answered } = await serveHandler(async (request) => new Response(request.body));
  const response = await fetch(origin, { method: "POST", body: "旅費" });
  expect(await response.text()).toBe("旅費");
  await answered;
});

it("[stream/client-leaves-cancels] takes a handler that stops for a client that left for no failure", async () => {
  const { promise: begun, resolve } = deferred<AbortSignal>();
  const { origin, answered } = await serveHandler(async ({ signal }) => {
    resolve(signal);
    await once(signal, "abort");
    throw signal.reason;
  });
  const client = send(origin).on("error", () => undefined);
  client.end();
  await begun;
  client.destroy();
  await expect(answered).resolves.toBeUndefined();
});

it.each([
  ["an error", new Error("broken"), "broken"],
  ["something else", "route", "no error"],
  ["nothing", undefined, "no error"],
])("throws an error when the handler throws %s", async (_, thrown, message) => {
  const { origin, answered } = await serveHandler(async () => {
    throw thrown;
  });
  await fetch(origin);
  await expect(answered).rejects.toThrow(message);
});

it("throws when the handler answers with nothing", async () => {
  const { origin, answered } = await serveHandler(async () => undefined as never);
  await fetch(origin);
  await expect(answered).rejects.toThrow(TypeError);
});
