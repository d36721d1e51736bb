import { describe, expect, it } from "vitest";
import { createGateway } from "./gateway.ts";
import type { GatewayOptions } from "./gateway-options.ts";

const options: GatewayOptions = {
  credential: { getToken: () => Promise.resolve(null) },
  access: {
    tenants: ["00000000-0000-4000-8000-000000000001"],
    audiences: ["00000000-0000-4000-8000-000000000002"],
    scopes: ["access_as_user"],
    tokenGroups: "ignore",
    resource: { address: "https://chat.contoso.com", scopes: ["api://chat/access_as_user"] },
  },
  search: {
    endpoint: "https://contoso.search.windows.net",
    indexes: ["documents"],
    groupField: "group_ids",
  },
  openai: { endpoint: "https://contoso.openai.azure.com", deployments: ["gpt-4.1"] },
};

const at = (path: string): Request => new Request(`https://chat.contoso.com${path}`);

describe("createGateway", () => {
  it("names every wrong option at once", () => {
    const wrong = {
      ...options,
      prefix: "ai/",
      search: { ...options.search, endpoint: "http://contoso" },
      openai: { ...options.openai, deployments: [] },
    };
    const create = () => createGateway(wrong);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(/prefix is a path/);
    expect(create).toThrow(/https origin/);
    expect(create).toThrow(/deployment/);
  });

  it("refuses what is misspelt or missing, as it would check nothing", () => {
    const { openai: _, ...others } = options;
    const wrong = { ...others, search: { ...options.search, secondcheck: "field" } };
    const create = () => createGateway(wrong as unknown as GatewayOptions);
    expect(create).toThrow("gateway: search.secondcheck is no option, openai is missing");
  });

  it("[keys/setting-refused] refuses a key in place of a credential", () => {
    const keyed = { ...options, credential: { key: "swordfish" } } as unknown as GatewayOptions;
    expect(() => createGateway(keyed)).toThrow(TypeError);
    expect(() => createGateway(keyed)).not.toThrow(/swordfish/);
  });

  it("knows its own addresses, below its prefix only", () => {
    const gateway = createGateway({ ...options, prefix: "/ai" });
    expect(gateway.handles(at("/ai/openai/v1/models"))).toBe(true);
    expect(gateway.handles(at("/ai/indexes('documents')/docs/search.post.search"))).toBe(true);
    expect(gateway.handles(at("/openai/v1/models"))).toBe(false);
    expect(gateway.handles(at("/ai/other"))).toBe(false);
  });

  it("leaves out what is switched off", () => {
    const search = { ...options.search, proxy: false };
    const gateway = createGateway({ ...options, search });
    expect(gateway.routes.map(({ name }) => name)).toEqual(["openai", "metadata"]);
  });

  it("serves the metadata to everybody, at its own address", async () => {
    const response = await createGateway(options).fetch(
      at("/.well-known/oauth-protected-resource"),
    );
    expect(await response.json()).toMatchObject({ resource: "https://chat.contoso.com" });
  });

  it("names the metadata in its challenge, and tells who keeps logs", async () => {
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const response = await createGateway({ ...options, onError }).fetch(at("/openai/v1/models"));
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("oauth-protected-resource");
    expect(errors).toHaveLength(1);
  });

  it("answers nobody who has left, and tells of no error then", async () => {
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const request = new Request(at("/openai/v1/models"), { signal: AbortSignal.abort("left") });
    await expect(createGateway({ ...options, onError }).fetch(request)).rejects.toBe("left");
    expect(errors).toEqual([]);
  });
});
