import { describe, expect, it } from "vitest";
import { apiId, otherTenantId, tenantId } from "./entra.test.fixture.ts";
import {
  buildResourceMetadata,
  createResourceMetadataHandler,
  resourceMetadataAddress,
} from "./resource-metadata.ts";

const options = {
  resource: "https://chat.example/openai",
  tenants: [tenantId],
  scopes: [`api://${apiId}/access_as_user`],
};

describe("the metadata", () => {
  it("names the authority of each tenant in its cloud", () => {
    expect(
      buildResourceMetadata({
        ...options,
        cloud: "china",
        tenants: [tenantId, otherTenantId.toUpperCase()],
        resourceName: "Contoso Chat",
        resourceDocumentation: "https://chat.example/docs",
      }),
    ).toEqual({
      resource: "https://chat.example/openai",
      authorization_servers: [
        `https://login.partner.microsoftonline.cn/${tenantId}/v2.0`,
        `https://login.partner.microsoftonline.cn/${otherTenantId}/v2.0`,
      ],
      scopes_supported: [`api://${apiId}/access_as_user`],
      bearer_methods_supported: ["header"],
      resource_name: "Contoso Chat",
      resource_documentation: "https://chat.example/docs",
    });
  });

  it("is of the public cloud unless told otherwise, and has no empty members", () => {
    expect(Object.keys(buildResourceMetadata(options))).toEqual([
      "resource",
      "authorization_servers",
      "scopes_supported",
      "bearer_methods_supported",
    ]);
  });

  it("lies between host and path", () => {
    expect(resourceMetadataAddress("https://chat.example")).toBe(
      "https://chat.example/.well-known/oauth-protected-resource",
    );
    expect(resourceMetadataAddress("https://chat.example/openai")).toBe(
      "https://chat.example/.well-known/oauth-protected-resource/openai",
    );
  });

  it.each([
    "chat.example",
    "http://chat.example",
    "https://chat.example/#a",
    "https://chat.example/?a",
    "https://me@chat.example/",
    "api://chat",
  ])("is of no resource such as %s", (resource) => {
    expect(() => buildResourceMetadata({ ...options, resource })).toThrow(/https address/);
    expect(() => resourceMetadataAddress(resource)).toThrow(TypeError);
  });

  it("may be of a local server", () => {
    expect(resourceMetadataAddress("http://localhost:3000/")).toBe(
      "http://localhost:3000/.well-known/oauth-protected-resource",
    );
  });

  it("has no other members", () => {
    const misspelt = { ...options, resourcename: "Contoso Chat" };
    expect(() => buildResourceMetadata(misspelt)).toThrow(/no option "resourcename"/);
  });

  it("knows tenants by GUID only", () => {
    expect(() => buildResourceMetadata({ ...options, tenants: ["contoso.com"] })).toThrow(/GUIDs/);
  });
});

describe("the handler", () => {
  const handle = createResourceMetadataHandler(options);

  it("answers alike whatever host the request names", async () => {
    const answers = await Promise.all(
      ["https://chat.example/", "https://evil.example/"].map(async (url) => {
        const response = await handle(new Request(url));
        expect(response.status).toBe(200);
        expect(response.headers.get("content-type")).toBe("application/json");
        return response.json();
      }),
    );
    expect(answers[0]).toEqual(buildResourceMetadata(options));
    expect(answers[1]).toEqual(answers[0]);
  });

  it("takes no other method", async () => {
    const response = await handle(new Request("https://chat.example/", { method: "POST" }));
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD");
    expect(await response.json()).toEqual({
      error: { code: "METHOD_NOT_ALLOWED", message: expect.any(String) },
    });
  });
});
