/** Longest claims request that is decoded; Entra's are a few hundred characters. */
const maxLength = 8192;

/** `scheme`, or `name=value`, or `name="value"` with escapes; a comma or the end follows a parameter. */
const element = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?/gy;

/**
 * The claims that a service asks for with `insufficient_claims`, as JSON text to hand to a credential;
 * `undefined` for any other challenge. Reads several challenges in one header, and both alphabets of base64.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/claims-challenge
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 */
export function readClaimsChallenge(
  wwwAuthenticate: string | null | undefined,
): string | undefined {
  if (typeof wwwAuthenticate !== "string" || wwwAuthenticate.length > 4 * maxLength)
    return undefined;
  for (const { scheme, parameters } of parseChallenges(wwwAuthenticate)) {
    if (scheme !== "bearer" || parameters.get("error") !== "insufficient_claims") continue;
    const claims = decodeClaims(parameters.get("claims"));
    if (claims !== undefined) return claims;
  }
  return undefined;
}

interface Challenge {
  readonly scheme: string;
  readonly parameters: Map<string, string>;
}

function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = [];
  let position = 0;
  while (position < header.length) {
    position += /^[\s,]*/.exec(header.slice(position))?.[0].length ?? 0;
    element.lastIndex = position;
    const match = element.exec(header);
    if (match === null) break;
    position = element.lastIndex;
    const [, name = "", quoted, plain] = match;
    if (quoted === undefined && plain === undefined) {
      challenges.push({ scheme: name.toLowerCase(), parameters: new Map() });
    } else {
      const value = quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "";
      challenges.at(-1)?.parameters.set(name.toLowerCase(), value);
    }
  }
  return challenges;
}

function decodeClaims(encoded: string | undefined): string | undefined {
  if (encoded === undefined || encoded.length > maxLength) return undefined;
  try {
    const binary = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? text : undefined;
  } catch {
    return undefined;
  }
}
