import { request as send } from "node:http";
import { connect, type ClientSessionOptions } from "node:http2";
import { expect, it } from "vitest";
import { authorizationHeader } from "./authorization-header.ts";
import { deferred, serve, serveHttp2 } from "./server.test.fixture.ts";

/** What a server takes for the authorization of a request with these headers. */
async function received(headers: readonly string[]): Promise<string | undefined> {
  const { promise, resolve } = deferred<string | undefined>();
  const origin = await serve((incoming, outgoing) => {
    resolve(authorizationHeader(incoming));
    outgoing.end();
  });
  send(origin, { headers: ["host", "x", ...headers] }).end();
  return promise;
}

it("is the value that the client sent", async () => {
  expect(await received(["AUTHORIZATION", "Bearer one", "x-authorization", "no"])).toBe(
    "Bearer one",
  );
  expect(await received([])).toBeUndefined();
  expect(await received(["x-a", "authorization", "x-b", "Bearer one"])).toBeUndefined();
});

it("[token/header-only] shows a second one, which Node hides", async () => {
  expect(await received(["authorization", "Bearer one", "Authorization", "Bearer two"])).toBe(
    "Bearer one, Bearer two",
  );
});

it("[token/header-only] shows a second one over HTTP/2 too", async () => {
  const { promise, resolve } = deferred<string | undefined>();
  const origin = await serveHttp2((incoming, outgoing) => {
    resolve(authorizationHeader(incoming));
    outgoing.end();
  });
  // Node's own client is stricter than Node's server, and its types are older
  const lenient = { strictSingleValueFields: false } as ClientSessionOptions;
  const client = connect(origin, lenient);
  const twice = [":path", "/", "authorization", "Bearer one", "authorization", "Bearer two"];
  client.request(twice).resume().end();
  expect(await promise).toBe("Bearer one, Bearer two");
  client.close();
});
