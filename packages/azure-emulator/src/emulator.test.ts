import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { ada, chatApp, chatIdentity, contoso, tenantId } from "./contoso.test.fixture.ts";
import { createEmulator, type Emulator } from "./emulator.ts";

const open: Emulator[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((azure) => azure.close()));
});

function start(): Emulator {
  const azure = createEmulator({ seed: contoso });
  open.push(azure);
  return azure;
}

const keys = `https://login.microsoftonline.com/${tenantId}/discovery/v2.0/keys`;

/** Asks the token route. */
const post = async (azure: Emulator, body: unknown, headers: Record<string, string> = {}) =>
  azure.fetch(
    new Request("http://127.0.0.1:4600/emulator/token", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    }),
  );

describe("fetch", () => {
  it("answers by the host of the URL, without any port", async () => {
    const azure = start();
    const alias = keys.replace("login.microsoftonline.com", "login.windows.net");
    expect((await azure.fetch(new Request(keys))).status).toBe(200);
    expect((await azure.fetch(new Request(alias))).status).toBe(200);
  });

  it("has no host but those of the seed", async () => {
    const azure = start();
    const ask = async (host: string) => (await azure.fetch(new Request(`https://${host}/`))).status;
    expect(await ask("fabrikam.search.windows.net")).toBe(404);
    expect(await ask("www.example.com")).toBe(403);
    expect(azure.requests.map(({ service, status }) => [service, status])).toEqual([
      ["unknown", 404],
      ["unknown", 403],
    ]);
  });

  it("records what it was asked, the token and the body included", async () => {
    const azure = start();
    const url = `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`;
    await azure.fetch(
      new Request(url, { method: "POST", body: "grant_type=x", headers: { Authorization: "y" } }),
    );
    expect(azure.requests).toMatchObject([
      { service: "entra", method: "POST", url, body: "grant_type=x", status: 400 },
    ]);
    expect(azure.requests[0]?.headers).toHaveProperty("authorization", "y");
  });

  it("fails as it was told to, and records that", async () => {
    const azure = start();
    azure.enqueue({
      host: "login.microsoftonline.com",
      status: 503,
      headers: { "retry-after": "1" },
    });
    expect((await azure.fetch(new Request(keys))).status).toBe(503);
    expect((await azure.fetch(new Request(keys))).status).toBe(200);
    expect(azure.requests.map(({ status }) => status)).toEqual([503, 200]);
  });

  it("has Resource Manager, for those with a token", async () => {
    const azure = start();
    const url = "https://management.azure.com/subscriptions?api-version=2022-12-01";
    expect((await azure.fetch(new Request(url))).status).toBe(401);
    const token = await azure.issueToken({
      identity: chatIdentity.name,
      scope: "https://management.azure.com/.default",
    });
    const headers = { authorization: `Bearer ${token}` };
    expect((await azure.fetch(new Request(url, { headers }))).status).toBe(200);
  });
});

describe("listen and env", () => {
  it("says where it listens", async () => {
    const { port, origin } = await start().listen();
    expect(origin).toBe(`http://127.0.0.1:${port}`);
  });

  it("gives a child the certificate after those that were trusted, until it closes", async () => {
    const azure = start();
    await azure.listen();
    const own = azure.env()["NODE_EXTRA_CA_CERTS"]!;
    const existing = `${own}.existing`;
    writeFileSync(existing, "-----CORPORATE-----");
    const both = azure.env({ NODE_EXTRA_CA_CERTS: existing })["NODE_EXTRA_CA_CERTS"]!;
    expect(readFileSync(both, "utf8")).toBe(`-----CORPORATE-----\n${readFileSync(own, "utf8")}`);
    expect(readFileSync(own, "utf8")).not.toContain("PRIVATE KEY");
    await azure.close();
    expect(existsSync(own) || existsSync(both)).toBe(false);
  });

  it("gives a child MSAL's metadata: production names, and pages that a browser reaches", async () => {
    const azure = start();
    const { origin } = await azure.listen();
    expect(JSON.parse(azure.env()["AUTHORITY_METADATA"]!)).toMatchObject({
      issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
      token_endpoint: `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`,
      jwks_uri: keys,
      authorization_endpoint: `${origin}/${tenantId}/oauth2/v2.0/authorize`,
      end_session_endpoint: `${origin}/${tenantId}/oauth2/v2.0/logout`,
    });
  });

  it("has another identity header at each start", async () => {
    const [one, two] = [start(), start()];
    await Promise.all([one.listen(), two.listen()]);
    expect(one.env()["IDENTITY_HEADER"]).not.toBe(two.env()["IDENTITY_HEADER"]);
  });

  it("says what is out of order", async () => {
    const azure = start();
    expect(() => azure.env()).toThrow(/call listen/);
    await azure.listen();
    await expect(azure.listen()).rejects.toThrow(/listens already/);
    expect(() => azure.env({ NODE_ENV: "production" })).toThrow(/production/);
  });
});

describe("the token route", () => {
  it("gives a person's token for the only app", async () => {
    const response = await post(start(), { user: ada.userPrincipalName });
    const token = (await response.text()).trimEnd();
    const [, claims = ""] = token.split(".");
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
      aud: chatApp.appId,
      scp: "access_as_user",
    });
  });

  it("says what is wrong", async () => {
    const response = await post(start(), { user: "eve@contoso.example" });
    expect(response.status).toBe(400);
    await expect(response.text()).resolves.toContain("no user");
  });

  it("gives nothing to a page in a browser", async () => {
    const azure = start();
    expect((await post(azure, { user: ada.id }, { origin: "https://evil.example" })).status).toBe(
      403,
    );
    expect((await post(azure, { user: ada.id }, { "content-type": "text/plain" })).status).toBe(
      403,
    );
  });

  it("is no part of Azure", async () => {
    const azure = start();
    const url = "https://login.microsoftonline.com/emulator/token";
    const response = await azure.fetch(new Request(url, { method: "POST", body: "{}" }));
    expect(await response.json()).toMatchObject({ error: "invalid_tenant" });
  });
});

it("frees its port when it closes, whoever is connected", async () => {
  const azure = start();
  const { port, origin } = await azure.listen();
  const request = httpRequest(origin);
  request.on("error", () => {});
  await azure.close();
  const next = start();
  expect((await next.listen({ port })).port).toBe(port);
});
