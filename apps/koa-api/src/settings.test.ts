import { describe, expect, it } from "vitest";
import { parseSettings } from "./settings.ts";

const environment = {
  ENTRA_TENANT_IDS: "00000000-0000-4000-8000-000000000001",
  ENTRA_AUDIENCES: "00000000-0000-4000-8000-000000000002, api://chat",
  AZURE_CLIENT_ID: "00000000-0000-4000-8000-000000000003",
  AZURE_OPENAI_ENDPOINT: "https://contoso.openai.azure.com",
  AZURE_OPENAI_DEPLOYMENTS: "gpt-4.1,gpt-5-mini",
  AZURE_SEARCH_ENDPOINT: "https://contoso.search.windows.net",
  AZURE_SEARCH_INDEXES: "documents",
  AZURE_SEARCH_GROUP_FIELD: "group_ids",
};

describe("parseSettings", () => {
  it("reads lists and fills in defaults", () => {
    expect(parseSettings(environment)).toMatchObject({
      audiences: ["00000000-0000-4000-8000-000000000002", "api://chat"],
      scopes: ["access_as_user"],
      tokenGroups: "ignore",
      openai: { deployments: ["gpt-4.1", "gpt-5-mini"] },
      host: "localhost",
      port: 8080,
    });
  });

  it("names every fault at once, without values", () => {
    const wrong = { ...environment, PORT: "many", AZURE_CLIENT_ID: "chat", ENTRA_TENANT_IDS: "" };
    const parse = () => parseSettings(wrong);
    expect(parse).toThrow(/PORT/);
    expect(parse).toThrow(/AZURE_CLIENT_ID/);
    expect(parse).toThrow(/ENTRA_TENANT_IDS: is missing/);
    expect(parse).not.toThrow(/many/);
  });

  it.each([
    "AZURE_OPENAI_API_KEY",
    "AZURE_SEARCH_ADMIN_KEY",
    "AZURE_CLIENT_SECRET",
    "AZURE_STORAGE_CONNECTION_STRING",
    "OPENAI_API_KEY",
  ])("[keys/setting-refused] refuses %s, and says what to use", (name) => {
    const parse = () => parseSettings({ ...environment, [name]: "swordfish" });
    expect(parse).toThrow(new RegExp(`${name} carries a key: .* managed identity`));
    expect(parse).not.toThrow(/swordfish/);
  });

  it("[app/emulator-tenant-loopback] stays on the machine with the tenant of a local Azure", () => {
    const local = { ...environment, ENTRA_TENANT_IDS: "e0000000-0000-4000-8000-00000000e01a" };
    expect(parseSettings(local).host).toBe("localhost");
    expect(() => parseSettings({ ...local, HOST: "0.0.0.0" })).toThrow(/must stay on this machine/);
    expect(parseSettings({ ...environment, HOST: "0.0.0.0" }).host).toBe("0.0.0.0");
  });
});
