import ipaddr from "ipaddr.js";

/** What is no host of the public internet, though it lies in a range that is. */
const specialV4: readonly [ipaddr.IPv4, number][] = [
  // between networks that are being measured (RFC 2544)
  [ipaddr.IPv4.parse("198.18.0.0"), 15],
  // what Azure's machines ask for their own settings
  [ipaddr.IPv4.parse("168.63.129.16"), 32],
];

/** What is handed out to hosts (RFC 4291), and in it what is not (the IANA registry of special addresses). */
const globalV6: readonly [ipaddr.IPv6, number] = [ipaddr.IPv6.parse("2000::"), 3];
const specialV6: readonly [ipaddr.IPv6, number][] = [
  [ipaddr.IPv6.parse("2001::"), 23],
  [ipaddr.IPv6.parse("2001:db8::"), 32],
  // carry another address in themselves
  [ipaddr.IPv6.parse("2002::"), 16],
  [ipaddr.IPv6.parse("3fff::"), 20],
];

/**
 * Whether an IP address is one of the public internet: not loopback, private, link-local, reserved, multicast, shared,
 * nor IPv4 within IPv6, and not the address of Azure's machine settings.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 */
export function isPublicAddress(text: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) {
    const address = ipaddr.IPv4.parse(text);
    return address.range() === "unicast" && !specialV4.some((range) => address.match(range));
  }
  // one with a zone is of this machine's network
  if (!ipaddr.IPv6.isValid(text) || text.includes("%")) return false;
  const address = ipaddr.IPv6.parse(text);
  return address.match([...globalV6]) && !specialV6.some((range) => address.match(range));
}
