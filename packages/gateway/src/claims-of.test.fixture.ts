/** What a token says. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const [, claims = ""] = token.split(".");
  return JSON.parse(Buffer.from(claims, "base64url").toString()) as Record<string, unknown>;
}
