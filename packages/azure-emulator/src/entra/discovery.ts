import { authorityHost, authorityAliases } from "../hosts.ts";
import { issuerOf } from "./claims.ts";

/** The members of an OpenID Connect metadata document. */
export type OpenIdConfiguration = Readonly<Record<string, unknown>>;

/**
 * The metadata of a tenant, with production names.
 *
 * @param origins.browser Where a browser finds the two pages that people visit (as `client`); a browser that
 *   is not proxied needs another origin.
 * @param origins.client Where programs find the rest (`https://login.microsoftonline.com`).
 */
export function openIdConfiguration(
  tenantId: string,
  version: "1.0" | "2.0",
  origins: { readonly browser?: string; readonly client?: string } = {},
): OpenIdConfiguration {
  const { client = `https://${authorityHost}`, browser = client } = origins;
  const path = version === "1.0" ? "oauth2" : "oauth2/v2.0";
  const keys = version === "1.0" ? "discovery/keys" : "discovery/v2.0/keys";
  return {
    token_endpoint: `${client}/${tenantId}/${path}/token`,
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt"],
    jwks_uri: `${client}/${tenantId}/${keys}`,
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: ["code"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    issuer: issuerOf(tenantId, version),
    authorization_endpoint: `${browser}/${tenantId}/${path}/authorize`,
    end_session_endpoint: `${browser}/${tenantId}/${path}/logout`,
    ...(version === "2.0"
      ? { device_authorization_endpoint: `${client}/${tenantId}/${path}/devicecode` }
      : {}),
    http_logout_supported: true,
    tenant_region_scope: "EU",
    cloud_instance_name: "microsoftonline.com",
    msgraph_host: "graph.microsoft.com",
  };
}

/** The answer to instance discovery: which hosts are one and the same authority. */
export function instanceDiscovery(tenantId: string): unknown {
  return {
    tenant_discovery_endpoint: `https://${authorityHost}/${tenantId}/v2.0/.well-known/openid-configuration`,
    "api-version": "1.1",
    metadata: [
      {
        preferred_network: authorityHost,
        preferred_cache: "login.windows.net",
        aliases: [authorityHost, ...authorityAliases],
      },
    ],
  };
}
