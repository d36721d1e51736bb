import { readFileSync } from "node:fs";
import { emulatorTenantId } from "@entrim/azure-clouds";
import { describe, expect, it } from "vitest";
import { parseSettings } from "./settings.ts";

const complete = {
  ENTRA_TENANT_ID: "11111111-1111-4111-8111-11111111111A",
  ENTRA_CLIENT_ID: "22222222-2222-4222-8222-222222222222",
  AZURE_CLIENT_ID: "33333333-3333-4333-8333-333333333333",
  AZURE_OPENAI_ENDPOINT: "https://contoso.openai.azure.com/",
  AZURE_OPENAI_DEPLOYMENT: "gpt-4.1",
  AZURE_SEARCH_ENDPOINT: "https://contoso.search.windows.net",
  AZURE_SEARCH_INDEX: "documents",
  AZURE_SEARCH_GROUP_FIELD: "group_ids",
  PUBLIC_ORIGIN: "https://chat.contoso.com",
};

it("has each setting in the README", () => {
  const source = readFileSync(new URL("./settings.ts", import.meta.url), "utf8");
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const read = [...source.matchAll(/read\(\s*"([A-Z_]+)"/g)].map(([, name = ""]) => name);
  const told = [...readme.matchAll(/^\| `([A-Z_]+)` /gm)].map(([, name = ""]) => name);
  expect(read.length).toBeGreaterThan(15);
  expect(told.toSorted()).toEqual(read.toSorted());
});

describe("parseSettings", () => {
  it("reads what it needs, and listens on localhost unless told otherwise", () => {
    expect(parseSettings(complete)).toMatchObject({
      tenantId: "11111111-1111-4111-8111-11111111111a",
      openai: { endpoint: "https://contoso.openai.azure.com", deployment: "gpt-4.1" },
      search: { index: "documents", groupField: "group_ids" },
      cloud: { name: "public" },
      host: "localhost",
      port: 3000,
      publicOrigin: "https://chat.contoso.com",
    });
    expect(parseSettings(complete).authorityMetadata).toBeUndefined();
  });

  it("names everything that is missing at once", () => {
    expect(() => parseSettings({})).toThrow(TypeError);
    for (const name of Object.keys(complete)) {
      expect(() => parseSettings({})).toThrow(new RegExp(`^- ${name} is missing$`, "m"));
    }
  });

  it.each([
    ["AZURE_OPENAI_API_KEY", /managed identity/],
    ["AZURE_SEARCH_KEY", /managed identity/],
    ["AZURE_SEARCH_ADMIN_KEY", /managed identity/],
    ["AZURE_CLIENT_SECRET", /federated credential/],
    ["ENTRA_CLIENT_SECRET", /federated credential/],
  ])("[keys/setting-refused] refuses %s, names the keyless way and not the key", (name, remedy) => {
    const start = () => parseSettings({ ...complete, [name]: "s3cret" });
    expect(start).toThrow(TypeError);
    expect(start).toThrow(new RegExp(`${name} carries a key`));
    expect(start).toThrow(remedy);
    expect(start).not.toThrow(/s3cret/);
  });

  it("[start/tls-checked] refuses to reach Azure without looking whom it reaches", () => {
    const trusting = { ...complete, NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    expect(() => parseSettings(trusting)).toThrow(/NODE_TLS_REJECT_UNAUTHORIZED .* remove it/);
    expect(parseSettings({ ...trusting, NODE_TLS_REJECT_UNAUTHORIZED: "1" })).toBeDefined();
  });

  it.each([
    "https://contoso.search.windows.net.evil.example",
    "https://contoso.search.windows.net.",
    "https://contoso-search.windows.net",
    "https://contoso.xn--sarch-4ve.windows.net",
    "https://contoso.sеarch.windows.net",
    "https://xn--contos-7ta.search.windows.net",
    "https://contoso.search.windows.net@evil.example",
    "https://evil@contoso.search.windows.net",
    "https://contoso.search.windows.net:8443",
    "https://169.254.169.254",
    "https://[fd00::1]",
    "https://localhost",
    "https://contoso.search.azure.us",
    "https://contoso.openai.azure.com",
  ])("[start/azure-hosts-only] refuses %s, which only looks like Azure", (endpoint) => {
    const start = () => parseSettings({ ...complete, AZURE_SEARCH_ENDPOINT: endpoint });
    expect(start).toThrow(/AZURE_SEARCH_ENDPOINT must be .*OWN_HOSTS/);
    expect(start).not.toThrow(/evil/);
  });

  it("takes a host of one's own before Azure OpenAI, if it is named", () => {
    const own = { ...complete, AZURE_OPENAI_ENDPOINT: "https://api.contoso.com/" };
    expect(() => parseSettings(own)).toThrow(/AZURE_OPENAI_ENDPOINT/);
    const settings = parseSettings({ ...own, OWN_HOSTS: "api.contoso.com, api.fabrikam.com" });
    expect(settings.openai.endpoint).toBe("https://api.contoso.com");
    for (const hosts of ["*.contoso.com", "https://api.contoso.com", "api.contoso.com.", ","]) {
      expect(() => parseSettings({ ...own, OWN_HOSTS: hosts })).toThrow(/OWN_HOSTS must be names/);
    }
  });

  it("keeps sessions in a Redis, for which it has an identity and no key", () => {
    expect(parseSettings(complete).redis).toBeUndefined();
    const user = "44444444-4444-4444-8444-444444444444";
    const shared = { ...complete, REDIS_URL: "rediss://redis.contoso.com:10000", REDIS_USER: user };
    expect(parseSettings(shared).redis).toEqual({
      url: "rediss://redis.contoso.com:10000",
      user,
    });
    for (const [name, value, remedy] of [
      ["REDIS_USER", "", /REDIS_USER is missing/],
      ["REDIS_URL", "", /REDIS_URL is missing/],
      ["REDIS_URL", "redis://redis.contoso.com", /REDIS_URL must begin with rediss/],
      ["REDIS_URL", "https://redis.contoso.com", /REDIS_URL must begin with rediss/],
      ["REDIS_URL", "rediss://u:s3cret@redis.contoso.com", /REDIS_URL carries a key: .*REDIS_USER/],
      ["REDIS_PASSWORD", "s3cret", /REDIS_PASSWORD carries a key/],
    ] as const) {
      expect(() => parseSettings({ ...shared, [name]: value })).toThrow(remedy);
      expect(() => parseSettings({ ...shared, [name]: value })).not.toThrow(/s3cret/);
    }
  });

  it("has citations open where it knows the key of the index", () => {
    expect(parseSettings(complete).search.keyField).toBeUndefined();
    const keyed = { ...complete, AZURE_SEARCH_KEY_FIELD: "id" };
    expect(parseSettings(keyed).search.keyField).toBe("id");
    expect(() => parseSettings({ ...keyed, AZURE_SEARCH_KEY_FIELD: "a b" })).toThrow(/key field/);
  });

  it.each([
    ["AZURE_OPENAI_ENDPOINT", "http://contoso.openai.azure.com"],
    ["AZURE_OPENAI_ENDPOINT", "https://contoso.openai.azure.com/openai"],
    ["AZURE_SEARCH_ENDPOINT", "https://contoso.search.windows.net?api-key=s3cret"],
    ["AZURE_SEARCH_ENDPOINT", "https://user:s3cret@contoso.search.windows.net"],
    ["AZURE_SEARCH_INDEX", "documents/docs"],
    ["ENTRA_TENANT_ID", "common"],
    ["PUBLIC_ORIGIN", "http://chat.contoso.com"],
    ["PUBLIC_ORIGIN", "http://localhost.contoso.com"],
    ["PUBLIC_ORIGIN", "https://chat.contoso.com/chat"],
    ["PORT", "http"],
    ["PORT", "65536"],
    ["AZURE_CLOUD", "mars"],
    ["AUTHORITY_METADATA", "[]"],
  ])("refuses %s=%s without repeating it", (name, value) => {
    const start = () => parseSettings({ ...complete, [name]: value });
    expect(start).toThrow(new RegExp(`^- ${name} must be`, "m"));
    expect(start).not.toThrow(/s3cret/);
  });

  it("takes plain http for this machine", () => {
    const { publicOrigin } = parseSettings({ ...complete, PUBLIC_ORIGIN: "http://localhost:3000" });
    expect(publicOrigin).toBe("http://localhost:3000");
  });

  const local = {
    ...complete,
    ENTRA_TENANT_ID: emulatorTenantId.toUpperCase(),
    PUBLIC_ORIGIN: "http://localhost:3000",
  };

  it.each(["localhost", "127.0.0.1", "::1"])("listens on %s with the reserved tenant", (HOST) => {
    expect(parseSettings({ ...local, HOST }).host).toBe(HOST);
  });

  it.each([
    { HOST: "0.0.0.0" },
    { HOST: "::" },
    { HOST: "10.0.0.4" },
    { HOST: "127.0.0.1.example.com" },
    { PUBLIC_ORIGIN: "https://chat.contoso.com" },
  ])("[app/emulator-tenant-loopback] refuses the reserved tenant with %o", (change) => {
    expect(() => parseSettings({ ...local, ...change })).toThrow(/must stay on this machine/);
  });

  it("listens anywhere with a tenant of one's own", () => {
    expect(parseSettings({ ...complete, HOST: "0.0.0.0" }).host).toBe("0.0.0.0");
  });
});
