import { azureCloud } from "@entrim/azure-clouds";
import { describe, expect, it } from "vitest";
import { findEndpointFaults } from "./endpoint-faults.ts";
import type { GatewayOptions } from "./gateway-options.ts";

const faultsOf = (
  endpoint: string,
  others: Partial<GatewayOptions> = {},
  cloud = azureCloud(),
): string[] =>
  findEndpointFaults(
    { search: { endpoint, indexes: [], groupField: "" }, ...others } as unknown as GatewayOptions,
    cloud,
  );

describe("endpoints", () => {
  it.each(["https://contoso.search.windows.net", "https://contoso-2.search.windows.net/"])(
    "%s is Azure's",
    (endpoint) => {
      expect(faultsOf(endpoint)).toEqual([]);
    },
  );

  it.each([
    "http://contoso.search.windows.net",
    "https://contoso.search.windows.net.evil.example",
    "https://contoso.search.windows.net@evil.example",
    "https://contoso.openai.azure.com",
    "https://contoso.search.azure.us",
    "",
  ])("[start/azure-hosts-only] %s is not, and the remedy is told", (endpoint) => {
    const [fault] = faultsOf(endpoint);
    expect(fault).toMatch(/^gateway: search\.endpoint must be .*https:\/\/contoso\.search\./);
    expect(fault).toContain("ownHosts");
    expect(fault).not.toContain("evil");
  });

  it("are those of the cloud", () => {
    expect(faultsOf("https://contoso.search.azure.us", {}, azureCloud("usgov"))).toEqual([]);
    expect(faultsOf("https://contoso.search.windows.net", {}, azureCloud("usgov"))).toHaveLength(1);
  });

  it("may be hosts of one's own, if they are named in full", () => {
    const openai = { endpoint: "https://api.contoso.com", deployments: [] };
    const search = "https://contoso.search.windows.net";
    expect(faultsOf(search, { openai })).toHaveLength(1);
    expect(faultsOf(search, { openai, ownHosts: ["api.contoso.com"] })).toEqual([]);
    const sub = { ...openai, endpoint: "https://evil.api.contoso.com" };
    expect(faultsOf(search, { openai: sub, ownHosts: ["api.contoso.com"] })).toHaveLength(1);
  });

  it.each(["*.contoso.com", "https://api.contoso.com", ""])("are never at %s", (host) => {
    expect(faultsOf("https://contoso.search.windows.net", { ownHosts: [host] })).toEqual([
      expect.stringMatching(/^gateway: ownHosts are names/),
    ]);
  });

  it("are told one by one, those of storage as well", () => {
    const evil = { endpoint: "https://contoso.blob.core.windows.net.evil.example" };
    const jobs = { storage: [{ endpoint: "https://contoso.blob.core.windows.net" }, evil] };
    const others = { jobs: { ...jobs, lock: evil } } as unknown as GatewayOptions;
    expect(faultsOf("https://evil.example", others).map((fault) => fault.split(" ")[1])).toEqual([
      "search.endpoint",
      "jobs.lock.endpoint",
      "jobs.storage[1].endpoint",
    ]);
  });
});
