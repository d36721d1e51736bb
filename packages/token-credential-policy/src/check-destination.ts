import { TokenCredentialPolicyError } from "./token-credential-policy-error.ts";

/** Headers that hold a key, wherever Azure takes one. */
const keyHeaders = ["api-key", "ocp-apim-subscription-key", "x-functions-key", "x-api-key"];

/** Query parameters that hold a key or the signature of one. */
const keyParameters: ReadonlySet<string> = new Set([
  "api-key",
  "subscription-key",
  "ocp-apim-subscription-key",
  "sig",
]);

/** A name, with or without a port; no address, as certificates of Azure are made out to names; no wildcard, as it would include the resources of others. */
const hostName = /^(?![\d.:]+$)[a-z\d-]+(?:\.[a-z\d-]+)*(?::\d+)?$/;

/** Decides on a request before a token is asked for. */
export type DestinationCheck = (
  url: string,
  headers: { get(name: string): string | null | undefined },
) => URL;

/**
 * Lets requests pass to the given hosts only, only over TLS and only without a key.
 *
 * @param allowedHosts Hosts as they stand in a URL, in full, with a port that is not 443.
 * @throws TypeError for none, and for an entry that is not the name of one host.
 */
export function createDestinationCheck(allowedHosts: readonly string[]): DestinationCheck {
  const hosts: ReadonlySet<string> = new Set(requireHosts(allowedHosts));

  return function checkDestination(address, headers) {
    const url = URL.parse(address);
    if (url === null || url.username !== "" || url.password !== "" || !hosts.has(url.host)) {
      throw new TokenCredentialPolicyError(
        "HOST_NOT_ALLOWED",
        `token-credential-policy: no token leaves for ${url?.host ?? "an address that is none"}; if it should, add the host to allowedHosts`,
      );
    }
    if (url.protocol !== "https:") {
      throw new TokenCredentialPolicyError(
        "TLS_REQUIRED",
        `token-credential-policy: no token leaves for ${url.host} in the clear; use an https endpoint`,
      );
    }
    const key = keyIn(url, headers);
    if (key !== undefined) {
      throw new TokenCredentialPolicyError(
        "KEY_REFUSED",
        `token-credential-policy: the request carries a key (${key}); remove it, the token is enough`,
      );
    }
    return url;
  };
}

function requireHosts(allowedHosts: readonly string[]): readonly string[] {
  if (!Array.isArray(allowedHosts) || allowedHosts.length === 0) {
    throw new TypeError(
      "token-credential-policy: allowedHosts must name the hosts that may see the token, as in contoso.search.windows.net",
    );
  }
  return allowedHosts.map((host: unknown) => {
    if (
      typeof host !== "string" ||
      !hostName.test(host) ||
      new URL(`https://${host}`).host !== host
    ) {
      throw new TypeError(
        "token-credential-policy: an entry of allowedHosts must be one host name in full and in lower case, as in contoso.search.windows.net, without scheme, path or wildcard",
      );
    }
    return host;
  });
}

/** The name of what holds a key. */
function keyIn(url: URL, headers: Parameters<DestinationCheck>[1]): string | undefined {
  // the clients that insist on a bearer key, as `OpenAI` does, are given a placeholder; it is replaced
  const scheme = /^\s*(\S+)/.exec(headers.get("authorization") ?? "")?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "bearer") return "authorization";
  return (
    keyHeaders.find((name) => headers.get(name)) ??
    [...url.searchParams.keys()].find((name) => keyParameters.has(name.toLowerCase()))
  );
}
