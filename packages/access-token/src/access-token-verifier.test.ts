import { azureCloud } from "@entrim/azure-clouds";
import {
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  ada,
  clientId,
  createTestEntra,
  createTestKey,
  encode,
  entraKey,
  finance,
  otherTenantId,
  refusalOf,
  signToken,
  tenantId,
} from "./entra.test.fixture.ts";

interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const stranger = createTestKey("key-1");
const publicKey = createPublicKey(entraKey.privateKey);

describe("a good token", () => {
  it.each(["1.0", "2.0"] as const)("of version %s says who asks", async (ver) => {
    const entra = createTestEntra();
    const token = entra.token({ ver, groups: [finance.toUpperCase(), finance], roles: ["Reader"] });
    const caller = await entra.verifier().verify(token);
    expect(caller).toEqual({
      kind: "user",
      tenantId,
      objectId: ada,
      clientId,
      scopes: ["access_as_user"],
      roles: ["Reader"],
      groups: { state: "listed", ids: [finance] },
      issuedAtInMs: entra.now(),
      expiresAtInMs: entra.now() + 75 * 60_000,
      acceptsClaimsChallenges: false,
    });
    expect(entra.requests).toEqual([
      `https://login.microsoftonline.com/${tenantId}${ver === "1.0" ? "" : "/v2.0"}/.well-known/openid-configuration`,
      `https://login.microsoftonline.com/${tenantId}/discovery${ver === "1.0" ? "" : "/v2.0"}/keys`,
    ]);
  });

  it.each(["public", "usgov", "china"] as const)("is known in the cloud %s", async (name) => {
    const cloud = azureCloud(name);
    const entra = createTestEntra(cloud);
    entra.keys = [
      { ...entraKey.jwk, issuer: cloud.issuers["2.0"] },
      { ...entraKey.jwk, kid: "key-2", issuer: cloud.issuers["2.0"] },
    ];
    const verifier = entra.verifier();
    const callers = ["1.0", "2.0"].map((ver) => verifier.verify(entra.token({ ver })));
    await expect(Promise.all(callers)).resolves.toMatchObject([
      { objectId: ada },
      { objectId: ada },
    ]);
    expect(new Set(entra.requests.map((url) => new URL(url).origin))).toEqual(
      new Set([cloud.authorityHost]),
    );
  });

  it("gives a caller that nobody can change", async () => {
    const entra = createTestEntra();
    const caller = await entra.verifier().verify(entra.token({ groups: [finance] }));
    for (const part of [caller, caller.scopes, caller.roles, caller.groups]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
    expect(caller.groups.state === "listed" && Object.isFrozen(caller.groups.ids)).toBe(true);
  });

  it("carries 200 groups", async () => {
    const entra = createTestEntra();
    const groups = Array.from(
      { length: 200 },
      (_, n) => `00000000-0000-4000-9000-${String(n).padStart(12, "0")}`,
    );
    const caller = await entra.verifier().verify(entra.token({ groups }));
    expect(caller.groups).toEqual({ state: "listed", ids: groups });
  });
});

describe("the signature", () => {
  it("[token/signature] of another key opens nothing", async () => {
    const entra = createTestEntra();
    const token = entra.token({}, {}, stranger);
    expect(await refusalOf(entra.verifier().verify(token))).toEqual({
      code: "invalid_token",
      reason: "signature",
    });
  });

  it("[token/signature] covers every claim", async () => {
    const entra = createTestEntra();
    const [header, , signature] = entra.token().split(".");
    const token = `${header}.${encode(entra.claims({ groups: [finance] }))}.${signature}`;
    expect(await refusalOf(entra.verifier().verify(token))).toMatchObject({ reason: "signature" });
  });

  it("[token/signature] has one text only (T33)", async () => {
    const entra = createTestEntra();
    const token = entra.token();
    // the last of 342 characters carries four bits that stand for nothing
    const last = token.at(-1) as string;
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const twin = token.slice(0, -1) + alphabet[alphabet.indexOf(last) + 1];
    expect(Buffer.from(twin.split(".")[2] as string, "base64url")).toEqual(
      Buffer.from(token.split(".")[2] as string, "base64url"),
    );
    const verifier = entra.verifier();
    const texts = [twin, `${token}=`, `${token}==`, `${token}\n`, ` ${token}`];
    const reasons = texts.map(async (text) => (await refusalOf(verifier.verify(text))).reason);
    expect(new Set(await Promise.all(reasons))).toEqual(new Set(["format"]));
    await expect(verifier.verify(token)).resolves.toMatchObject({ objectId: ada });
  });
});

describe("the algorithm", () => {
  const entra = createTestEntra();
  const input = (alg: string) =>
    `${encode({ alg, kid: "key-1", typ: "JWT" })}.${encode(entra.claims())}`;
  const hmac = (alg: string, secret: string | Buffer) =>
    `${input(alg)}.${createHmac("sha256", secret).update(input(alg)).digest("base64url")}`;
  const rsa = (alg: string, digest: string, padding?: number, saltLength?: number) => {
    const key = { key: entraKey.privateKey, padding, saltLength };
    return `${input(alg)}.${sign(digest, Buffer.from(input(alg)), key).toString("base64url")}`;
  };
  /** Good under the key that it brings along. */
  const own = (alg: string, digest: string | null, { privateKey, publicKey: jwk }: KeyPair) => {
    const header = { alg, kid: "key-1", typ: "JWT", jwk: jwk.export({ format: "jwk" }) };
    const text = `${encode(header)}.${encode(entra.claims())}`;
    const key = { key: privateKey, dsaEncoding: "ieee-p1363" as const };
    return `${text}.${sign(digest, Buffer.from(text), key).toString("base64url")}`;
  };

  it.each([
    ["none, without a signature", `${input("none")}.`],
    ["None, without a signature", `${input("None")}.`],
    ["none, with a good signature", rsa("none", "sha256")],
    [
      "HS256 with the public key as PEM",
      hmac("HS256", publicKey.export({ type: "spki", format: "pem" })),
    ],
    [
      "HS256 with the public key as DER",
      hmac("HS256", publicKey.export({ type: "spki", format: "der" })),
    ],
    ["HS256 with the modulus", hmac("HS256", String(entraKey.jwk["n"]))],
    ["HS256 with an empty secret", hmac("HS256", "")],
    ["RS512 by the right key", rsa("RS512", "sha512")],
    ["RS384 by the right key", rsa("RS384", "sha384")],
    ["PS256 by the right key", rsa("PS256", "sha256", 6, 32)],
    ["ES256", rsa("ES256", "sha256")],
    ["EdDSA", rsa("EdDSA", "sha256")],
    [
      "ES256 by a key of its own",
      own("ES256", "sha256", generateKeyPairSync("ec", { namedCurve: "P-256" })),
    ],
    ["EdDSA by a key of its own", own("EdDSA", null, generateKeyPairSync("ed25519"))],
    ["rs256", rsa("rs256", "sha256")],
  ])("[token/algorithm] %s is refused (T01, T03, T04, T05)", async (_, token) => {
    const { length } = entra.requests;
    expect(await refusalOf(entra.verifier().verify(token))).toEqual({
      code: "invalid_token",
      reason: "algorithm",
    });
    expect(entra.requests).toHaveLength(length);
  });

  it("[token/algorithm] RS256 without a signature is refused (T01)", async () => {
    expect(await refusalOf(entra.verifier().verify(`${input("RS256")}.`))).toMatchObject({
      reason: "format",
    });
  });
});

describe("the header", () => {
  it.each([
    ["an address of keys", { jku: "https://evil.example/keys" }],
    ["an address of keys at the metadata service", { jku: "http://169.254.169.254/keys" }],
    ["an address of a certificate", { x5u: "https://evil.example/cert" }],
    ["a key", { jwk: stranger.jwk }],
    ["a certificate", { x5c: ["MIIB"] }],
  ])("may name %s, and it is never looked at (T08, T09)", async (_, header) => {
    const entra = createTestEntra();
    const token = entra.token({}, header, stranger);
    expect(await refusalOf(entra.verifier().verify(token))).toMatchObject({ reason: "signature" });
    expect(
      entra.requests.every((url) => url.startsWith("https://login.microsoftonline.com/")),
    ).toBe(true);
  });

  it.each([
    ["../../dev/null"],
    ["' OR 1=1 --"],
    ["__proto__"],
    ["constructor"],
    ["toString"],
    ["key-1\u0000"],
    ["https://evil.example/"],
  ])("may name the key %s, which is a name and nothing else (T07)", async (kid) => {
    const entra = createTestEntra();
    expect(await refusalOf(entra.verifier().verify(entra.token({}, { kid })))).toEqual({
      code: "invalid_token",
      reason: "key",
    });
    expect(entra.requests.join(" ")).not.toContain(encodeURIComponent(kid));
    expect(entra.requests).toHaveLength(2);
  });

  it.each([
    ["no key", { kid: undefined }],
    ["an empty key", { kid: "" }],
    ["a key that is an object", { kid: { id: "key-1" } }],
    ["a key of 10 KB", { kid: "k".repeat(10_000) }],
    ["a logout token", { typ: "logout+jwt" }],
    ["a DPoP proof", { typ: "dpop+jwt" }],
    ["a security event", { typ: "secevent+jwt" }],
    ["a type that is no text", { typ: 1 }],
    ["critical extensions", { crit: ["exp"] }],
    ["an unencoded payload", { crit: ["b64"], b64: false }],
    ["an unencoded payload in silence", { b64: false }],
    ["a token within the token", { cty: "JWT" }],
  ])(
    "[token/nested-refused] with %s is refused without a look-up (T07, T12, T13)",
    async (_, header) => {
      const entra = createTestEntra();
      expect(await refusalOf(entra.verifier().verify(entra.token({}, header)))).toEqual({
        code: "invalid_token",
        reason: "header",
      });
      expect(entra.requests).toEqual([]);
    },
  );
});

describe("the form", () => {
  const entra = createTestEntra();
  const good = entra.token();
  const [header, payload, signature] = good.split(".");

  it.each([
    ["nothing", ""],
    ["text", "opaque"],
    ["five parts, as encrypted tokens have", `${header}.a.b.c.${signature}`],
    ["two parts", `${header}.${payload}`],
    ["four parts", `${good}.`],
    ["JSON serialisation", JSON.stringify({ payload, signatures: [{ protected: header }] })],
    ["a header that is no JSON", `e30x.${payload}.${signature}`],
    ["a header that is a list", `${encode([])}.${payload}.${signature}`],
    ["a header that is null", `${encode(null)}.${payload}.${signature}`],
    ["claims that are a text", `${header}.${encode('"claims"')}.${signature}`],
    ["plain base64", `${header}.${payload}.${signature?.slice(0, -2)}+/`],
    [
      "text that is no UTF-8",
      `${header}.${Buffer.from('{"a":"\xff"}', "latin1").toString("base64url")}.${signature}`,
    ],
  ])("of %s is refused without a look-up (T11, T12)", async (_, token) => {
    expect(await refusalOf(entra.verifier().verify(token))).toEqual({
      code: "invalid_token",
      reason: "format",
    });
    expect(entra.requests).toEqual([]);
  });

  it("of a token inside a token is refused without a look-up (T12)", async () => {
    const nested = signToken({ alg: "RS256", kid: "key-1", typ: "JWT" }, good, entraKey);
    expect(await refusalOf(entra.verifier().verify(nested))).toEqual({
      code: "invalid_token",
      reason: "format",
    });
    expect(entra.requests).toEqual([]);
  });

  it("of an encrypted token that would inflate is refused as it came (T11)", async () => {
    const bomb = deflateRawSync(Buffer.alloc(8 * 1024 * 1024)).toString("base64url");
    const encrypted = { alg: "RSA-OAEP-256", enc: "A256GCM", zip: "DEF", kid: "key-1" };
    const token = `${encode(encrypted)}.${encode("key")}.${encode("iv")}.${bomb}.${encode("tag")}`;
    expect(token.length).toBeLessThan(16 * 1024);
    const before = process.memoryUsage().arrayBuffers;
    expect(await refusalOf(entra.verifier().verify(token))).toMatchObject({ reason: "format" });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024);
  });

  it("above 16 KiB is refused unread, though its signature is good (T32)", async () => {
    const token = entra.token({ padding: "x".repeat(64 * 1024) });
    expect(await refusalOf(entra.verifier().verify(token))).toEqual({
      code: "invalid_token",
      reason: "size",
    });
    // without a key nothing can have been computed
    expect(entra.requests).toEqual([]);
  });

  it("that names a member twice is read alike before and after the signature check", async () => {
    const twice = JSON.stringify(entra.claims()).replace('"oid"', `"tid":"${otherTenantId}","oid"`);
    const token = signToken({ alg: "RS256", kid: "key-1" }, twice, entraKey);
    await expect(entra.verifier().verify(token)).resolves.toMatchObject({ tenantId });
  });
});

describe("a caller that leaves", () => {
  it("is let go at once, and takes the look-up from nobody", async () => {
    const entra = createTestEntra();
    const gate = new EventTarget();
    entra.intercept = () =>
      new Promise((resolve) => {
        gate.addEventListener("open", () => resolve(undefined));
        if (entra.requests.length > 1) resolve(undefined);
      });
    const verifier = entra.verifier();
    const leaving = new AbortController();
    const first = verifier.verify(entra.token(), { abortSignal: leaving.signal });
    const second = verifier.verify(entra.token());
    leaving.abort(new Error("left"));
    await expect(first).rejects.toThrow("left");
    gate.dispatchEvent(new Event("open"));
    await expect(second).resolves.toMatchObject({ objectId: ada });
    expect(entra.requests).toHaveLength(2);
  });

  it("before it came is not looked at", async () => {
    const entra = createTestEntra();
    await expect(
      entra.verifier().verify(entra.token(), { abortSignal: AbortSignal.abort(new Error("left")) }),
    ).rejects.toThrow("left");
    expect(entra.requests).toEqual([]);
  });
});
