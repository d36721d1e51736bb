import type { AccessToken } from "@azure/core-auth";

/** Whose a token is, and for what. */
export interface Principal {
  readonly objectId: string;
  readonly tenantId: string;
  readonly kind: "managed identity" | "application" | "person";
  /** Whom the token is made out to. */
  readonly audience: string;
}

/**
 * Reads a token of one's own, which needs no verification: whoever handed it out is who would be asked for
 * the keys.
 *
 * @returns `undefined` for a token that is none of Entra's.
 */
export function readPrincipal({ token }: AccessToken): Principal | undefined {
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  } catch {
    return undefined;
  }
  const text = (name: string): string => {
    const value: unknown = Object(claims)[name];
    return typeof value === "string" ? value : "";
  };
  // they are printed, and go into commands that somebody will run
  if (!isGuid(text("oid")) || !isGuid(text("tid"))) return undefined;
  return {
    objectId: text("oid"),
    tenantId: text("tid"),
    kind:
      text("xms_mirid") !== ""
        ? "managed identity"
        : text("idtyp") === "app" || text("scp") === ""
          ? "application"
          : "person",
    audience: /^[\w:/.-]{1,200}$/.test(text("aud")) ? text("aud") : "somebody unknown",
  };
}

function isGuid(text: string): boolean {
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);
}
