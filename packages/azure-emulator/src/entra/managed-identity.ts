import type { Directory, EmulatedService } from "../azure.ts";
import type { Seed } from "../seed.ts";
import { findIdentity } from "./find-identity.ts";
import { findResource } from "./resources.ts";
import { identityGrant, type EntraTokens } from "./tokens.ts";

/**
 * The managed-identity endpoint as App Service offers it on loopback, `GET /msi/token`.
 *
 * @see https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 */
export function createManagedIdentityEndpoint(options: {
  readonly seed: Seed;
  readonly directory: Directory;
  readonly tokens: EntraTokens;
  /** The value of `X-IDENTITY-HEADER` without which nothing is given out. */
  readonly identityHeader: string;
}): EmulatedService {
  const { seed, directory, tokens, identityHeader } = options;
  return {
    async fetch(request) {
      const { searchParams } = new URL(request.url);
      // a server that can be talked into fetching a URL cannot be talked into sending the header
      if (request.headers.get("x-identity-header") !== identityHeader) {
        return refusal(401, "The X-IDENTITY-HEADER is missing or wrong.");
      }
      if (searchParams.get("api-version") !== "2019-08-01") {
        return refusal(400, "The api-version must be 2019-08-01.");
      }
      const asked = searchParams.get("resource") ?? "";
      const resource = findResource(directory, asked);
      if (!resource) {
        return refusal(400, `AADSTS500011: The resource principal named ${asked} was not found.`);
      }
      const identity = findIdentity(seed, searchParams);
      if (!identity) {
        return refusal(
          400,
          "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.",
        );
      }
      const { token, expiresAt } = await tokens.issueAccessToken(identityGrant(identity, resource));
      return Response.json(
        {
          access_token: token,
          expires_on: String(expiresAt),
          resource: asked,
          token_type: "Bearer",
          client_id: identity.clientId,
        },
        { headers: { "cache-control": "no-store" } },
      );
    },
  };
}

function refusal(statusCode: number, message: string): Response {
  return Response.json({ statusCode, message }, { status: statusCode });
}
