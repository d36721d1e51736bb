/** A range of IPv4 addresses. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

/**
 * A range as Azure writes it, as `10.0.1.0/26`.
 *
 * @returns Nothing for IPv6 and for what is no range.
 */
export function parseAddressRange(text: string): AddressRange | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  if (Math.max(a, b, c, d) > 255 || prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const first = address - (address % size);
  return { first, last: first + size - 1, prefix };
}

/** Whether two ranges share an address. */
export function isOverlapping(left: AddressRange, right: AddressRange): boolean {
  return left.first <= right.last && right.first <= left.last;
}

/** Whether an address is in a range. */
export function isInRange(address: string, range: AddressRange): boolean {
  const single = parseAddressRange(`${address}/32`);
  return single !== undefined && isOverlapping(single, range);
}
