import type { AzureCloud } from "@entrim/azure-clouds";
import type { Principal } from "@entrim/guard";
import { createSearchProxy, type Handler } from "@entrim/keyless-proxy";
import type { GatewayOptions } from "../gateway-options.ts";

/** AI Search for its own clients, trimmed; undefined where it is switched off. */
export function composeSearch(
  { credential, search }: GatewayOptions,
  cloud: AzureCloud,
): Handler<Principal> | undefined {
  const { endpoint, indexes, groupField: field, enforcement } = search;
  const isNative = enforcement === "filter+native";
  const { proxy = !isNative } = search;
  if (typeof proxy !== "boolean") {
    throw new TypeError("gateway: search.proxy must be true or false");
  }
  if (proxy && isNative) {
    throw new TypeError(
      "gateway: search.proxy tells AI Search of nobody, so with search.enforcement 'filter+native' search clients would find nothing; leave it out",
    );
  }
  return proxy ? createSearchProxy({ cloud, credential, endpoint, indexes, field }) : undefined;
}
