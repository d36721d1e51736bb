import { describe, expect, it } from "vitest";
import {
  ada,
  apiId,
  clientId,
  createTestEntra,
  otherTenantId,
  refusalOf,
  tenantId,
} from "./entra.test.fixture.ts";

const appClaims = { idtyp: "app", scp: undefined, sub: ada, roles: ["Chat.Ask"] };

describe("a user", () => {
  it.each([
    ["another scope", "Other.Read"],
    ["a longer scope", "access_as_user_too"],
    ["the scope in upper case", "ACCESS_AS_USER"],
  ])("[token/scope] with %s is told what is missing", async (_, scp) => {
    const entra = createTestEntra();
    expect(await refusalOf(entra.verifier().verify(entra.token({ scp })))).toEqual({
      code: "insufficient_scope",
      reason: "scope",
    });
  });

  it("[token/scope] is let in by one of several", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier({ scopes: ["chat.ask", "access_as_user"] });
    await expect(
      verifier.verify(entra.token({ scp: "openid access_as_user" })),
    ).resolves.toMatchObject({ scopes: ["openid", "access_as_user"] });
  });

  it("[token/scope] is not let in by a role that applications need (T25)", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier({ roles: ["Chat.Ask"] });
    const refusals = [
      { scp: "Other.Read", roles: ["Chat.Ask"] },
      { scp: undefined, idtyp: "user", roles: ["Chat.Ask"] },
      { scp: undefined, idtyp: "user" },
    ].map((claims) => refusalOf(verifier.verify(entra.token(claims))));
    const refusal = { code: "insufficient_scope", reason: "scope" };
    expect(await Promise.all(refusals)).toEqual([refusal, refusal, refusal]);
  });

  it.each([
    ["a list", ["access_as_user"]],
    ["a number", 1],
    ["null", null],
  ])("whose scope is %s holds no access token", async (_, scp) => {
    const entra = createTestEntra();
    expect(await refusalOf(entra.verifier().verify(entra.token({ scp })))).toMatchObject({
      code: "invalid_token",
      reason: "kind",
    });
  });

  it.each([
    ["a text", "Reader"],
    ["a list of numbers", [1]],
    ["null", null],
  ])("whose roles are %s holds no access token", async (_, roles) => {
    const entra = createTestEntra();
    expect(await refusalOf(entra.verifier().verify(entra.token({ roles })))).toMatchObject({
      reason: "kind",
    });
  });

  it.each([
    ["missing", undefined],
    ["a name", "ada@contoso.example"],
    ["in braces", `{${ada}}`],
    ["a list", [ada]],
  ])("whose object id is %s is nobody", async (_, oid) => {
    const entra = createTestEntra();
    expect(await refusalOf(entra.verifier().verify(entra.token({ oid })))).toEqual({
      code: "invalid_token",
      reason: "identity",
    });
  });

  it("is the same one in upper case", async () => {
    const entra = createTestEntra();
    const token = entra.token({ oid: ada.toUpperCase() });
    await expect(entra.verifier().verify(token)).resolves.toMatchObject({ objectId: ada });
  });

  it.each([
    [["cp1"], true],
    [["CP1"], true],
    ["cp1", true],
    [["cp2"], false],
    [[1], false],
    [undefined, false],
  ])("whose client declares %j can take a claims challenge: %s (T35)", async (xms_cc, expected) => {
    const entra = createTestEntra();
    await expect(entra.verifier().verify(entra.token({ xms_cc }))).resolves.toMatchObject({
      acceptsClaimsChallenges: expected,
    });
  });
});

describe("an id token", () => {
  it.each([
    ["as Entra makes it", { azp: undefined, scp: undefined, nonce: "n" }],
    ["with roles", { azp: undefined, scp: undefined, nonce: "n", roles: ["Chat.Ask"] }],
    ["without a nonce", { azp: undefined, scp: undefined, roles: ["Chat.Ask"] }],
    ["with a client", { scp: undefined, nonce: "n", roles: ["Chat.Ask"] }],
    ["with a client and a scope", { nonce: "n" }],
  ])("%s is no access token (T24)", async (_, claims) => {
    const entra = createTestEntra();
    const verifier = entra.verifier({ roles: ["Chat.Ask"] });
    expect(await refusalOf(verifier.verify(entra.token({ aud: apiId, ...claims })))).toEqual({
      code: "invalid_token",
      reason: "kind",
    });
  });

  it.each([
    [{ scp: undefined }],
    [{ scp: "" }],
    [{ scp: undefined, sub: ada }],
    [{ scp: undefined, idtyp: "app" }],
    [{ scp: undefined, roles: [] }],
  ])(
    "or any token with neither a scope nor a role, as %j, is no access token (T24)",
    async (claims) => {
      const entra = createTestEntra();
      const verifier = entra.verifier({ roles: ["Chat.Ask"] });
      expect(await refusalOf(verifier.verify(entra.token(claims)))).toEqual({
        code: "invalid_token",
        reason: "kind",
      });
    },
  );
});

describe("an application", () => {
  it("[token/app-only-refused] is refused unless roles are configured (T25)", async () => {
    const entra = createTestEntra();
    expect(await refusalOf(entra.verifier().verify(entra.token(appClaims)))).toEqual({
      code: "insufficient_scope",
      reason: "role",
    });
  });

  it.each([
    ["says so", appClaims],
    ["is its own subject", { ...appClaims, idtyp: undefined }],
  ])("[token/app-only-refused] that %s is let in by its role", async (_, claims) => {
    const entra = createTestEntra();
    const verifier = entra.verifier({ roles: ["Chat.Ask"] });
    await expect(verifier.verify(entra.token(claims))).resolves.toMatchObject({
      kind: "app",
      objectId: ada,
      clientId,
      scopes: [],
      roles: ["Chat.Ask"],
    });
  });

  it("[token/app-only-refused] with another role is refused", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier({ roles: ["Chat.Ask"] });
    const token = entra.token({ ...appClaims, roles: ["access_as_user"] });
    expect(await refusalOf(verifier.verify(token))).toMatchObject({ reason: "role" });
  });

  it.each([
    ["an application with a scope", { idtyp: "app", scp: "access_as_user" }],
    ["a device", { ...appClaims, idtyp: "device" }],
    ["a device with a scope", { idtyp: "device" }],
    ["a role whose subject is somebody else", { ...appClaims, idtyp: undefined, sub: clientId }],
  ])(
    "[token/app-only-refused] and not a user, or the token is none: %s (T25)",
    async (_, claims) => {
      const entra = createTestEntra();
      const verifier = entra.verifier({ roles: ["Chat.Ask"] });
      expect(await refusalOf(verifier.verify(entra.token(claims)))).toEqual({
        code: "invalid_token",
        reason: "kind",
      });
    },
  );
});

describe("a guest", () => {
  it.each([
    ["by account", { acct: 1 }],
    ["by account in text", { acct: "1" }],
    ["by identity provider", { idp: `https://sts.windows.net/${otherTenantId}/` }],
    ["by a personal account", { acct: 0, idp: "live.com" }],
  ])("%s is refused by default and let in by option (T28)", async (_, claims) => {
    const entra = createTestEntra();
    expect(await refusalOf(entra.verifier().verify(entra.token(claims)))).toEqual({
      code: "insufficient_scope",
      reason: "guest",
    });
    const verifier = entra.verifier({ guests: "allow" });
    await expect(verifier.verify(entra.token(claims))).resolves.toMatchObject({ tenantId });
  });

  it.each([
    ["whose provider is the tenant", { idp: `https://sts.windows.net/${tenantId}/` }],
    ["whose account is a member", { acct: 0 }],
  ])("is not a member %s", async (_, claims) => {
    const entra = createTestEntra();
    await expect(entra.verifier().verify(entra.token(claims))).resolves.toMatchObject({ tenantId });
  });
});

describe("the client", () => {
  it.each(["1.0", "2.0"])("of a v%s token is one of the list (T27)", async (ver) => {
    const entra = createTestEntra();
    const token = entra.token({ ver });
    await expect(
      entra.verifier({ clients: [clientId.toUpperCase()] }).verify(token),
    ).resolves.toBeDefined();
    expect(await refusalOf(entra.verifier({ clients: [ada] }).verify(token))).toEqual({
      code: "insufficient_scope",
      reason: "client",
    });
  });

  it.each([
    ["2.0", { azp: undefined, appid: clientId }],
    ["1.0", { appid: undefined, azp: clientId }],
  ])("of a v%s token is not read from the other version's claim", async (ver, claims) => {
    const entra = createTestEntra();
    expect(await refusalOf(entra.verifier().verify(entra.token({ ver, ...claims })))).toMatchObject(
      { reason: "kind" },
    );
  });
});
