import type { Azure, TokenClaims } from "../azure.ts";
import { ManagementError } from "./management-error.ts";

const audiences = ["https://management.core.windows.net", "https://management.azure.com"].flatMap(
  (audience) => [`${audience}/`, audience],
);

const refusals = {
  missing: {
    code: "AuthenticationFailed",
    message: "Authentication failed. The 'Authorization' header is missing.",
  },
  malformed: {
    code: "AuthenticationFailedInvalidHeader",
    message: "Authentication failed. The 'Authorization' header is provided in an invalid format.",
  },
  invalid: { code: "InvalidAuthenticationToken", message: "The access token is invalid." },
  expired: { code: "ExpiredAuthenticationToken", message: "The access token expired." },
  audience: {
    code: "InvalidAuthenticationTokenAudience",
    message: `The access token has been obtained for wrong audience or resource. It should exactly match with one of the allowed audiences ${audiences.map((it) => `'${it}'`).join(",")}.`,
  },
} as const;

/**
 * Who asks.
 *
 * @throws ManagementError without a good token.
 */
export async function requireCaller(
  { tokens, directory }: Azure,
  request: Request,
): Promise<TokenClaims> {
  const claims = await tokens.verify(request, audiences);
  if (!("refused" in claims)) return claims;
  const { code, message } = refusals[claims.refused];
  throw new ManagementError(401, code, message, {
    challenge: `Bearer authorization_uri="https://login.microsoftonline.com/${directory.tenantId}", error="invalid_token", error_description="${message.replaceAll('"', "'")}"`,
  });
}
