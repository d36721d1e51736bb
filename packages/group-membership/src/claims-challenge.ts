const bearer = /(?:^|,)\s*bearer\s/i;
const insufficientClaims = /\berror="insufficient_claims"/;
const encodedClaims = /\bclaims="([\w+/=-]{1,8192})"/;

/**
 * The claims that Graph asks for when it refuses a token that was revoked, as JSON text to hand to a
 * credential; `undefined` for any other challenge.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
export function readClaimsChallenge(wwwAuthenticate: string | null): string | undefined {
  if (wwwAuthenticate === null || wwwAuthenticate.length > 16_384) return undefined;
  if (!bearer.test(wwwAuthenticate) || !insufficientClaims.test(wwwAuthenticate)) return undefined;
  const encoded = encodedClaims.exec(wwwAuthenticate)?.[1];
  if (encoded === undefined) return undefined;
  try {
    const binary = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
    const text = new TextDecoder("utf-8", { fatal: true }).decode(
      Uint8Array.from(binary, (character) => character.charCodeAt(0)),
    );
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? text : undefined;
  } catch {
    return undefined;
  }
}
