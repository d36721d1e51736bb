const ticksPerMs = 10_000n;

/**
 * A time as the service keeps it: ticks of 100 nanoseconds since 1970. `undefined` for a text that is no
 * time.
 */
export function instantOf(text: string): bigint | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (!match) return undefined;
  const [, minute = "", second = "00", fraction = "", zone = ""] = match;
  const wholeInMs = Date.parse(`${minute}:${second}${zone}`);
  if (Number.isNaN(wholeInMs)) return undefined;
  return BigInt(wholeInMs) * ticksPerMs + BigInt(fraction.slice(0, 7).padEnd(7, "0"));
}
