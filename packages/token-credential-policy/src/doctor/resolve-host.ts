import { lookup as lookupName } from "node:dns/promises";
import { BlockList, isIPv6 } from "node:net";
import { explainThrownError } from "../explain-thrown-error.ts";
import type { Check } from "./check.ts";

/** Finds the addresses of a host, as `lookup` of `node:dns/promises` with `all`. */
export type Lookup = (host: string) => Promise<readonly { readonly address: string }[]>;

/** As every connection of this process resolves a name: by the hosts file too. */
export const systemLookup: Lookup = (host) => lookupName(host, { all: true });

const privateAddresses = new BlockList();
// RFC 1918, RFC 6598, RFC 4193, and loopback
privateAddresses.addSubnet("10.0.0.0", 8);
privateAddresses.addSubnet("172.16.0.0", 12);
privateAddresses.addSubnet("192.168.0.0", 16);
privateAddresses.addSubnet("100.64.0.0", 10);
privateAddresses.addSubnet("127.0.0.0", 8);
privateAddresses.addSubnet("fc00::", 7, "ipv6");
privateAddresses.addAddress("::1", "ipv6");

/** Where a name leads, which decides whether a closed resource can be reached. */
export interface Resolution {
  readonly check: Check;
  /** Whether an address is reached without the public network; `undefined` where that is not known. */
  readonly isPrivate: boolean | undefined;
}

/** Whether a host's name resolves here, and into which network. */
export async function resolveHost(
  host: string,
  { lookup, isProxied }: { readonly lookup: Lookup; readonly isProxied: boolean },
): Promise<Resolution> {
  try {
    const found = await lookup(host);
    const addresses = found.map(({ address }) => address);
    const isPrivate = addresses.every((address) =>
      privateAddresses.check(address, isIPv6(address) ? "ipv6" : "ipv4"),
    );
    const kind = isPrivate ? "private" : "public";
    const detail = `${addresses.join(", ")}, ${kind}`;
    return { check: { hop: "dns", state: "works", detail }, isPrivate };
  } catch (error) {
    if (isProxied) {
      const detail = "does not resolve here; the proxy resolves it";
      return { check: { hop: "dns", state: "unknown", detail }, isPrivate: undefined };
    }
    const known = explainThrownError(error);
    const detail = known?.problem ?? "The host name does not resolve.";
    const remedy = known?.remedy ?? "Look at the name servers of this network.";
    return { check: { hop: "dns", state: "fails", detail, remedy }, isPrivate: undefined };
  }
}
