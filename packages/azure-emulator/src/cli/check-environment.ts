import { azureExemption, type Environment } from "../child-environment.ts";
import { emulatorTenantId } from "../emulator-tenant.ts";
import { authorityAliases, authorityHost } from "../hosts.ts";
import type { Seed } from "../seed.ts";

/** A client that will not connect. */
export interface Finding {
  /** Who fails. */
  readonly client: string;
  /** Why. */
  readonly reason: string;
  /** What to do, as a sentence. */
  readonly remedy: string;
}

/** Credentials that DefaultAzureCredential finds in a local Azure, by `AZURE_TOKEN_CREDENTIALS`. */
const offeredCredentials = new Set([
  "prod",
  "environmentcredential",
  "workloadidentitycredential",
  "managedidentitycredential",
]);

/** What in the environment of a program keeps its clients from the local Azure. Values of secrets are not shown. */
export function checkEnvironment(environment: Environment, seed: Seed): readonly Finding[] {
  const value = (name: string): string => environment[name] ?? "";
  const findings: Finding[] = [];
  const exemption = azureExemption(environment);
  if (value("NODE_ENV") === "production") {
    findings.push({
      client: "every client",
      reason: "NODE_ENV is production, which a local Azure does not serve",
      remedy: "Set NODE_ENV to development or test.",
    });
  }
  if (exemption !== undefined) {
    findings.push({
      client: "every client",
      reason: `NO_PROXY exempts "${exemption}", so requests would reach the real Azure`,
      remedy: "Remove it from NO_PROXY and no_proxy.",
    });
  }
  if (value("IDENTITY_SERVER_THUMBPRINT") !== "") {
    findings.push({
      client: "ManagedIdentityCredential",
      reason: "IDENTITY_SERVER_THUMBPRINT makes it take the local Azure for Service Fabric",
      remedy: "Unset IDENTITY_SERVER_THUMBPRINT.",
    });
  }
  if (!isAuthority(value("AZURE_AUTHORITY_HOST"))) {
    findings.push({
      client: "@azure/identity",
      reason: `AZURE_AUTHORITY_HOST names another host than ${authorityHost}; this ends in endpoints_resolution_error`,
      remedy: "Unset AZURE_AUTHORITY_HOST.",
    });
  }
  if (value("AZURE_TENANT_ID") !== "" && value("AZURE_TENANT_ID") !== emulatorTenantId) {
    findings.push({
      client: "EnvironmentCredential, WorkloadIdentityCredential",
      reason: "AZURE_TENANT_ID is another tenant, which ends in AADSTS90002",
      remedy: `Set AZURE_TENANT_ID to ${emulatorTenantId}.`,
    });
  }
  if (!isClient(value("AZURE_CLIENT_ID"), seed)) {
    findings.push({
      client: "DefaultAzureCredential",
      reason: "AZURE_CLIENT_ID names no identity and no app of the seed",
      remedy: "Name a client id of the seed, or unset AZURE_CLIENT_ID.",
    });
  }
  if (value("AZURE_FEDERATED_TOKEN_FILE") !== "") {
    findings.push({
      client: "DefaultAzureCredential, WorkloadIdentityCredential",
      reason: "AZURE_FEDERATED_TOKEN_FILE holds a token that the local Azure did not sign",
      remedy: "Unset AZURE_FEDERATED_TOKEN_FILE; the managed identity is next in line.",
    });
  }
  const credentials = value("AZURE_TOKEN_CREDENTIALS").toLowerCase();
  if (credentials !== "" && !offeredCredentials.has(credentials)) {
    findings.push({
      client: "DefaultAzureCredential",
      reason: "AZURE_TOKEN_CREDENTIALS asks for a tool that is signed in to the real Azure",
      remedy: "Set AZURE_TOKEN_CREDENTIALS to ManagedIdentityCredential, or unset it.",
    });
  }
  return findings;
}

function isAuthority(address: string): boolean {
  if (address === "") return true;
  const host = URL.canParse(address) ? new URL(address).host : "";
  return [authorityHost, ...authorityAliases].includes(host);
}

function isClient(clientId: string, { identities = [], apps = [] }: Seed): boolean {
  const known = [...identities.map((one) => one.clientId), ...apps.map(({ appId }) => appId)];
  return clientId === "" || known.includes(clientId.toLowerCase());
}
