/**
 * What an access token says, unverified: enough to see that it was taken for another one.
 *
 * @returns `undefined` for what cannot be read; such a token may be good.
 */
export function readTokenClaims(token: string): Readonly<Record<string, unknown>> | undefined {
  const [, payload = "", signature] = token.split(".");
  if (signature === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    return typeof claims === "object" && claims !== null ? { ...claims } : undefined;
  } catch {
    return undefined;
  }
}
