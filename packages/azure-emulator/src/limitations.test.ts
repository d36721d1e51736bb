import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { decodeJwt } from "jose";
import { expect } from "vitest";
import { runChild } from "./cli/run-child.ts";
import { probedClients } from "./cli/probe-clients.ts";
import {
  ada,
  chatApp,
  chatIdentity,
  contoso,
  redirectUri,
  tenantId,
} from "./contoso.test.fixture.ts";
import { createEmulator, type Emulator } from "./emulator.ts";
import { inTurn, testLimitations, type LimitationCheck } from "./limitations.test.fixture.ts";
import type { Seed } from "./seed.ts";

const authority = `https://login.microsoftonline.com/${tenantId}`;
const hour = 60 * 60_000;

/** A secret makes the requests short. */
const seed: Seed = {
  ...contoso,
  apps: [{ ...chatApp, clientSecrets: ["swordfish"], allowPublicClient: true }],
};

const start = (change: Partial<Seed> = {}): Emulator =>
  createEmulator({ seed: { ...seed, ...change } });

const get = (azure: Emulator, url: string, headers: Record<string, string> = {}) =>
  azure.fetch(new Request(url, { headers }));

const post = (azure: Emulator, url: string, form: Record<string, string>) =>
  azure.fetch(new Request(url, { method: "POST", body: new URLSearchParams(form) }));

const token = (azure: Emulator, form: Record<string, string>, path = "oauth2/v2.0/token") =>
  post(azure, `${authority}/${path}`, {
    client_id: chatApp.appId,
    client_secret: "swordfish",
    ...form,
  });

const errorOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: string }).error;

const authorizeUrl = (change: Record<string, string> = {}): string => {
  const url = new URL(`${authority}/oauth2/v2.0/authorize`);
  const parameters = {
    client_id: chatApp.appId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: `openid offline_access ${chatApp.identifierUri}/access_as_user`,
    ...change,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
};

async function signIn(azure: Emulator, change: Record<string, string> = {}) {
  const picked = await post(azure, authorizeUrl(change), { user: ada.id });
  const code = new URL(picked.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const form = { grant_type: "authorization_code", redirect_uri: redirectUri, code };
  return (await (await token(azure, form)).json()) as Record<string, string>;
}

const refresh = (azure: Emulator, refresh_token = "") =>
  token(azure, { grant_type: "refresh_token", refresh_token });

/** One after the other. */
/** As the page, for a browser. */
const errorAtPage = async (azure: Emulator, change: Record<string, string>) =>
  new URL((await get(azure, authorizeUrl(change))).headers.get("location") ?? "").searchParams.get(
    "error",
  );

const identityToken = (azure: Emulator, scope: string) =>
  azure.issueToken({ identity: chatIdentity.name, scope });

const metadataService = (azure: Emulator, origin: string, path: string) =>
  get(azure, `${origin}/metadata/${path}`, { metadata: "true" });

/** By the first words of the line. */
const checks: Readonly<Record<string, Readonly<Record<string, LimitationCheck>>>> = {
  "All of it": {
    "The public cloud only.": async () => {
      const azure = start({ tenant: { displayName: "Other", domain: "other.example" } });
      expect(azure.directory.tenantId).toBe(tenantId);
      expect((await get(azure, "https://login.microsoftonline.us/")).status).toBe(403);
    },
    "State lives in memory": async () => {
      const [one, two] = [start(), start()];
      const { refresh_token } = await signIn(one);
      expect((await refresh(two, refresh_token)).status).toBe(400);
      await one.listen();
      const file = one.env()["NODE_EXTRA_CA_CERTS"]!;
      const { validFrom, validTo } = new X509Certificate(readFileSync(file));
      expect(Date.parse(validTo) - Date.parse(validFrom)).toBe(24 * hour);
      await one.close();
      expect(existsSync(file)).toBe(false);
    },
    "`advance` moves the emulator's clock": async () => {
      const azure = start();
      azure.advance(hour);
      const { nbf = 0 } = decodeJwt(
        await identityToken(azure, "https://search.azure.com/.default"),
      );
      expect(nbf * 1000).toBeGreaterThan(Date.now());
    },
    "No host outside the seed is reachable": async () => {
      expect((await get(start(), "https://www.example.com/")).status).toBe(403);
      const socks = "socks5://proxy.example:1080";
      expect(() => createEmulator({ seed, upstreamProxy: socks })).toThrow(TypeError);
    },
    "`exec --direct` leads a process": async () => {
      const azure = start({ storageAccounts: [{ name: "contoso" }] });
      const { port } = await azure.listen();
      const variables = Object.keys(azure.env({}, { mode: "direct" }));
      await azure.close();
      expect(variables.filter((name) => /^https?_proxy$/i.test(name))).toEqual([]);
      const base = `https://localhost:${port}`;
      const scope = "https://storage.azure.com/.default";
      const { principalId } = chatIdentity;
      const role = "Storage Blob Data Reader";
      azure.roles.grant({ principalId, role, scope: `/subscriptions/${seed.subscriptionId}` });
      const headers = {
        authorization: `Bearer ${await identityToken(azure, scope)}`,
        "x-ms-version": "2024-11-04",
      };
      const list = await get(azure, `${base}/contoso.blob.core.windows.net/?comp=list`, headers);
      expect(await list.text()).toContain("https://contoso.blob.core.windows.net/");
      const metadata = `${base}/${tenantId}/v2.0/.well-known/openid-configuration`;
      expect(await (await get(azure, metadata)).json()).toMatchObject({
        issuer: `${authority}/v2.0`,
      });
      const instance = await get(azure, `${base}/common/discovery/instance`);
      expect(await instance.text()).not.toContain("localhost");
    },
    "`exec` runs commands without a shell": async () => {
      await expect(runChild(["exit 0"], process.env)).rejects.toThrow(/ENOENT/);
    },
    "Clients need Node 22.21 or later": async () => {
      const azure = start();
      await azure.listen();
      const names = Object.keys(azure.env());
      await azure.close();
      expect(names).toEqual(expect.arrayContaining(["NODE_USE_ENV_PROXY", "NODE_EXTRA_CA_CERTS"]));
      expect(names.filter((name) => /CA_BUNDLE|SSL_CERT|JAVA/.test(name))).toEqual([]);
      expect(probedClients).toEqual(["node", "curl", "python3"]);
    },
    "`requests` keeps the last 10,000": async () => {
      const azure = start();
      await token(azure, { grant_type: "client_credentials" });
      expect(azure.requests[0]?.body).toContain("swordfish");
      const asked = Array.from({ length: 10_001 }, () => get(azure, "https://www.example.com/"));
      await Promise.all(asked);
      expect(azure.requests).toHaveLength(10_000);
    },
  },

  Entra: {
    "Authorization code, refresh token, device code": async () => {
      const azure = start();
      const grants = ["password", "urn:ietf:params:oauth:grant-type:token-exchange"];
      await inTurn(grants, async (grant_type) => {
        expect(await errorOf(await token(azure, { grant_type }))).toBe("unsupported_grant_type");
      });
      expect(await errorAtPage(azure, { response_type: "token" })).toBe(
        "unsupported_response_type",
      );
    },
    "The v1 token endpoint": async () => {
      const azure = start();
      await inTurn(["authorization_code", "device_code"], async (grant_type) => {
        const response = await token(azure, { grant_type }, "oauth2/token");
        expect(await errorOf(response)).toBe("unsupported_grant_type");
      });
      expect((await get(azure, `${authority}/oauth2/authorize`)).status).toBe(404);
      expect((await post(azure, `${authority}/oauth2/devicecode`, {})).status).toBe(404);
    },
    "Apps prove themselves by": async () => {
      const basic = Buffer.from(`${chatApp.appId}:swordfish`).toString("base64");
      const response = await start().fetch(
        new Request(`${authority}/oauth2/v2.0/token`, {
          method: "POST",
          headers: { authorization: `Basic ${basic}` },
          body: new URLSearchParams({ client_id: chatApp.appId, grant_type: "client_credentials" }),
        }),
      );
      expect(response.status).toBe(401);
    },
    "Apps that prove nothing": async () => {
      const azure = start();
      const form = { client_id: chatApp.appId, grant_type: "authorization_code", code: "1" };
      const refused = await post(azure, `${authority}/oauth2/v2.0/token`, form);
      expect(await errorOf(refused)).toBe("invalid_client");
      const device = await post(azure, `${authority}/oauth2/v2.0/devicecode`, {
        client_id: chatApp.appId,
        scope: "User.Read",
      });
      const { device_code = "" } = (await device.json()) as Record<string, string>;
      const asked = { grant_type: "device_code", device_code };
      await inTurn([asked, asked, asked], async (again) => {
        expect(await errorOf(await token(azure, again))).toBe("authorization_pending");
      });
    },
    "PKCE with `S256` only.": async () => {
      const azure = start();
      const plain = { code_challenge: "a", code_challenge_method: "plain" };
      expect(await errorAtPage(azure, plain)).toBe("invalid_request");
      expect(await signIn(azure)).toHaveProperty("access_token");
    },
    "Nobody stays signed in": async () => {
      const azure = start();
      await signIn(azure);
      expect((await get(azure, authorizeUrl())).status).toBe(200);
      expect(await errorAtPage(azure, { prompt: "none" })).toBe("login_required");
    },
    "No consent": async () => {
      const azure = start();
      expect(await signIn(azure, { scope: "User.Read" })).toHaveProperty("access_token");
      const scopes = ["Mail.Read", "https://search.azure.com/user_impersonation"];
      await inTurn(scopes, async (scope) => {
        expect(await errorAtPage(azure, { scope })).toBe("consent_required");
      });
      const apps = [
        { ...chatApp, clientSecrets: ["swordfish"], delegatedPermissions: scopes.slice(1) },
      ];
      const [, scope = ""] = scopes;
      expect(await signIn(start({ apps }), { scope })).toMatchObject({ scope });
    },
    "Refresh tokens stay good after use": async () => {
      const azure = start();
      const { refresh_token } = await signIn(azure);
      expect((await refresh(azure, refresh_token)).status).toBe(200);
      azure.advance(90 * 24 * hour - 60_000);
      expect((await refresh(azure, refresh_token)).status).toBe(200);
      azure.revoke(ada.id);
      expect((await refresh(azure, refresh_token)).status).toBe(400);
    },
    "Access tokens that are out": async () => {
      const azure = start();
      const cp1 = JSON.stringify({ access_token: { xms_cc: { values: ["cp1"] } } });
      const scope = "https://graph.microsoft.com/User.Read";
      const { refresh_token = "" } = await signIn(azure);
      const form = { grant_type: "refresh_token", refresh_token, scope };
      const tokens = async (claims: Record<string, string>) =>
        (await (await token(azure, { ...form, ...claims })).json()) as Record<string, string>;
      const capable = await tokens({ claims: cp1 });
      const plain = await tokens({});
      azure.revoke(ada.id);
      const ask = async ({ access_token }: Record<string, string>) => {
        const headers = { authorization: `Bearer ${access_token}` };
        return (await get(azure, "https://graph.microsoft.com/v1.0/me", headers)).status;
      };
      expect([await ask(capable), await ask(plain)]).toEqual([401, 200]);
      const { iat = 0, exp = 0 } = decodeJwt(capable["access_token"] ?? "");
      expect(exp - iat).toBe(75 * 60);
      const app = decodeJwt(await identityToken(azure, "https://search.azure.com/.default"));
      expect(app.exp! - app.iat!).toBe(24 * 60 * 60);
    },
    "No Conditional Access": async () => {
      const azure = start();
      const acrs = JSON.stringify({ access_token: { acrs: { essential: true, value: "c99" } } });
      const { access_token = "" } = await signIn(azure, { claims: acrs });
      expect(decodeJwt(access_token)).toMatchObject({ acrs: ["c99"] });
      const other = JSON.stringify({ access_token: { polids: { essential: true } } });
      expect(await errorAtPage(azure, { claims: other })).toBe("invalid_request");
    },
    "A guest's tokens have `idp`": async () => {
      const guest = { ...ada, homeTenantId: "00000000-0000-4000-8000-0000000000fa" };
      const azure = start({ users: [guest] });
      const scope = `${chatApp.identifierUri}/.default`;
      const claims = decodeJwt(await azure.issueToken({ user: ada.id, scope }));
      expect(claims).toMatchObject({
        idp: expect.any(String),
        preferred_username: ada.userPrincipalName,
      });
      expect(claims).not.toHaveProperty("acct");
    },
    "App roles come to whom": async () => {
      const [group = ""] = ada.memberOf ?? [];
      const appRoles = [{ value: "Approver", assignedTo: [group] }];
      const azure = start({ apps: [{ ...chatApp, appRoles }] });
      const scope = `${chatApp.identifierUri}/.default`;
      const claims = decodeJwt(await azure.issueToken({ user: ada.id, scope }));
      expect(claims).toMatchObject({ roles: ["Approver"] });
      // who has no role gets a token all the same
      expect(decodeJwt(await identityToken(azure, scope))).not.toHaveProperty("roles");
    },
    "The keys document has no `x5c`": async () => {
      const azure = start();
      const keys = async () =>
        (
          (await (await get(azure, `${authority}/discovery/v2.0/keys`)).json()) as {
            keys: unknown[];
          }
        ).keys;
      const before = await keys();
      expect(before).toHaveLength(1);
      expect(before[0]).not.toHaveProperty("x5c");
      azure.advance(90 * 24 * hour);
      expect(await keys()).toEqual(before);
    },
    "The tenant is known by its id only": async () => {
      const azure = start();
      await inTurn(["common", "organizations", contoso.tenant.domain], async (tenant) => {
        const url = `https://login.microsoftonline.com/${tenant}/v2.0/.well-known/openid-configuration`;
        expect(await errorOf(await get(azure, url))).toBe("invalid_tenant");
      });
    },
    "Signing out returns": async () => {
      const azure = start();
      const signOut = async (address: string) =>
        (
          await get(
            azure,
            `${authority}/oauth2/v2.0/logout?post_logout_redirect_uri=${encodeURIComponent(address)}`,
          )
        ).headers.get("location");
      expect(await signOut(redirectUri)).toBe(redirectUri);
      expect(await signOut(`${redirectUri}/elsewhere`)).toBeNull();
    },
  },

  "Managed identity": {
    "As App Service and the instance metadata service": async () => {
      const azure = start();
      await azure.listen();
      const names = Object.keys(azure.env());
      await azure.close();
      for (const other of ["IDENTITY_SERVER_THUMBPRINT", "IMDS_ENDPOINT", "MSI_ENDPOINT"]) {
        expect(names).not.toContain(other);
      }
    },
    "The instance metadata service is found by": async () => {
      const azure = start();
      const query = `?api-version=2018-02-01&resource=https://search.azure.com&client_id=${chatIdentity.clientId}`;
      const path = `identity/oauth2/token${query}`;
      expect((await metadataService(azure, "http://127.0.0.1", path)).status).toBe(200);
      expect((await metadataService(azure, "http://169.254.169.254", path)).status).toBe(403);
      const instance = await metadataService(azure, "http://127.0.0.1", "instance");
      expect(instance.status).toBe(400);
    },
    "Each request brings a new token": async () => {
      const azure = start();
      const scope = "https://search.azure.com/.default";
      expect(await identityToken(azure, scope)).not.toBe(await identityToken(azure, scope));
    },
    "An identity that Resource Manager makes": async () => {
      const azure = start();
      const { clientId, principalId } = azure.directory.addIdentity("contoso");
      const scope = "https://search.azure.com/.default";
      expect(await azure.issueToken({ identity: principalId, scope })).toMatch(/^ey/);
      const query = `?api-version=2018-02-01&resource=https://search.azure.com&client_id=${clientId}`;
      const path = `identity/oauth2/token${query}`;
      expect((await metadataService(azure, "http://127.0.0.1", path)).status).toBe(400);
    },
  },
};

for (const [section, ofSection] of Object.entries(checks)) testLimitations(section, ofSection);
