import { describe, expect, it } from "vitest";
import { ada, createTestEntra, createTestKey, refusalOf } from "./entra.test.fixture.ts";

const newKey = createTestKey("key-2");
const minute = 60_000;
const hour = 60 * minute;
const outage = () => new Response("down", { status: 503 });
const loads = ({ requests }: { requests: readonly string[] }) => requests.length / 2;

describe("the keys", () => {
  it("are read once for many callers at a time", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier();
    await Promise.all(Array.from({ length: 50 }, () => verifier.verify(entra.token())));
    expect(loads(entra)).toBe(1);
  });

  it("are not read before a token needs them", () => {
    const entra = createTestEntra();
    entra.verifier();
    expect(entra.requests).toEqual([]);
  });

  it("[token/no-lookup-for-strangers] are asked for once in five minutes, whatever keys are named", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier();
    await verifier.verify(entra.token());
    entra.advance(5 * minute);
    for (let n = 0; n < 50; n += 1) {
      const token = entra.token({}, { kid: `unknown-${n}` });
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as they would come
      expect(await refusalOf(verifier.verify(token))).toEqual({
        code: "invalid_token",
        reason: "key",
      });
    }
    expect(loads(entra)).toBe(2);
  });

  it("roll over while questions come", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier();
    await verifier.verify(entra.token());
    entra.advance(5 * minute);
    entra.keys = [...entra.keys, newKey.jwk];
    await expect(verifier.verify(entra.token({}, {}, newKey))).resolves.toMatchObject({
      objectId: ada,
    });
    await expect(verifier.verify(entra.token())).resolves.toMatchObject({ objectId: ada });
    expect(loads(entra)).toBe(2);
  });

  it("are renewed after an hour without anybody waiting", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier();
    await verifier.verify(entra.token());
    entra.advance(hour);
    entra.keys = [newKey.jwk];
    // the old key is still good for the caller that starts the renewal
    await verifier.verify(entra.token());
    await expect.poll(() => loads(entra)).toBe(2);
    await expect
      .poll(() => refusalOf(verifier.verify(entra.token())))
      .toEqual({ code: "invalid_token", reason: "key" });
    await verifier.verify(entra.token({}, {}, newKey));
  });

  it("that are withdrawn verify nothing, not even a token that was good", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier({ rememberedSignatures: 10 });
    const token = entra.token();
    await verifier.verify(token);
    entra.keys = [newKey.jwk];
    entra.advance(5 * minute);
    await verifier.verify(entra.token({}, {}, newKey));
    expect(await refusalOf(verifier.verify(token))).toMatchObject({ reason: "key" });
  });

  it("that were known stay good for a day while the authority is away (T36)", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier();
    await verifier.verify(entra.token());
    entra.intercept = outage;
    entra.advance(24 * hour - 1);
    await expect(verifier.verify(entra.token())).resolves.toMatchObject({ objectId: ada });
    entra.advance(1);
    // the renewal above has just failed
    expect(await refusalOf(verifier.verify(entra.token()))).toEqual({
      code: "KEYS_UNAVAILABLE",
      reason: "keys-unavailable",
    });
  });

  it("that are unknown while the authority is away are an outage and no refusal (T36)", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier();
    await verifier.verify(entra.token());
    entra.intercept = outage;
    entra.advance(5 * minute);
    expect(await refusalOf(verifier.verify(entra.token({}, {}, newKey)))).toMatchObject({
      code: "KEYS_UNAVAILABLE",
    });
    await expect(verifier.verify(entra.token())).resolves.toMatchObject({ objectId: ada });
  });

  it("are asked for again soon after a failure, and ever more seldom", async () => {
    const entra = createTestEntra();
    entra.intercept = outage;
    const verifier = entra.verifier();
    const token = entra.token();
    const attempts: number[] = [];
    for (let second = 0; second < 1200; second += 1) {
      const { length } = entra.requests;
      // oxlint-disable-next-line no-await-in-loop -- a caller each second
      await refusalOf(verifier.verify(token));
      if (entra.requests.length > length) attempts.push(second);
      entra.advance(1000);
    }
    expect(attempts).toEqual([0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 811, 1111]);
    entra.intercept = () => undefined;
    entra.advance(5 * minute);
    await expect(verifier.verify(token)).resolves.toMatchObject({ objectId: ada });
  });

  it("say when to come back, and why they are away", async () => {
    const entra = createTestEntra();
    entra.intercept = outage;
    await expect(entra.verifier().verify(entra.token())).rejects.toMatchObject({
      name: "AccessTokenError",
      code: "KEYS_UNAVAILABLE",
      message: "The signing keys could not be read.",
      retryAfterInSeconds: 1,
      cause: { message: "access-token: the authority answered 503" },
    });
  });

  it("of one tenant and version are no other's", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier();
    await verifier.verify(entra.token());
    await verifier.verify(entra.token({ ver: "1.0" }));
    expect(loads(entra)).toBe(2);
  });
});
