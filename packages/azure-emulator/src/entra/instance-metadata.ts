import type { Clock, Directory, EmulatedService } from "../azure.ts";
import type { Seed } from "../seed.ts";
import { findIdentity } from "./find-identity.ts";
import { findResource } from "./resources.ts";
import { identityGrant, type EntraTokens } from "./tokens.ts";

/** Where virtual machines and clusters ask for tokens; clients put a slash behind it or not. */
export const instanceMetadataPath: RegExp = /^\/metadata\/identity\/oauth2\/token\/?$/;

/** From the first version with this route. */
const apiVersion = /^20(1[89]|2\d)-\d\d-\d\d$/;

/**
 * The managed-identity endpoint as the instance metadata service of a virtual machine offers it, for
 * clients that are told of it by `AZURE_POD_IDENTITY_AUTHORITY_HOST`.
 *
 * @see https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
 */
export function createInstanceMetadata(options: {
  readonly seed: Seed;
  readonly clock: Clock;
  readonly directory: Directory;
  readonly tokens: EntraTokens;
}): EmulatedService {
  const { seed, clock, directory, tokens } = options;
  return {
    async fetch(request) {
      const { searchParams } = new URL(request.url);
      if (request.method !== "GET") return new Response(null, { status: 405 });
      // a server that can be talked into fetching a URL, or into passing a request on, gets nothing
      const isForwarded = request.headers.has("x-forwarded-for");
      if (request.headers.get("metadata")?.toLowerCase() !== "true" || isForwarded) {
        return refusal("invalid_request", "Required metadata header not specified");
      }
      if (!apiVersion.test(searchParams.get("api-version") ?? "")) {
        return refusal("invalid_request", "The api-version must be 2018-02-01 or later");
      }
      const asked = searchParams.get("resource");
      if (!asked)
        return refusal("invalid_request", "Required query variable 'resource' is missing");
      const resource = findResource(directory, asked);
      if (!resource) {
        return refusal(
          "invalid_resource",
          `AADSTS500011: The resource principal named ${asked} was not found in the tenant named ${directory.tenantName}.`,
        );
      }
      const identity = findIdentity(seed, searchParams);
      if (!identity) return refusal("invalid_request", "Identity not found");
      const { token, expiresInSeconds, expiresAt } = await tokens.issueAccessToken(
        identityGrant(identity, resource),
      );
      return Response.json(
        {
          access_token: token,
          client_id: identity.clientId,
          expires_in: String(expiresInSeconds),
          expires_on: String(expiresAt),
          ext_expires_in: String(expiresInSeconds),
          not_before: String(Math.floor(clock.now() / 1000)),
          resource: asked,
          token_type: "Bearer",
        },
        { headers: { "cache-control": "no-store" } },
      );
    },
  };
}

function refusal(error: "invalid_request" | "invalid_resource", description: string): Response {
  return Response.json({ error, error_description: description }, { status: 400 });
}
