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

  it("refuses to reach Azure without looking whom it reaches", () => {
    const trusting = { ...complete, NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    expect(() => parseSettings(trusting)).toThrow(/NODE_TLS_REJECT_UNAUTHORIZED .* remove it/);
    expect(parseSettings({ ...trusting, NODE_TLS_REJECT_UNAUTHORIZED: "1" })).toBeDefined();
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
