import type { Azure, TokenClaims } from "../azure.ts";
import { BlobError, invalidHeaderValue } from "./blob-error.ts";

const audiences = ["https://storage.azure.com", "https://storage.azure.com/"];

/** The first version that takes tokens, and the last one that is known. */
const [firstVersion, lastVersion] = ["2017-11-09", "2026-10-06"];

const reasons = {
  malformed: "The token is not in the correct format.",
  invalid: "Signature validation failed. Signature verification failed.",
  expired: "Lifetime validation failed. The token is expired.",
  audience: "Audience validation failed. Audience did not match.",
} as const;

/**
 * Who asks: someone with a token, as in an account whose keys are disabled.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory
 * @throws BlobError for a key, a signature made with one, no good token, or a version that takes none.
 */
export async function requireCaller(
  { tokens, directory }: Azure,
  request: Request,
): Promise<TokenClaims> {
  const authorization = request.headers.get("authorization");
  if (isSharedKey(authorization) || new URL(request.url).searchParams.has("sig")) {
    throw new BlobError(
      403,
      "KeyBasedAuthenticationNotPermitted",
      "Key based authentication is not permitted on this storage account.",
    );
  }
  const challenge = {
    "www-authenticate": `Bearer authorization_uri=https://login.microsoftonline.com/${directory.tenantId}/oauth2/authorize resource_id=https://storage.azure.com`,
  };
  const message =
    "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.";
  if (authorization !== null) requireVersion(request.headers.get("x-ms-version"));
  const claims = await tokens.verify(request, audiences);
  if (!("refused" in claims)) return claims;
  if (claims.refused === "missing") {
    throw new BlobError(401, "NoAuthenticationInformation", message, { headers: challenge });
  }
  throw new BlobError(401, "InvalidAuthenticationInfo", message, {
    details: { AuthenticationErrorDetail: reasons[claims.refused] },
    headers: challenge,
  });
}

/** Whether a request carries a signature that a person's or an app's own key made, and nothing else. */
export function isDelegated({ headers, url }: Request): boolean {
  const { searchParams } = new URL(url);
  return (
    searchParams.has("sig") && searchParams.has("skoid") && headers.get("authorization") === null
  );
}

function isSharedKey(authorization: string | null): boolean {
  return /^SharedKey(?:Lite)? /i.test(authorization ?? "");
}

function requireVersion(version: string | null): void {
  if (version === null || (isDate(version) && version < firstVersion)) {
    throw new BlobError(
      403,
      "AuthenticationFailed",
      "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.",
      {
        details: {
          AuthenticationErrorDetail:
            "Authentication scheme Bearer is not supported in this version.",
        },
      },
    );
  }
  if (!isDate(version) || version > lastVersion) throw invalidHeaderValue("x-ms-version", version);
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}
