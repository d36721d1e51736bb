import { azureCloud } from "@entrim/azure-clouds";
import { describe, expect, it } from "vitest";
import {
  ada,
  apiId,
  createTestEntra,
  entraKey,
  otherTenantId,
  refusalOf,
  signToken,
  tenantId,
  type Change,
} from "./entra.test.fixture.ts";

const appIdUri = `api://${apiId}`;
const seconds = Date.UTC(2026, 0, 1) / 1000;

/** What becomes of a token with these claims, and how often the authority was asked. */
async function judge(
  claims: Change,
  options: Parameters<ReturnType<typeof createTestEntra>["verifier"]>[0] = {},
): Promise<unknown> {
  const entra = createTestEntra();
  const refusal = await refusalOf(entra.verifier(options).verify(entra.token(claims)));
  return { ...refusal, requests: entra.requests.length };
}

describe("the audience", () => {
  it.each([
    ["Azure OpenAI", "https://cognitiveservices.azure.com"],
    ["AI Search", "https://search.azure.com"],
    ["Resource Manager", "https://management.azure.com"],
    ["Microsoft Graph", "00000003-0000-0000-c000-000000000000"],
    ["another app", `api://${ada}`],
    ["a list that holds ours", [apiId, "x"]],
    ["a list of ours alone", [apiId]],
    ["ours with a suffix", `${appIdUri}.evil`],
    ["ours with a slash", `${appIdUri}/`],
    ["ours in upper case", appIdUri.toUpperCase()],
    ["nobody", undefined],
    ["nothing", ""],
    ["a number", 1],
  ])("[token/audience] of %s is refused without a look-up (T15, T16)", async (_, aud) => {
    expect(await judge({ aud }, { audiences: [apiId, appIdUri] })).toEqual({
      code: "invalid_token",
      reason: "audience",
      requests: 0,
    });
  });

  it.each([apiId, `${appIdUri}/`])("[token/audience] may be %s if configured", async (aud) => {
    const entra = createTestEntra();
    const verifier = entra.verifier({ audiences: [apiId, `${appIdUri}/`] });
    await expect(verifier.verify(entra.token({ ver: "1.0", aud }))).resolves.toBeDefined();
  });
});

describe("the issuer", () => {
  it.each([
    ["another tenant", `https://login.microsoftonline.com/${otherTenantId}/v2.0`],
    ["no tenant in particular", "https://login.microsoftonline.com/common/v2.0"],
    ["the template", "https://login.microsoftonline.com/{tenantid}/v2.0"],
    ["a look-alike", `https://login.microsoftonline.com.evil.example/${tenantId}/v2.0`],
    ["the US Government", `https://login.microsoftonline.us/${tenantId}/v2.0`],
    ["China", `https://login.partner.microsoftonline.cn/${tenantId}/v2.0`],
    ["the other version", `https://sts.windows.net/${tenantId}/`],
    ["a slash too many", `https://login.microsoftonline.com/${tenantId}/v2.0/`],
    ["upper case", `https://LOGIN.microsoftonline.com/${tenantId}/v2.0`],
    ["a list", [`https://login.microsoftonline.com/${tenantId}/v2.0`]],
    ["nobody", undefined],
  ])("[token/issuer] of %s is refused without a look-up (T17, T21)", async (_, iss) => {
    expect(await judge({ iss })).toEqual({
      code: "invalid_token",
      reason: "issuer",
      requests: 0,
    });
  });

  it("[token/issuer] of version 1.0 in China is not that of the public cloud (T21)", async () => {
    const entra = createTestEntra(azureCloud("china"));
    const iss = `https://sts.windows.net/${tenantId}/`;
    expect(
      await refusalOf(entra.verifier().verify(entra.token({ ver: "1.0", iss }))),
    ).toMatchObject({ reason: "issuer" });
  });

  it("[token/issuer] [token/no-lookup-for-strangers] of a flood of foreign tokens costs nothing (T19)", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier();
    for (let n = 0; n < 50; n += 1) {
      const token = entra.token({ tid: otherTenantId }, { kid: `key-${n}` });
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as they would come
      await refusalOf(verifier.verify(token));
    }
    expect(entra.requests).toEqual([]);
    await expect(verifier.verify(entra.token())).resolves.toMatchObject({ tenantId });
  });
});

describe("the tenant", () => {
  it.each([
    ["is not listed", { tid: otherTenantId }],
    [
      "is not the issuer's",
      { tid: otherTenantId, iss: `https://login.microsoftonline.com/${tenantId}/v2.0` },
    ],
    ["is missing", { tid: undefined }],
    ["is no GUID", { tid: "contoso.com" }],
    ["is in braces", { tid: `{${tenantId}}` }],
    ["is a list", { tid: [tenantId] }],
    ["has a twin", { TID: otherTenantId }],
  ])("[token/tenant] that %s is refused without a look-up (T19)", async (_, claims) => {
    expect(await judge(claims)).toEqual({
      code: "invalid_token",
      reason: "tenant",
      requests: 0,
    });
  });

  it("[token/tenant] is one of several, each with its own issuer and keys (T17)", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier({
      tenants: [tenantId, otherTenantId.toUpperCase()],
      tenantIsolation: "index",
    });
    await expect(verifier.verify(entra.token({ tid: otherTenantId }))).resolves.toMatchObject({
      tenantId: otherTenantId,
    });
    expect(entra.requests.every((url) => url.includes(otherTenantId))).toBe(true);
    await expect(verifier.verify(entra.token())).resolves.toMatchObject({ tenantId });
    const mixed = entra.token({
      tid: otherTenantId,
      iss: `https://login.microsoftonline.com/${tenantId}/v2.0`,
    });
    expect(await refusalOf(verifier.verify(mixed))).toMatchObject({ reason: "issuer" });
  });
});

describe("the version", () => {
  it.each([["3.0"], ["2"], [2], [undefined], ["__proto__"]])("%s is refused", async (ver) => {
    expect(await judge({ ver })).toEqual({
      code: "invalid_token",
      reason: "version",
      requests: 0,
    });
  });

  it.each([
    ["1.0", "2.0"],
    ["2.0", "1.0"],
  ] as const)("%s is refused where only %s is accepted (T20)", async (ver, only) => {
    expect(await judge({ ver }, { versions: [only] })).toMatchObject({ reason: "version" });
  });
});

describe("the lifetime", () => {
  it.each([
    ["is over", { exp: seconds - 60 }],
    ["has no end", { exp: undefined }],
    ["ends never", { exp: "never" }],
    ["has not begun", { nbf: seconds + 61 }],
    ["begins at no time", { nbf: "soon" }],
    ["is of a token that is not made yet", { iat: seconds + 61 }],
    ["is of a token that was made at no time", { iat: undefined }],
    ["is too long", { iat: seconds - 28 * 3600 - 61, nbf: undefined }],
  ])("[token/lifetime] that %s is refused without a look-up (T23)", async (_, claims) => {
    expect(await judge(claims)).toEqual({
      code: "invalid_token",
      reason: "lifetime",
      requests: 0,
    });
  });

  it.each([
    [{ exp: seconds - 59 }],
    [{ nbf: seconds + 60 }],
    [{ iat: seconds + 60 }],
    [{ nbf: undefined }],
  ])("[token/lifetime] may be off by a minute, as clocks are: %j", async (claims) => {
    const entra = createTestEntra();
    await expect(entra.verifier().verify(entra.token(claims))).resolves.toBeDefined();
  });

  it("[token/lifetime] that ends at infinity is refused", async () => {
    const entra = createTestEntra();
    const claims = JSON.stringify(entra.claims()).replace(/"exp":\d+/, '"exp":1e400');
    const token = signToken({ alg: "RS256", kid: "key-1" }, claims, entraKey);
    expect(await refusalOf(entra.verifier().verify(token))).toMatchObject({ reason: "lifetime" });
  });

  it("[token/lifetime] ends for a token that was good before", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier({ rememberedSignatures: 10 });
    const token = entra.token();
    await verifier.verify(token);
    entra.advance(76 * 60_000);
    expect(await refusalOf(verifier.verify(token))).toMatchObject({ reason: "lifetime" });
  });

  it("[token/lifetime] is as short as the server wants it, also for a session that was revoked (T23, T35)", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier({ maxAgeInMs: 10 * 60_000 });
    const token = entra.token();
    await verifier.verify(token);
    entra.advance(11 * 60_000 + 1);
    expect(await refusalOf(verifier.verify(token))).toMatchObject({ reason: "lifetime" });
  });

  it.each([
    ["expired", { exp: seconds - 3600 }],
    ["for another audience", { aud: ada }],
    ["from another tenant", { tid: otherTenantId }],
  ])("[token/order-of-checks] a token %s without the scope is no token", async (_, claims) => {
    expect(await judge({ ...claims, scp: "Other.Read" })).toMatchObject({ code: "invalid_token" });
  });

  it("[token/order-of-checks] a forged token without the scope is no token", async () => {
    const entra = createTestEntra();
    const [header, , signature] = entra.token().split(".");
    const claims = Buffer.from(JSON.stringify(entra.claims({ scp: "Other.Read" })));
    const token = `${header}.${claims.toString("base64url")}.${signature}`;
    expect(entraKey.jwk["kid"]).toBe("key-1");
    expect(await refusalOf(entra.verifier().verify(token))).toEqual({
      code: "invalid_token",
      reason: "signature",
    });
  });
});
