import type { AzureCloud } from "@entrim/azure-clouds";
import type { FetchHandler } from "@entrim/guard";
import { createSearchProxy } from "@entrim/keyless-proxy";
import type { GatewayOptions } from "../gateway-options.ts";

/** AI Search for its own clients, trimmed; undefined where it is switched off. */
export function composeSearch(
  { credential, search }: GatewayOptions,
  cloud: AzureCloud,
): FetchHandler | undefined {
  const { endpoint, indexes, groupField: field, proxy = true } = search;
  if (typeof proxy !== "boolean") {
    throw new TypeError("gateway: search.proxy must be true or false");
  }
  return proxy ? createSearchProxy({ cloud, credential, endpoint, indexes, field }) : undefined;
}
