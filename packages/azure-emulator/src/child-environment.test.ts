import { expect, it } from "vitest";
import { childEnvironment, type Environment } from "./child-environment.ts";

const variables = (base: Environment) =>
  childEnvironment({
    base,
    origin: "http://127.0.0.1:4600",
    certificates: "/tmp/certificates.pem",
    identityHeader: "header",
    authorityMetadata: "{}",
  });

it("holds what a client needs, and no more", () => {
  expect(variables({})).toEqual({
    HTTPS_PROXY: "http://127.0.0.1:4600",
    https_proxy: "http://127.0.0.1:4600",
    HTTP_PROXY: "http://127.0.0.1:4600",
    http_proxy: "http://127.0.0.1:4600",
    NO_PROXY: "localhost,127.0.0.1,::1",
    no_proxy: "localhost,127.0.0.1,::1",
    NODE_USE_ENV_PROXY: "1",
    NODE_EXTRA_CA_CERTS: "/tmp/certificates.pem",
    IDENTITY_ENDPOINT: "http://127.0.0.1:4600/msi/token",
    IDENTITY_HEADER: "header",
    AZURE_POD_IDENTITY_AUTHORITY_HOST: "http://127.0.0.1:4600",
    AUTHORITY_METADATA: "{}",
  });
});

it("keeps the hosts that are exempt from proxies already, in either spelling", () => {
  const { NO_PROXY, no_proxy } = variables({
    NO_PROXY: "a.example",
    no_proxy: "b.example, localhost",
  });
  expect(NO_PROXY).toBe("b.example,localhost,a.example,127.0.0.1,::1");
  expect(no_proxy).toBe(NO_PROXY);
});

it("replaces a proxy that is set already, in either spelling", () => {
  const base = {
    HTTPS_PROXY: "http://proxy.example:8080",
    https_proxy: "http://proxy.example:8080",
  };
  expect({ ...base, ...variables(base) }).toMatchObject({
    HTTPS_PROXY: "http://127.0.0.1:4600",
    https_proxy: "http://127.0.0.1:4600",
  });
});

it.each([
  "*",
  ".windows.net",
  "contoso.search.windows.net:443",
  "*.azure.com",
  "login.microsoftonline.com",
  "com",
])("refuses the exemption %s, by which requests would reach the real Azure", (exemption) => {
  expect(() => variables({ NO_PROXY: `a.example,${exemption}` })).toThrow(/real Azure/);
  expect(() => variables({ no_proxy: exemption })).toThrow(/real Azure/);
});

it("is not given to a production process", () => {
  expect(() => variables({ NODE_ENV: "production" })).toThrow(/production/);
});
