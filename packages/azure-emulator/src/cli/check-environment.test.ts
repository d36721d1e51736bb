import { expect, it } from "vitest";
import { chatApp, chatIdentity, contoso, tenantId } from "../contoso.test.fixture.ts";
import { checkEnvironment } from "./check-environment.ts";

it.each([
  ["NODE_ENV", "production", "every client"],
  ["NO_PROXY", "a.example,.windows.net", "every client"],
  ["IDENTITY_SERVER_THUMBPRINT", "x", "ManagedIdentityCredential"],
  ["AZURE_AUTHORITY_HOST", "https://login.partner.example", "@azure/identity"],
  ["AZURE_AUTHORITY_HOST", "elsewhere", "@azure/identity"],
  ["AZURE_TENANT_ID", "contoso.example", "EnvironmentCredential, WorkloadIdentityCredential"],
  ["AZURE_CLIENT_ID", "unknown", "DefaultAzureCredential"],
  [
    "AZURE_FEDERATED_TOKEN_FILE",
    "/var/token",
    "DefaultAzureCredential, WorkloadIdentityCredential",
  ],
  ["AZURE_TOKEN_CREDENTIALS", "dev", "DefaultAzureCredential"],
])("says who fails with %s=%s, why, and what to do", (name, value, client) => {
  const findings = checkEnvironment({ [name]: value }, contoso);
  expect(findings).toEqual([
    { client, reason: expect.stringContaining(name), remedy: expect.stringContaining(name) },
  ]);
});

it("has nothing to say of what is in order", () => {
  expect(checkEnvironment({}, contoso)).toEqual([]);
  const environment = {
    NODE_ENV: "test",
    NO_PROXY: "a.example",
    AZURE_AUTHORITY_HOST: "https://login.microsoftonline.com/",
    AZURE_TENANT_ID: tenantId,
    AZURE_TOKEN_CREDENTIALS: "ManagedIdentityCredential",
  };
  for (const AZURE_CLIENT_ID of [chatApp.appId, chatIdentity.clientId]) {
    expect(checkEnvironment({ ...environment, AZURE_CLIENT_ID }, contoso)).toEqual([]);
  }
});
