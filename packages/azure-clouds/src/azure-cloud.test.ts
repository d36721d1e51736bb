import { describe, expect, it } from "vitest";
import { azureCloud } from "./azure-cloud.ts";

describe("azureCloud", () => {
  it("is the public cloud unless told otherwise", () => {
    expect(azureCloud().name).toBe("public");
    expect(azureCloud().unconfirmed).toEqual([]);
  });

  it.each(["public", "usgov", "china"] as const)("%s shares no host with another cloud", (name) => {
    const hosts = (of: typeof name) => {
      const { authorityHost, graphEndpoint, resourceManagerEndpoint, openai, search, blob } =
        azureCloud(of);
      return [
        authorityHost,
        graphEndpoint,
        resourceManagerEndpoint,
        openai.hostSuffix,
        search.hostSuffix,
        blob.hostSuffix,
      ];
    };
    const others = (["public", "usgov", "china"] as const).filter((other) => other !== name);
    for (const host of hosts(name)) expect(others.flatMap(hosts)).not.toContain(host);
  });

  it("lists as unconfirmed only members that exist", () => {
    for (const name of ["public", "usgov", "china"] as const) {
      const cloud = azureCloud(name);
      for (const path of cloud.unconfirmed) {
        const [head = "", ...rest] = path.split(".");
        const value: unknown = Reflect.get(cloud, head);
        expect(
          rest.length === 0 ? value : Reflect.get(value as object, rest.join(".")),
        ).toBeDefined();
      }
    }
  });

  it("takes overrides member by member and no longer calls them unconfirmed", () => {
    const cloud = azureCloud("usgov", {
      graphEndpoint: "https://dod-graph.microsoft.us",
      openai: { audience: "https://ai.example.us" },
    });
    expect(cloud.graphEndpoint).toBe("https://dod-graph.microsoft.us");
    expect(cloud.openai).toMatchObject({
      audience: "https://ai.example.us",
      hostSuffix: "openai.azure.us",
    });
    expect(cloud.unconfirmed).not.toContain("openai.audience");
    expect(cloud.unconfirmed).toContain("openai.privateDnsZones");
  });

  it.each([
    "http://login.example",
    "https://login.example/",
    "https://login.example/path",
    "login",
  ])("refuses %s as an origin", (authorityHost) => {
    expect(() => azureCloud("public", { authorityHost })).toThrow(/https origin/);
  });

  it("names the clouds that exist when asked for another", () => {
    expect(() => azureCloud("mars" as "public")).toThrow(/public, usgov, china/);
    expect(() => azureCloud("__proto__" as "public")).toThrow(TypeError);
  });

  it("cannot be changed by who receives it", () => {
    const cloud = azureCloud();
    expect(() => Object.assign(cloud.search, { audience: "https://evil.example" })).toThrow(
      TypeError,
    );
  });
});
