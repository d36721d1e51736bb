import { TokenCredentialPolicyError } from "./token-credential-policy-error.ts";

const redirects: ReadonlySet<number> = new Set([300, 301, 302, 303, 307, 308]);

/** Whether an answer sends elsewhere. No Azure data plane does; whoever answers so wants the request to go to another place. */
export function isRedirect(status: number, location: string | null | undefined): boolean {
  return redirects.has(status) && typeof location === "string";
}

/** The error for such an answer; the place it names is not repeated. */
export function redirectRefused(host: string): TokenCredentialPolicyError {
  return new TokenCredentialPolicyError(
    "REDIRECT_REFUSED",
    `token-credential-policy: ${host} answered with a redirect, which is not followed with a token; configure the final endpoint`,
  );
}
