import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ada, createTestEntra, createTestKey, encode, refusalOf } from "./entra.test.fixture.ts";
import { createVerifiedTokens } from "./verified-tokens.ts";

function countSignatureChecks() {
  const verify = vi.spyOn(crypto, "verify");
  // for those who import it by name
  syncBuiltinESMExports();
  return verify;
}
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

describe("remembered signatures", () => {
  it("are none by default: every token is verified every time", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier();
    const token = entra.token();
    const verify = countSignatureChecks();
    await verifier.verify(token);
    await verifier.verify(token);
    expect(verify).toHaveBeenCalledTimes(2);
  });

  it("spare the second check of the same token, and of no other", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier({ rememberedSignatures: 10 });
    const token = entra.token();
    const verify = countSignatureChecks();
    await verifier.verify(token);
    await expect(verifier.verify(token)).resolves.toMatchObject({ objectId: ada });
    expect(verify).toHaveBeenCalledTimes(1);
    await verifier.verify(entra.token({ uti: "another" }));
    expect(verify).toHaveBeenCalledTimes(2);
  });

  it("do not vouch for other claims under the same signature (T33)", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier({ rememberedSignatures: 10 });
    const token = entra.token();
    await verifier.verify(token);
    const [header, , signature] = token.split(".");
    const forged = `${header}.${encode(entra.claims({ roles: ["Admin"] }))}.${signature}`;
    expect(await refusalOf(verifier.verify(forged))).toMatchObject({ reason: "signature" });
  });

  it("are only of tokens that were good", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier({ rememberedSignatures: 10 });
    const token = entra.token({}, {}, createTestKey("key-1"));
    for (let n = 0; n < 2; n += 1) {
      // oxlint-disable-next-line no-await-in-loop -- the second time is the point
      expect(await refusalOf(verifier.verify(token))).toMatchObject({ reason: "signature" });
    }
  });
});

describe("remembered tokens", () => {
  it("are verified anew by another key of the same name", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier({ rememberedSignatures: 10 });
    const token = entra.token();
    await verifier.verify(token);
    const [usurper, later] = [createTestKey("key-1"), createTestKey("key-2")];
    entra.keys = [usurper.jwk, later.jwk];
    entra.advance(5 * 60_000);
    await verifier.verify(entra.token({}, { kid: "key-2" }, later));
    expect(await refusalOf(verifier.verify(token))).toMatchObject({ reason: "signature" });
  });

  it("keep the one caller, which nobody can change", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier({ rememberedSignatures: 10 });
    const token = entra.token({ groups: [ada] });
    const first = await verifier.verify(token);
    expect(await verifier.verify(token)).toBe(first);
    expect([first, first.scopes, first.roles, first.groups].every(Object.isFrozen)).toBe(true);
    expect(Object.isFrozen((first.groups as { ids: unknown }).ids)).toBe(true);
  });
});

describe("createVerifiedTokens", () => {
  it("forgets what was unused for longest", () => {
    const tokens = createVerifiedTokens<number>(2);
    tokens.add("a", 1);
    tokens.add("b", 2);
    expect(tokens.find("a")).toBe(1);
    tokens.add("c", 3);
    expect(["a", "b", "c"].map((token) => tokens.find(token))).toEqual([1, undefined, 3]);
  });

  it("of size 0 keeps nothing", () => {
    const tokens = createVerifiedTokens<number>(0);
    tokens.add("a", 1);
    expect(tokens.find("a")).toBeUndefined();
  });
});
