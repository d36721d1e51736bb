import type { EmulatedService, TokenAuthority } from "./azure.ts";

const audiences = [
  "https://management.azure.com",
  "https://management.azure.com/",
  "https://management.core.windows.net",
  "https://management.core.windows.net/",
];

/** Azure Resource Manager, which checks tokens and has no resource types yet. */
export function createManagement(tokens: TokenAuthority): EmulatedService {
  return {
    async fetch(request) {
      const claims = await tokens.verify(request, audiences);
      if ("refused" in claims) {
        return refusal(
          401,
          claims.refused === "missing" ? "AuthenticationFailed" : "InvalidAuthenticationToken",
          claims.refused === "missing"
            ? "Authentication failed. The 'Authorization' header is missing."
            : "The access token is invalid.",
        );
      }
      return refusal(
        404,
        "InvalidResourceType",
        "The resource type could not be found in the namespace for the given api version.",
      );
    },
  };
}

function refusal(status: number, code: string, message: string): Response {
  return Response.json(
    { error: { code, message } },
    {
      status,
      headers:
        status === 401
          ? {
              "www-authenticate":
                'Bearer authorization_uri="https://login.microsoftonline.com/", error="invalid_token"',
            }
          : {},
    },
  );
}
