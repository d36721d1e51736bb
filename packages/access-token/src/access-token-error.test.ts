import { expect, it } from "vitest";
import { AccessTokenError, isAccessTokenError } from "./access-token-error.ts";
import { createTestEntra, createTestKey, refusalOf } from "./entra.test.fixture.ts";

it("is known by name and code, also from another copy of this package", () => {
  const error = new AccessTokenError("invalid_token", "no", { reason: "signature" });
  const copy = Object.assign(new Error("no"), { name: "AccessTokenError", code: "invalid_token" });
  expect(isAccessTokenError(error)).toBe(true);
  expect(isAccessTokenError(copy)).toBe(true);
});

it.each([
  [undefined],
  ["invalid_token"],
  [{ name: "AccessTokenError", code: "invalid_token" }],
  [Object.assign(new Error("no"), { code: "invalid_token" })],
  [Object.assign(new Error("no"), { name: "AccessTokenError", code: "OTHER" })],
  [Object.assign(new Error("no"), { name: "AccessTokenError" })],
])("is not %o", (value) => {
  expect(isAccessTokenError(value)).toBe(false);
});

it("holds nothing of the token in its message, and in its challenge neither (T07)", async () => {
  const canary = "canary-7f3a";
  const entra = createTestEntra();
  const verifier = entra.verifier();
  const tokens = [
    entra.token({ aud: canary }),
    entra.token({ iss: canary }),
    entra.token({ tid: canary }),
    entra.token({ ver: canary }),
    entra.token({ oid: canary }),
    entra.token({ scp: canary }),
    entra.token({ scp: undefined, idtyp: "app", roles: [canary] }),
    entra.token({ groups: [canary] }),
    entra.token({ exp: canary }),
    entra.token({}, { kid: canary }),
    entra.token({}, { alg: canary }),
    entra.token({}, { typ: canary }),
    entra.token({ sub: canary }, {}, createTestKey("key-1")),
    `${canary}.${canary}.${canary}`,
  ];
  for (const token of tokens) {
    // oxlint-disable-next-line no-await-in-loop -- the first reads the keys
    const error = await verifier.verify(token).catch((thrown: unknown) => thrown);
    expect(isAccessTokenError(error)).toBe(true);
    if (!isAccessTokenError(error)) continue;
    expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain(canary);
    expect(verifier.challenge(error)).not.toContain(canary);
  }
  expect(await refusalOf(verifier.verify(tokens[0] as string))).toMatchObject({
    reason: "audience",
  });
});
