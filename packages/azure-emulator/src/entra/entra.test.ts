import { describe, expect, it } from "vitest";
import { tenantId } from "../contoso.test.fixture.ts";
import { errorOf, origin, useLocalEntra } from "./entra.test.fixture.ts";

const { get, post, tokens } = useLocalEntra();

const signOut = (address: string) =>
  get(`/${tenantId}/oauth2/v2.0/logout?post_logout_redirect_uri=${encodeURIComponent(address)}`);

describe("discovery", () => {
  it("names production addresses and the tenant's issuer", async () => {
    const response = await get(`/${tenantId}/v2.0/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({
      issuer: `${origin}/${tenantId}/v2.0`,
      jwks_uri: `${origin}/${tenantId}/discovery/v2.0/keys`,
      authorization_endpoint: `${origin}/${tenantId}/oauth2/v2.0/authorize`,
      token_endpoint: `${origin}/${tenantId}/oauth2/v2.0/token`,
    });
    const v1 = await get(`/${tenantId}/.well-known/openid-configuration`);
    expect(await v1.json()).toMatchObject({ issuer: `https://sts.windows.net/${tenantId}/` });
    const keys = await get(`/${tenantId}/discovery/v2.0/keys`);
    expect(await keys.json()).toEqual({ keys: await tokens().keys() });
  });

  it("answers for another tenant as Entra does", async () => {
    const response = await get(`/contoso.example/v2.0/.well-known/openid-configuration`);
    expect(await errorOf(response)).toEqual({
      status: 400,
      error: "invalid_tenant",
      codes: [90002],
    });
  });

  it("lists the hosts that are one authority", async () => {
    const response = await get(`/common/discovery/instance?api-version=1.1`);
    expect(await response.json()).toMatchObject({
      metadata: [{ aliases: expect.arrayContaining(["login.windows.net"]) }],
    });
  });
});

describe("an error", () => {
  it("has Entra's form, with the client's correlation id and lines parted by CRLF", async () => {
    const response = await post({ grant_type: "authorization_code" });
    const body = (await response.json()) as Record<string, string>;
    expect(Object.keys(body)).toEqual([
      "error",
      "error_description",
      "error_codes",
      "timestamp",
      "trace_id",
      "correlation_id",
      "error_uri",
    ]);
    expect(body["error_description"]).toMatch(
      /^AADSTS7000218: .*\r\nTrace ID: [\da-f-]{36}\r\nCorrelation ID: 11111111-2222-4333-8444-555555555555\r\nTimestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/,
    );
  });
});

describe("signing out", () => {
  it("returns to a registered address, and to no other", async () => {
    expect((await signOut("http://localhost:3000/")).headers.get("location")).toBe(
      "http://localhost:3000/",
    );
    const elsewhere = await signOut("https://evil.example/");
    expect(elsewhere.status).toBe(200);
    expect(elsewhere.headers.get("location")).toBeNull();
  });
});
