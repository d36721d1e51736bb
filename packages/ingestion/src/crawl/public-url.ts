import { isIP } from "node:net";
import { IngestionError } from "../ingestion-error.ts";
import { isPublicAddress } from "./public-address.ts";

/** Names that never leave a machine or a network (RFC 6761, RFC 6762, RFC 8375 and the usual ones). */
const privateNames =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|arpa|test|invalid|onion)$/;

/**
 * Reads the address of a public page: https, at the usual port, with a host that can be public, without a name or
 * password. What it resolves to is looked at when it is connected to.
 *
 * @throws IngestionError for any other.
 */
export function requirePublicUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (url === null) throw addressRefused();
  // of numbers in any form, the parser of addresses has made the usual one
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  const isPlain =
    url.protocol === "https:" && url.port === "" && url.username + url.password === "";
  const isPublic =
    isIP(host) === 0 ? host.includes(".") && !privateNames.test(host) : isPublicAddress(host);
  if (!isPlain || !isPublic) throw addressRefused();
  url.hash = "";
  return url;
}

/** An address that is not gone to. */
export function addressRefused(cause?: unknown): IngestionError {
  return new IngestionError(
    "DOCUMENT_ADDRESS_REFUSED",
    "The address is no public one: pages are read by https, without a password, from hosts of the internet.",
    { cause },
  );
}
