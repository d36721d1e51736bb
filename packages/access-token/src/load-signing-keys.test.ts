import { azureCloud } from "@entrim/azure-clouds";
import { describe, expect, it, vi } from "vitest";
import {
  ada,
  apiId,
  createTestEntra,
  createTestKey,
  entraKey,
  otherTenantId,
  refusalOf,
  tenantId,
  type Change,
} from "./entra.test.fixture.ts";

const consumerTenantId = "9188040d-6c67-4c5b-b112-36a304b66dad";

/** What becomes of a good token where the authority publishes this. */
async function judge(keys: readonly Change[], metadata: Change = {}): Promise<unknown> {
  const entra = createTestEntra();
  entra.keys = keys;
  entra.metadata = metadata;
  return refusalOf(entra.verifier().verify(entra.token()));
}

describe("the issuer of a key", () => {
  it.each([
    ["personal accounts", `https://login.microsoftonline.com/${consumerTenantId}/v2.0`],
    ["another tenant", `https://login.microsoftonline.com/${otherTenantId}/v2.0`],
    ["another cloud", "https://login.microsoftonline.us/{tenantid}/v2.0"],
    ["a look-alike", "https://login.microsoftonline.com.evil.example/{tenantid}/v2.0"],
    ["nobody", ""],
  ])("[token/key-issuer] of %s verifies nothing (T17, T21)", async (_, issuer) => {
    expect(await judge([{ ...entraKey.jwk, issuer }])).toEqual({
      code: "invalid_token",
      reason: "key-issuer",
    });
  });

  it.each([
    ["the template", "https://login.microsoftonline.com/{tenantid}/v2.0"],
    ["the template in another case", "https://login.microsoftonline.com/{tenantId}/v2.0"],
    ["the tenant", `https://login.microsoftonline.com/${tenantId}/v2.0`],
    ["nothing", undefined],
  ])("[token/key-issuer] that is %s verifies both versions", async (_, issuer) => {
    const entra = createTestEntra();
    entra.keys = [{ ...entraKey.jwk, issuer }];
    const verifier = entra.verifier();
    const callers = ["1.0", "2.0"].map((ver) => verifier.verify(entra.token({ ver })));
    await expect(Promise.all(callers)).resolves.toHaveLength(2);
  });

  it("[token/key-issuer] that is the v1 issuer verifies v1 only", async () => {
    const entra = createTestEntra();
    entra.keys = [{ ...entraKey.jwk, issuer: "https://sts.windows.net/{tenantid}/" }];
    await expect(entra.verifier().verify(entra.token({ ver: "1.0" }))).resolves.toBeDefined();
    expect(await refusalOf(entra.verifier().verify(entra.token()))).toMatchObject({
      reason: "key-issuer",
    });
  });
});

describe("a key", () => {
  it("[token/key-issuer] of another cloud verifies nothing, though both share the issuer of v1 tokens (T21)", async () => {
    const entra = createTestEntra();
    entra.keys = [
      { ...entraKey.jwk, issuer: undefined, cloud_instance_name: "microsoftonline.us" },
      createTestKey("key-2").jwk,
    ];
    expect(await refusalOf(entra.verifier().verify(entra.token({ ver: "1.0" })))).toMatchObject({
      reason: "key",
    });
  });

  it.each([
    ["that is too short", createTestKey("key-1", {}, 1024).jwk],
    ["of 512 bits", createTestKey("key-1", {}, 512).jwk],
    ["for encryption", { ...entraKey.jwk, use: "enc" }],
    ["of another kind", { kty: "oct", k: "c2VjcmV0", kid: "key-1" }],
    ["of an elliptic curve", { kty: "EC", crv: "P-256", x: "a", y: "b", kid: "key-1" }],
    ["without a modulus", { ...entraKey.jwk, n: undefined }],
    ["with a modulus that is none", { ...entraKey.jwk, n: "!" }],
    ["whose issuer is no text", { ...entraKey.jwk, issuer: {} }],
    ["without a name", { ...entraKey.jwk, kid: undefined }],
  ])("%s is no key (T36)", async (_, jwk) => {
    expect(await judge([jwk, createTestKey("key-2").jwk])).toEqual({
      code: "invalid_token",
      reason: "key",
    });
    expect(await judge([jwk])).toMatchObject({ code: "KEYS_UNAVAILABLE" });
  });

  it("whose name two share is neither (T36)", async () => {
    const twin = createTestKey("key-1").jwk;
    const other = createTestKey("key-2").jwk;
    const key = entraKey.jwk;
    expect(await judge([key, twin, other])).toMatchObject({ reason: "key" });
    expect(await judge([twin, key, other])).toMatchObject({ reason: "key" });
    expect(await judge([key, key, key, other])).toMatchObject({ reason: "key" });
  });

  it("of an app with keys of its own is asked for by that app", async () => {
    const entra = createTestEntra();
    await entra.verifier({ signingKeysOf: apiId }).verify(entra.token());
    expect(entra.requests[0]).toBe(
      `https://login.microsoftonline.com/${tenantId}/v2.0/.well-known/openid-configuration?appid=${apiId}`,
    );
  });
});

describe("the authority", () => {
  it.each([
    ["at another host", "https://evil.example/keys"],
    ["at a look-alike", "https://login.microsoftonline.com.evil.example/keys"],
    ["behind a name", "https://login.microsoftonline.com@evil.example/keys"],
    ["with a name", "https://me@login.microsoftonline.com/keys"],
    ["at another port", "https://login.microsoftonline.com:8443/keys"],
    ["without TLS", `http://login.microsoftonline.com/${tenantId}/discovery/v2.0/keys`],
    ["in another cloud", `https://login.microsoftonline.us/${tenantId}/discovery/v2.0/keys`],
    ["at the metadata service", "http://169.254.169.254/keys"],
    ["nowhere", undefined],
    ["in a list", ["https://login.microsoftonline.com/keys"]],
  ])("is not asked for keys %s (T36)", async (_, address) => {
    const entra = createTestEntra();
    entra.metadata = { jwks_uri: address };
    expect(await refusalOf(entra.verifier().verify(entra.token()))).toMatchObject({
      code: "KEYS_UNAVAILABLE",
    });
    expect(entra.requests).toHaveLength(1);
  });

  it("may keep its keys at another of its names", async () => {
    const entra = createTestEntra();
    entra.metadata = { jwks_uri: "https://login.windows.net/keys" };
    entra.intercept = ({ url }) =>
      url === "https://login.windows.net/keys" ? Response.json({ keys: entra.keys }) : undefined;
    await expect(entra.verifier().verify(entra.token())).resolves.toMatchObject({ objectId: ada });
  });

  it.each([
    ["another tenant", `https://login.microsoftonline.com/${otherTenantId}/v2.0`],
    ["the other version", `https://sts.windows.net/${tenantId}/`],
    ["nobody", undefined],
  ])("is not believed in the name of %s", async (_, issuer) => {
    expect(await judge([entraKey.jwk], { issuer })).toMatchObject({ code: "KEYS_UNAVAILABLE" });
  });

  it.each([
    ["an error", () => new Response(null, { status: 500 })],
    ["a page", () => new Response("<html>", { headers: { "content-type": "text/html" } })],
    ["a list", () => Response.json([])],
    ["null", () => Response.json(null)],
    ["no keys", () => Response.json({ keys: {} })],
    ["no key", () => Response.json({ keys: [] })],
    ["things that are no keys", () => Response.json({ keys: [null, 1, "key-1", {}] })],
    [
      "too many keys",
      () => Response.json({ keys: [...Array.from({ length: 1001 }, () => ({})), entraKey.jwk] }),
    ],
    [
      "an address elsewhere",
      () => new Response(null, { status: 302, headers: { location: "https://evil.example/keys" } }),
    ],
  ])(
    "that answers with %s is away (T36)",
    async (_, answer: () => Response | Promise<Response>) => {
      const entra = createTestEntra();
      entra.intercept = ({ url }) => (url.endsWith("/keys") ? answer() : undefined);
      expect(await refusalOf(entra.verifier().verify(entra.token()))).toMatchObject({
        code: "KEYS_UNAVAILABLE",
      });
      expect(entra.requests).toHaveLength(2);
    },
  );

  it("that gives no answer is tried once more, and no oftener (T36)", async () => {
    const entra = createTestEntra();
    let failures = 1;
    entra.intercept = ({ url }) => {
      if (!url.endsWith("/keys") || failures === 0) return undefined;
      failures -= 1;
      return Promise.reject(new TypeError("fetch failed"));
    };
    await entra.verifier().verify(entra.token());
    expect(entra.requests).toHaveLength(3);
    failures = 3;
    expect(await refusalOf(entra.verifier().verify(entra.token()))).toMatchObject({
      code: "KEYS_UNAVAILABLE",
    });
    expect(failures).toBe(1);
  });

  it("is told not to redirect", async () => {
    const entra = createTestEntra();
    const modes: string[] = [];
    entra.intercept = ({ redirect }) => {
      modes.push(redirect);
      return undefined;
    };
    await entra.verifier().verify(entra.token());
    expect(modes).toEqual(["manual", "manual"]);
  });

  it("that sends without end is cut off", async () => {
    const entra = createTestEntra();
    const sent = { chunks: 0, cancelled: false };
    entra.intercept = () =>
      new Response(
        new ReadableStream({
          pull: (controller) => {
            sent.chunks += 1;
            controller.enqueue(new TextEncoder().encode(" ".repeat(64 * 1024)));
          },
          cancel: () => {
            sent.cancelled = true;
          },
        }),
      );
    expect(await refusalOf(entra.verifier().verify(entra.token()))).toMatchObject({
      code: "KEYS_UNAVAILABLE",
    });
    expect(sent.cancelled).toBe(true);
    expect(sent.chunks).toBeLessThan(20);
  });

  it("that is silent is given five seconds", async () => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    const limit = vi.spyOn(AbortSignal, "timeout").mockImplementation(() => timeout(1));
    const entra = createTestEntra();
    entra.intercept = ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      });
    expect(await refusalOf(entra.verifier().verify(entra.token()))).toMatchObject({
      code: "KEYS_UNAVAILABLE",
    });
    expect(limit).toHaveBeenCalledWith(5000);
    limit.mockRestore();
  });

  it("has the host that the cloud says, also where that was changed", async () => {
    const cloud = azureCloud("public", { authorityHost: "https://login.example" });
    const entra = createTestEntra(cloud);
    await entra.verifier().verify(entra.token());
    expect(entra.requests.every((url) => url.startsWith("https://login.example/"))).toBe(true);
  });
});
