import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  ada,
  createTestEntra,
  createTestKey,
  refusalOf,
  tenantId,
  type TestEntra,
} from "./entra.test.fixture.ts";

const entraOrigin = "https://login.microsoftonline.com";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on loopback, and what was asked of it. */
interface TestServer {
  readonly server: Server;
  readonly origin: string;
  readonly asked: string[];
  answer: Answer;
}

let authority: TestServer;
let attacker: TestServer;
let entra: TestEntra;

async function start(answer: Answer): Promise<TestServer> {
  const started = { answer, asked: [] as string[] };
  const server = createServer((request, response) => {
    started.asked.push(request.url ?? "");
    started.answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return Object.assign(started, { server, origin: `http://127.0.0.1:${port}` });
}

/** Publishes what the Entra of the other tests does. */
const publish: Answer = ({ url }, response) => {
  const isMetadata = url?.endsWith("/openid-configuration") === true;
  const document = {
    issuer: `${entraOrigin}/${tenantId}/v2.0`,
    jwks_uri: `${entraOrigin}/${tenantId}/discovery/v2.0/keys`,
    cloud_instance_name: "microsoftonline.com",
  };
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(isMetadata ? document : { keys: entra.keys }));
};

beforeEach(async () => {
  entra = createTestEntra();
  authority = await start(publish);
  attacker = await start((_, response) => response.end(JSON.stringify({ keys: entra.keys })));
});
afterEach(() => {
  for (const { server } of [authority, attacker]) {
    server.closeAllConnections();
    server.close();
  }
});

/** Reaches the authority under its own name; whatever else is asked for goes where it says. */
const reach: typeof fetch = (input, init) => {
  const { href } = new URL(input instanceof Request ? input.url : input);
  return fetch(href.replace(entraOrigin, authority.origin), init);
};

const verifier = () => entra.verifier({ fetch: reach });

/** Answers like the authority, but for the keys. */
const withKeys =
  (answer: Answer): Answer =>
  (request, response) =>
    request.url?.endsWith("/keys") === true
      ? answer(request, response)
      : publish(request, response);

describe("an authority on the network", () => {
  it("is asked for metadata and keys, once", async () => {
    const judge = verifier();
    await expect(judge.verify(entra.token())).resolves.toMatchObject({ objectId: ada });
    await judge.verify(entra.token());
    expect(authority.asked).toEqual([
      `/${tenantId}/v2.0/.well-known/openid-configuration`,
      `/${tenantId}/discovery/v2.0/keys`,
    ]);
  });

  it.each([301, 302, 303, 307, 308])(
    "that redirects by %i to keys elsewhere is not followed (T36)",
    async (status) => {
      authority.answer = withKeys((_, response) => {
        response.writeHead(status, { location: `${attacker.origin}/keys` }).end();
      });
      expect(await refusalOf(verifier().verify(entra.token()))).toMatchObject({
        code: "KEYS_UNAVAILABLE",
      });
      expect(attacker.asked).toEqual([]);
    },
  );

  it.each([
    ["5 MB", {}, (text: string) => text],
    ["5 MB in 5 KB", { "content-encoding": "gzip" }, (text: string) => gzipSync(text)],
  ])("that sends %s of keys is cut off (T36)", async (_, headers, pack) => {
    const text = JSON.stringify({ keys: entra.keys, padding: "x".repeat(5 * 1024 * 1024) });
    authority.answer = withKeys((__, response) => {
      response.writeHead(200, headers).end(pack(text));
    });
    await expect(verifier().verify(entra.token())).rejects.toMatchObject({
      code: "KEYS_UNAVAILABLE",
      cause: { message: expect.stringMatching(/too long/) },
    });
  });

  it("that sends drop by drop is given five seconds for all of it (T36)", async () => {
    authority.answer = withKeys((_, response) => {
      const drops = setInterval(() => response.write(" "), 100);
      response.on("close", () => clearInterval(drops));
    });
    const startedAtInMs = performance.now();
    await expect(verifier().verify(entra.token())).rejects.toMatchObject({
      code: "KEYS_UNAVAILABLE",
      cause: { name: "TimeoutError" },
    });
    expect(performance.now() - startedAtInMs).toBeLessThan(30_000);
  });

  it("that is gone leaves the keys that were known, for a day (T36)", async () => {
    const judge = verifier();
    await judge.verify(entra.token());
    authority.server.closeAllConnections();
    authority.server.close();
    entra.advance(24 * 3_600_000 - 1);
    await expect(judge.verify(entra.token())).resolves.toMatchObject({ objectId: ada });
    entra.advance(1);
    expect(await refusalOf(judge.verify(entra.token()))).toMatchObject({
      code: "KEYS_UNAVAILABLE",
    });
  });
});

describe("an address in a token", () => {
  it.each(["jku", "x5u"])(
    "as %s is never asked for the key that signed it (T08)",
    async (member) => {
      const key = createTestKey("key-of-the-attacker");
      attacker.answer = (_, response) => response.end(JSON.stringify({ keys: [key.jwk] }));
      const token = entra.token({}, { [member]: `${attacker.origin}/keys` }, key);
      expect(await refusalOf(verifier().verify(token))).toMatchObject({ reason: "key" });
      expect(attacker.asked).toEqual([]);
    },
  );

  it("as source of groups is never asked for them (H07)", async () => {
    const token = entra.token({
      _claim_names: { groups: "src1" },
      _claim_sources: { src1: { endpoint: `${attacker.origin}/groups` } },
    });
    await expect(verifier().verify(token)).resolves.toMatchObject({
      groups: { state: "overage" },
    });
    expect(attacker.asked).toEqual([]);
  });
});
