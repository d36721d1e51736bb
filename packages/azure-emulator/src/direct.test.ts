import { request as httpRequest } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chatApp, chatIdentity, contoso, tenantId } from "./contoso.test.fixture.ts";
import { createEmulator, type Emulator } from "./emulator.ts";
import { runClient } from "./run-client.test.fixture.ts";
import type { Seed } from "./seed.ts";

const scope = `/subscriptions/${contoso.subscriptionId}`;
const { principalId } = chatIdentity;

const seed: Seed = {
  ...contoso,
  groups: [
    ...(contoso.groups ?? []),
    { id: "00000000-0000-4000-8000-000000000002", displayName: "Staff" },
  ],
  searchServices: [
    {
      name: "contoso",
      indexes: [
        {
          definition: {
            name: "documents",
            fields: [{ name: "id", type: "Edm.String", key: true, sortable: true }],
          },
          documents: Array.from({ length: 120 }, (_, n) => ({ id: `d${n}` })),
        },
      ],
    },
  ],
  storageAccounts: [
    { name: "contoso", containers: [{ name: "documents", blobs: [{ name: "a.txt", text: "a" }] }] },
  ],
  roleAssignments: [
    "Search Index Data Reader",
    "Cognitive Services OpenAI User",
    "Storage Blob Data Reader",
  ].map((role) => ({ principalId, role, scope })),
};

let azure: Emulator;
let port: number;
beforeEach(async () => {
  azure = createEmulator({ seed });
  ({ port } = await azure.listen());
});
afterEach(() => azure.close());

/** Asks the port as somebody who calls it by another name. */
const askAs = (host: string, path: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    const request = httpRequest({ host: "127.0.0.1", port, path, headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    request.once("error", reject).end();
  });

/** What a host that is named behind the port says. */
async function statusOf(host: string): Promise<number> {
  return (await azure.fetch(new Request(`http://127.0.0.1:${port}/${host}/indexes`))).status;
}

describe("without a proxy", () => {
  it(
    "the official clients reach the services by addresses of this machine",
    { timeout: 60_000 },
    async () => {
      const client = new URL("direct.test.client.ts", import.meta.url);
      const variables = azure.env({ HTTPS_PROXY: "" }, { mode: "direct" });
      const result = await runClient(client, variables, {
        // whoever is led elsewhere fails at once
        HTTPS_PROXY: "http://127.0.0.1:9",
        NODE_USE_ENV_PROXY: "1",
        ENTRA_TENANT_ID: tenantId,
        ENTRA_CLIENT_ID: chatApp.appId,
        MANAGED_IDENTITY_CLIENT_ID: chatIdentity.clientId,
      });
      expect(result).toEqual({
        isToken: true,
        documents: 120,
        blobs: ["a.txt"],
        answered: true,
        groups: ["Finance", "Staff"],
      });
      expect(azure.requests.filter(({ service }) => service === "unknown")).toEqual([]);
    },
  );

  it("what is asked is recorded under its production name, and its links lead back", async () => {
    const token = await azure.issueToken({
      identity: chatIdentity.name,
      scope: "https://graph.microsoft.com/.default",
    });
    const base = `http://127.0.0.1:${port}/graph.microsoft.com`;
    const response = await azure.fetch(
      new Request(`${base}/v1.0/groups?$top=1`, { headers: { authorization: `Bearer ${token}` } }),
    );
    expect(await response.json()).toMatchObject({
      "@odata.context": `${base}/v1.0/$metadata#groups`,
      "@odata.nextLink": expect.stringMatching(`^${base}/v1.0/groups\\?`),
    });
    expect(azure.requests.at(-1)).toMatchObject({
      service: "graph",
      url: "https://graph.microsoft.com/v1.0/groups?$top=1",
      status: 200,
    });
  });

  it("the authority leads to itself", async () => {
    const origin = `https://localhost:${port}`;
    const url = `${origin}/${tenantId}/v2.0/.well-known/openid-configuration`;
    const metadata = (await (await azure.fetch(new Request(url))).json()) as Record<string, string>;
    const { issuer, ...rest } = metadata;
    expect(issuer).toBe(`https://login.microsoftonline.com/${tenantId}/v2.0`);
    const addresses = Object.entries(rest)
      .filter(([name]) => name.endsWith("_endpoint") || name === "jwks_uri")
      .map(([, address]) => new URL(address).origin);
    expect(new Set(addresses)).toEqual(new Set([origin]));
    const named = `${origin}/login.microsoftonline.com/${tenantId}/v2.0/.well-known/openid-configuration`;
    expect(await (await azure.fetch(new Request(named))).json()).toMatchObject({
      token_endpoint: `${origin}/login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`,
    });
  });

  it("there is no service but those of the seed", async () => {
    expect(await statusOf("contoso.search.windows.net")).toBe(401);
    expect(await statusOf("fabrikam.search.windows.net")).toBe(400);
    expect(await statusOf("www.example.com")).toBe(400);
  });

  it("[emulator/loopback-only] a page whose name was made to point here gets nothing", async () => {
    const path = "/contoso.search.windows.net/indexes";
    expect(await askAs(`127.0.0.1:${port}`, path)).toBe(401);
    expect(await askAs(`localhost:${port}`, path)).toBe(401);
    for (const host of ["evil.example", `evil.example:${port}`, "contoso.search.windows.net"]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await askAs(host, path)).toBe(403);
    }
  });
});

describe("the variables of direct mode", () => {
  it("name the services that there is one of, and no proxy", () => {
    const endpoint = `https://localhost:${port}`;
    const variables = azure.env({}, { mode: "direct" });
    expect(variables).toMatchObject({
      AZURE_AUTHORITY_HOST: endpoint,
      AZURE_EMULATOR_ENDPOINT: endpoint,
      AZURE_SEARCH_ENDPOINT: `${endpoint}/contoso.search.windows.net`,
      AZURE_OPENAI_ENDPOINT: `${endpoint}/contoso.openai.azure.com`,
      AZURE_STORAGE_BLOB_ENDPOINT: `${endpoint}/contoso.blob.core.windows.net`,
      IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`,
      NO_PROXY: "localhost,127.0.0.1,::1",
    });
    expect(Object.keys(variables).filter((name) => /https?_proxy$/i.test(name))).toEqual([]);
    const metadata = JSON.parse(variables["AUTHORITY_METADATA"] ?? "") as Record<string, string>;
    expect(metadata).toMatchObject({
      token_endpoint: `${endpoint}/${tenantId}/oauth2/v2.0/token`,
      authorization_endpoint: `http://127.0.0.1:${port}/${tenantId}/oauth2/v2.0/authorize`,
    });
  });

  it("leave it to the program which of several services is meant", async () => {
    const several = createEmulator({
      seed: { ...contoso, searchServices: [{ name: "one" }, { name: "two" }] },
    });
    await several.listen();
    const variables = several.env({}, { mode: "direct" });
    await several.close();
    expect(variables).not.toHaveProperty("AZURE_SEARCH_ENDPOINT");
    expect(variables).toHaveProperty("AZURE_OPENAI_ENDPOINT");
  });

  it("are not given to a production process", () => {
    const base = { NODE_ENV: "production" };
    expect(() => azure.env(base, { mode: "direct" })).toThrow(/production/);
  });
});
