import { AccessTokenError, type AccessTokenErrorReason } from "./access-token-error.ts";
import { maxTokenLength, tooLong } from "./bearer-token.ts";

/** The claims of a token by name, each of unknown kind. */
export type Claims = Readonly<Record<string, unknown>>;

/** A token that was read, and not yet believed. */
export interface UnverifiedToken {
  /** Names the key that is said to have signed it. */
  readonly keyId: string;
  readonly claims: Claims;
  /** The text that the signature is of. */
  readonly signedText: string;
  readonly signature: Buffer;
}

/** Longest key id that is looked up; Entra's have 27 characters. */
const maxKeyIdLength = 256;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads a signed token in its compact form without believing it. Of the header only the algorithm, the
 * types and the name of the key are read; `jku`, `jwk`, `x5u` and `x5c` never are.
 *
 * @throws AccessTokenError `invalid_token` for anything that is not a JWT signed with RS256.
 * @see https://www.rfc-editor.org/rfc/rfc8725#section-3
 */
export function parseUnverifiedToken(token: string): UnverifiedToken {
  if (token.length > maxTokenLength) throw tooLong();
  const parts = token.split(".");
  const [header = "", payload = "", end = ""] = parts;
  if (parts.length !== 3) throw unreadable("format");
  const { alg, typ, cty, kid, crit, b64 } = parseObject(header);
  // pinned: Entra's keys name no algorithm, so an RSA key would verify others as well
  if (alg !== "RS256") throw unreadable("algorithm");
  const signature = decode(end);
  if (signature.length === 0) throw unreadable("format");
  // logout+jwt, dpop+jwt and their kin are signed by the same keys and grant nothing
  if (typ !== undefined && !(typeof typ === "string" && /^jwt$/i.test(typ))) {
    throw unreadable("header");
  }
  // a token within the token, and members that would change what is signed
  if (cty !== undefined || crit !== undefined || b64 !== undefined) throw unreadable("header");
  if (typeof kid !== "string" || kid === "" || kid.length > maxKeyIdLength) {
    throw unreadable("header");
  }
  const signedText = token.slice(0, header.length + 1 + payload.length);
  return { keyId: kid, claims: parseObject(payload), signedText, signature };
}

function parseObject(part: string): Claims {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(decode(part)));
  } catch {
    // not kept as a cause: the message of a JSON error quotes its input
    throw unreadable("format");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw unreadable("format");
  }
  return value as Claims;
}

/** Refuses bits that stand for nothing: with them one token would have several texts. */
function decode(part: string): Buffer {
  const bytes = Buffer.from(part, "base64url");
  if (bytes.toString("base64url") !== part) throw unreadable("format");
  return bytes;
}

function unreadable(reason: AccessTokenErrorReason): AccessTokenError {
  return new AccessTokenError("invalid_token", "The access token is not a JWT signed with RS256.", {
    reason,
  });
}
