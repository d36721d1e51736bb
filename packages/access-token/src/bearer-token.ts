import { AccessTokenError } from "./access-token-error.ts";

/** Longest token that is looked at, in characters; Entra's own are below 12 KiB with 200 groups. */
export const maxTokenLength: number = 16 * 1024;

/**
 * Takes the token out of the value of an `Authorization` header, and from nowhere else.
 *
 * @param authorization The header's value as it came; two headers joined by a comma are refused.
 * @throws AccessTokenError `missing_credentials` for no header, an empty one or one of another scheme;
 *   `invalid_request` for anything that is not one bearer token; `invalid_token` for one that is longer
 *   than 16 KiB.
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1
 */
export function parseBearerToken(authorization: string | undefined): string {
  if (authorization === undefined || authorization === "") throw missing();
  // a host without types may hand over a list of headers
  if (typeof authorization !== "string") throw malformed();
  if (!/^bearer(?:[ \t,]|$)/i.test(authorization)) throw missing();
  if (authorization.length > maxTokenLength + "Bearer ".length) throw tooLong();
  const token = authorization.slice("bearer".length).replace(/^ +/, "");
  if (authorization["bearer".length] !== " " || !/^[\w.~+/-]+=*$/.test(token)) throw malformed();
  return token;
}

function missing(): AccessTokenError {
  return new AccessTokenError("missing_credentials", "A bearer token is required.", {
    reason: "credentials",
  });
}

function malformed(): AccessTokenError {
  return new AccessTokenError(
    "invalid_request",
    "The Authorization header must hold exactly one bearer token.",
    { reason: "credentials" },
  );
}

/** The refusal of a token that is not worth reading. */
export function tooLong(): AccessTokenError {
  return new AccessTokenError("invalid_token", "The access token is too long.", { reason: "size" });
}
