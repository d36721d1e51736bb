import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { numberingCredential, scope } from "./service.test.fixture.ts";
import { createTokenProvider } from "./token-provider.ts";

const minute = 60_000;
const advance = (timeInMs: number) => vi.setSystemTime(Date.now() + timeInMs);
const unhandled: unknown[] = [];
const onUnhandled = (error: unknown) => unhandled.push(error);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_800_000_000_000 });
  unhandled.length = 0;
  process.on("unhandledRejection", onUnhandled);
});
afterEach(() => {
  vi.useRealTimers();
  process.off("unhandledRejection", onUnhandled);
});

/** Lets what was started in the background come to its end. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 1));

describe("createTokenProvider", () => {
  it("asks once for many who want the token at once, and keeps it", async () => {
    const credential = numberingCredential();
    const getToken = createTokenProvider(credential, scope);
    const tokens = await Promise.all(Array.from({ length: 100 }, getToken));
    expect(new Set(tokens)).toEqual(new Set(["token-1"]));
    await expect(getToken()).resolves.toBe("token-1");
    expect(credential.asked).toEqual([
      // nobody tells this function that a token was revoked, so it must not live a day
      expect.objectContaining({ scopes: [scope], enableCae: false }),
    ]);
  });

  it("replaces a token that nears its end in the background", async () => {
    const getToken = createTokenProvider(numberingCredential(), scope);
    await getToken();
    advance(57 * minute);
    await expect(getToken()).resolves.toBe("token-1");
    await settle();
    await expect(getToken()).resolves.toBe("token-2");
  });

  it("replaces a token when its issuer says so", async () => {
    let issued = 0;
    const getToken = createTokenProvider(
      {
        getToken: () =>
          Promise.resolve({
            token: `token-${++issued}`,
            expiresOnTimestamp: Date.now() + 24 * 60 * minute,
            refreshAfterTimestamp: Date.now() + 12 * 60 * minute,
          }),
      },
      scope,
    );
    await getToken();
    advance(12 * 60 * minute - 1);
    await getToken();
    await settle();
    expect(issued).toBe(1);
    advance(1);
    await getToken();
    await settle();
    await expect(getToken()).resolves.toBe("token-2");
  });

  it("survives ten lifetimes with every first refresh failing, and no rejection goes unhandled", async () => {
    const credential = numberingCredential();
    const getToken = createTokenProvider(credential, scope);
    let token = await getToken();
    for (let lifetime = 0; lifetime < 10; lifetime++) {
      advance(57 * minute);
      credential.next.push(Promise.reject(new Error("identity endpoint away")));
      // oxlint-disable-next-line no-await-in-loop -- one lifetime after the other
      expect(await getToken()).toBe(token);
      // oxlint-disable-next-line no-await-in-loop -- one lifetime after the other
      await settle();
      advance(minute);
      // oxlint-disable-next-line no-await-in-loop -- one lifetime after the other
      expect(await getToken()).toBe(token);
      // oxlint-disable-next-line no-await-in-loop -- one lifetime after the other
      await settle();
      const before = token;
      // oxlint-disable-next-line no-await-in-loop -- one lifetime after the other
      token = await getToken();
      expect(token).not.toBe(before);
    }
    expect(unhandled).toEqual([]);
  });

  it("asks for a refresh twice a minute at most", async () => {
    const credential = numberingCredential();
    const getToken = createTokenProvider(credential, scope);
    await getToken();
    advance(57 * minute);
    for (let n = 0; n < 10; n++) {
      credential.next.push(Promise.reject(new Error("away")));
      // oxlint-disable-next-line no-await-in-loop -- one second after the other
      await getToken();
      // oxlint-disable-next-line no-await-in-loop -- one second after the other
      await settle();
      advance(1000);
    }
    expect(credential.asked).toHaveLength(2);
  });

  it("uses a token to its end when no other is to be had, and not beyond", async () => {
    const credential = numberingCredential();
    const getToken = createTokenProvider(credential, scope);
    await getToken();
    advance(60 * minute - 1000);
    credential.next.push(Promise.reject(new Error("away")));
    await expect(getToken()).resolves.toBe("token-1");
    advance(1000);
    credential.next.push(Promise.reject(new Error("away")));
    await expect(getToken()).rejects.toMatchObject({
      name: "TokenCredentialPolicyError",
      code: "TOKEN_UNAVAILABLE",
      cause: expect.objectContaining({ message: "away" }),
      message: expect.not.stringContaining("away"),
    });
    await expect(getToken()).resolves.toBe("token-4");
  });

  it("says what to do when the credential fails in a way that is known", async () => {
    const cause = new Error("Authentication failed.", {
      cause: Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" }),
    });
    const getToken = createTokenProvider({ getToken: () => Promise.reject(cause) }, scope);
    await expect(getToken()).rejects.toThrow(/gave no token. .*private DNS zone/);
  });

  it.each([
    ["nothing", null],
    ["an empty token", { token: "", expiresOnTimestamp: Number.MAX_SAFE_INTEGER }],
  ])("is not satisfied with %s", async (_, token) => {
    const getToken = createTokenProvider({ getToken: () => Promise.resolve(token) }, scope);
    await expect(getToken()).rejects.toMatchObject({ code: "TOKEN_UNAVAILABLE" });
  });

  it("has a token of its own for each credential and each scope", async () => {
    const credential = numberingCredential();
    const other = {
      getToken: () => Promise.resolve({ token: "of-other", expiresOnTimestamp: 9e15 }),
    };
    const providers = [
      createTokenProvider(credential, scope),
      createTokenProvider(credential, "https://cognitiveservices.azure.com/.default"),
      createTokenProvider(other, scope),
    ];
    await expect(Promise.all(providers.map((getToken) => getToken()))).resolves.toEqual([
      "token-1",
      "token-2",
      "of-other",
    ]);
  });

  it.each([
    ["a key", "0123456789abcdef"],
    ["an AzureKeyCredential", { key: "secret" }],
    ["an AzureSASCredential", { signature: "sig" }],
  ])("[keys/setting-refused] refuses %s and names the keyless way", (_, key) => {
    expect(() => createTokenProvider(key as never, scope)).toThrow(
      /is a key, which this package refuses; use a credential of @azure\/identity/,
    );
  });

  it.each([[[]], [""], ["a b"], [[7]]])("refuses %j as scopes", (scopes) => {
    expect(() => createTokenProvider(numberingCredential(), scopes as never)).toThrow(TypeError);
  });
});
