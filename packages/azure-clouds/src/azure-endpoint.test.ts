import { describe, expect, it } from "vitest";
import { azureCloud } from "./azure-cloud.ts";
import { isAzureEndpoint, isPlainHost } from "./azure-endpoint.ts";

const { openai, search, blob } = azureCloud();

describe("isAzureEndpoint", () => {
  it.each([
    ["https://contoso.search.windows.net", search],
    ["https://contoso-2.search.windows.net/", search],
    ["https://contoso.blob.core.windows.net", blob],
    ["https://contoso.openai.azure.com", openai],
    ["https://contoso.cognitiveservices.azure.com", openai],
    ["https://contoso.services.ai.azure.com", openai],
    ["https://contoso.search.azure.us", azureCloud("usgov").search],
    ["https://contoso.services.ai.azure.us", azureCloud("usgov").openai],
    ["https://contoso.openai.azure.cn", azureCloud("china").openai],
  ])("says that %s is Azure's", (endpoint, service) => {
    expect(isAzureEndpoint(endpoint, service)).toBe(true);
  });

  it.each([
    "http://contoso.search.windows.net",
    "https://contoso.search.windows.net.evil.example",
    "https://contoso.search.windows.net.",
    "https://contoso.search.windows.net//",
    "https://contoso-search.windows.net",
    "https://search.windows.net",
    "https://evil.contoso.search.windows.net",
    "https://contoso.search.windovvs.net",
    "https://contoso.sеarch.windows.net",
    "https://contoso.xn--sarch-4ve.windows.net",
    "https://xn--contos-7ta.search.windows.net",
    "https://contoso.search.windows.net@evil.example",
    "https://evil.example@contoso.search.windows.net",
    "https://contoso.search.windows.net:8443",
    "https://contoso.search.windows.net/evil",
    "https://contoso.search.windows.net?evil",
    "https://contoso.search.windows.net#evil",
    "https://contoso.search.windows.net\\@evil.example",
    "https://CONTOSO.search.windows.net",
    "https://contoso。search.windows.net",
    "https://169.254.169.254",
    "https://[fd00::1]",
    "https://2130706433",
    "https://localhost",
    "contoso.search.windows.net",
    "",
    undefined as unknown as string,
  ])("[start/azure-hosts-only] says that %s is not", (endpoint) => {
    expect(isAzureEndpoint(endpoint, search)).toBe(false);
  });

  it("tells services and clouds apart", () => {
    expect(isAzureEndpoint("https://contoso.openai.azure.com", search)).toBe(false);
    expect(isAzureEndpoint("https://contoso.services.ai.azure.com", search)).toBe(false);
    expect(isAzureEndpoint("https://contoso.search.windows.net", azureCloud("usgov").search)).toBe(
      false,
    );
    expect(
      isAzureEndpoint("https://contoso.services.ai.azure.com", azureCloud("usgov").openai),
    ).toBe(false);
  });

  it("goes by what a tenant shows its hosts to be", () => {
    const own = azureCloud("china", { openai: { otherHostSuffixes: ["services.ai.azure.cn"] } });
    const endpoint = "https://contoso.services.ai.azure.cn";
    expect(isAzureEndpoint(endpoint, azureCloud("china").openai)).toBe(false);
    expect(isAzureEndpoint(endpoint, own.openai)).toBe(true);
  });

  it("takes hosts of one's own, if they are named in full", () => {
    const own = ["api.contoso.com"];
    expect(isAzureEndpoint("https://api.contoso.com/", openai, own)).toBe(true);
    expect(isAzureEndpoint("https://evil.api.contoso.com", openai, own)).toBe(false);
    expect(isAzureEndpoint("https://api.contoso.com:8443", openai, own)).toBe(false);
    expect(isAzureEndpoint("http://api.contoso.com", openai, own)).toBe(false);
  });
});

describe("isPlainHost", () => {
  it.each(["api.contoso.com", "a-b.contoso.com", "api.contoso.com:8443"])("takes %s", (host) => {
    expect(isPlainHost(host)).toBe(true);
  });

  it.each([
    "*.contoso.com",
    "https://api.contoso.com",
    "api.contoso.com/v1",
    "API.contoso.com",
    "api.contoso.com.",
    "user@api.contoso.com",
    "xn--pi-7ka.contoso.com",
    "contoso.xn--cm-fka",
    "10.0.0.1",
    "localhost",
    "",
  ])("refuses %s", (host) => {
    expect(isPlainHost(host)).toBe(false);
  });
});
