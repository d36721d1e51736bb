import { once } from "node:events";
import { request as send } from "node:http";
import { expect, it } from "vitest";
import { admit } from "./admit.ts";
import { getPrincipal } from "./principal-storage.ts";
import { deferred, serve } from "./server.test.fixture.ts";

/** A server that asks who its first client is, what it learns, and whom it knows then. */
async function serveAdmission(authorize: (abortSignal: AbortSignal) => Promise<object>) {
  const { promise: admitted, resolve, reject } = deferred<unknown>();
  admitted.catch(() => undefined);
  const origin = await serve((incoming, outgoing) => {
    void admit(incoming, outgoing, authorize)
      .then((isAdmitted) => resolve([isAdmitted, getPrincipal(incoming)]), reject)
      .then(() => outgoing.end());
  });
  return { origin, admitted };
}

it("remembers who asks", async () => {
  const principal = { objectId: "ada" };
  const { origin, admitted } = await serveAdmission(async () => principal);
  await fetch(origin);
  expect(await admitted).toEqual([true, principal]);
});

it.each([
  ["an error", new Error("refused"), "refused"],
  ["nothing", undefined, "no error"],
])("throws an error when %s is thrown", async (_, thrown, message) => {
  const { origin, admitted } = await serveAdmission(async () => {
    throw thrown;
  });
  await fetch(origin);
  await expect(admitted).rejects.toThrow(message);
});

it("[stream/client-leaves-cancels] stops asking for a client that has left, and admits nobody", async () => {
  const { promise: begun, resolve } = deferred();
  const { origin, admitted } = await serveAdmission(async (abortSignal) => {
    resolve();
    await once(abortSignal, "abort");
    throw abortSignal.reason;
  });
  const client = send(origin).on("error", () => undefined);
  client.end();
  await begun;
  client.destroy();
  expect(await admitted).toEqual([false, undefined]);
});
