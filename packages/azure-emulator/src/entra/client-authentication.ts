import type { Directory } from "../azure.ts";
import type { SeedApp } from "../seed.ts";
import { issuerOf } from "./claims.ts";
import { EntraError, requireParameter } from "./entra-error.ts";
import type { EntraTokens } from "./tokens.ts";

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/**
 * The app that a token request comes from. It proves itself with the token of a managed identity that
 * one of its federated credentials names; there are no secrets.
 *
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 * @throws EntraError for an unknown app, a secret, no assertion, or one that no credential names.
 */
export async function authenticateClient(
  directory: Directory,
  tokens: EntraTokens,
  form: URLSearchParams,
): Promise<SeedApp> {
  const app = requireApp(directory, requireParameter(form, "client_id"));
  if (form.has("client_secret")) {
    throw new EntraError(
      "invalid_client",
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${app.appId}'.`,
    );
  }
  const assertion = form.get("client_assertion");
  if (!assertion || form.get("client_assertion_type") !== assertionType) {
    throw new EntraError(
      "invalid_client",
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    );
  }
  const result = await tokens.read(assertion);
  if ("refused" in result) {
    throw result.refused === "expired"
      ? new EntraError(
          "invalid_client",
          700024,
          "Client assertion is not within its valid time range.",
        )
      : new EntraError("invalid_client", 700027, "Client assertion failed signature validation.");
  }
  requireFederation(directory, app, result.claims);
  return app;
}

/**
 * The app of a client id.
 *
 * @throws EntraError for one that the tenant does not have.
 */
export function requireApp(directory: Directory, clientId: string): SeedApp {
  const app = directory.apps.find(({ appId }) => appId === clientId.toLowerCase());
  if (app) return app;
  throw new EntraError(
    "unauthorized_client",
    700016,
    `Application with identifier '${clientId}' was not found in the directory '${directory.tenantName}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  );
}

/** Compares the assertion with the app's federated credentials, each value exactly. */
function requireFederation(
  directory: Directory,
  { federatedCredentials = [] }: SeedApp,
  { iss, sub, aud }: { iss?: string; sub?: string; aud?: string | string[] },
): void {
  if (iss !== issuerOf(directory.tenantId, "2.0")) throw mismatch(700211, "issuer", iss);
  const ofSubject = federatedCredentials.filter(({ subject }) => subject === sub);
  if (ofSubject.length === 0) throw mismatch(700213, "subject", sub);
  if (!ofSubject.some(({ audience }) => audience === aud)) throw mismatch(700212, "audience", aud);
}

function mismatch(number: number, member: string, value: unknown): EntraError {
  return new EntraError(
    "invalid_client",
    number,
    `No matching federated identity record found for presented assertion ${member} '${String(value)}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation`,
  );
}
