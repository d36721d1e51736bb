import { KeylessProxyError } from "./keyless-proxy-error.ts";
import type { DirectRequest } from "./proxy-handler.ts";

const keyHeaders = ["api-key", "ocp-apim-subscription-key"];

/** What to do with a request of an old client that still sends a key beside its token. */
export type LegacyKeys = "refuse" | "discard";

/**
 * Sees to it that no request is made that rests on a key. One that is discarded is never read.
 *
 * @throws KeylessProxyError `KEY_REFUSED`
 */
export function refuseKey(
  { headers }: Pick<DirectRequest, "headers">,
  legacyKeys: LegacyKeys,
): void {
  if (legacyKeys === "discard" || !keyHeaders.some((name) => headers.has(name))) return;
  throw new KeylessProxyError(
    "KEY_REFUSED",
    "Keys are not accepted; send an access token as Authorization: Bearer, and no api-key.",
  );
}
