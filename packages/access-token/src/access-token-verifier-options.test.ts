import { expect, it } from "vitest";
import { createAccessTokenVerifier } from "./access-token-verifier.ts";
import { ada, apiId, otherTenantId, tenantId } from "./entra.test.fixture.ts";

const options = { tenants: [tenantId], audiences: [apiId], scopes: ["access_as_user"] };

function create(change: object): unknown {
  return createAccessTokenVerifier({ ...options, ...change });
}

it.each([
  ["no tenant", { tenants: [] }, /tenants/],
  ["a tenant by its name", { tenants: ["contoso.com"] }, /tenants/],
  ["every tenant", { tenants: ["*"] }, /tenants/],
  ["a tenant that is no list", { tenants: tenantId }, /tenants/],
  ["tenants that nothing keeps apart", { tenants: [tenantId, otherTenantId] }, /tenantIsolation/],
  ["no audience", { audiences: [] }, /audiences/],
  ["an audience that is no list", { audiences: apiId }, /audiences/],
  ["an empty audience", { audiences: [""] }, /audiences/],
  ["no scope and no role", { scopes: [] }, /scopes/],
  ["scopes that are no list", { scopes: "access_as_user" }, /scopes/],
  ["a scope with its audience and a space", { scopes: ["api://x/a b"] }, /scp claim/],
  ["roles that are no list", { roles: "Reader" }, /roles/],
  ["no client at all", { clients: [] }, /clients/],
  ["a client by its name", { clients: ["chat"] }, /clients/],
  ["another word for guests", { guests: "sometimes" }, /guests/],
  ["no version", { versions: [] }, /versions/],
  ["an unknown version", { versions: ["3.0"] }, /versions/],
  ["an age that is no number", { maxAgeInMs: Number.NaN }, /maxAgeInMs/],
  ["no age", { maxAgeInMs: 0 }, /maxAgeInMs/],
  ["signing keys of a name", { signingKeysOf: "chat" }, /signingKeysOf/],
  ["half a signature", { rememberedSignatures: 0.5 }, /rememberedSignatures/],
  ["a realm that ends early", { realm: 'a"' }, /realm/],
  ["metadata in two lines", { resourceMetadata: "https://a\r\n" }, /resourceMetadata/],
  ["a cloud of another name", { cloud: "mars" }, /public, usgov, china/],
  ["an option that is misspelt", { client: [ada] }, /no option "client"/],
])("refuses %s", (_, change, message) => {
  expect(() => create(change)).toThrow(TypeError);
  expect(() => create(change)).toThrow(message);
});

it.each([
  "00000003-0000-0000-c000-000000000000",
  "https://graph.microsoft.com",
  "https://graph.microsoft.com/",
  "https://management.azure.com/",
  "https://cognitiveservices.azure.com",
  "https://search.azure.com",
  "https://STORAGE.azure.com/",
])("refuses %s as an audience, which is Microsoft's", (audience) => {
  expect(() => create({ audiences: [apiId, audience] })).toThrow(/register an app/);
});

it("takes several tenants when told how their documents are kept apart", () => {
  for (const tenantIsolation of ["filter", "index"] as const) {
    expect(create({ tenants: [tenantId, otherTenantId], tenantIsolation })).toBeDefined();
  }
  // the same tenant twice is one
  expect(create({ tenants: [tenantId, tenantId.toUpperCase()] })).toBeDefined();
});

it("takes a server for applications only", () => {
  expect(create({ scopes: [], roles: ["Chat.Ask"] })).toBeDefined();
});
