import crypto, { type KeyObject } from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ada, createTestEntra, createTestKey, encode, refusalOf } from "./entra.test.fixture.ts";
import { createSignatureCache } from "./signature-cache.ts";

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

describe("createSignatureCache", () => {
  const [first, second] = [{}, {}] as KeyObject[] as [KeyObject, KeyObject];

  it("knows a token by the very key that verified it", () => {
    const cache = createSignatureCache(2);
    cache.add("a", first);
    expect(cache.has("a", first)).toBe(true);
    expect(cache.has("a", second)).toBe(false);
  });

  it("forgets what was unused for longest", () => {
    const cache = createSignatureCache(2);
    cache.add("a", first);
    cache.add("b", first);
    expect(cache.has("a", first)).toBe(true);
    cache.add("c", first);
    expect(["a", "b", "c"].map((token) => cache.has(token, first))).toEqual([true, false, true]);
  });

  it("of size 0 keeps nothing", () => {
    const cache = createSignatureCache(0);
    cache.add("a", first);
    expect(cache.has("a", first)).toBe(false);
  });
});
