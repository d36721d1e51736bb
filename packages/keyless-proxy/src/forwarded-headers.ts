/** What a client may know of an upstream's answer, besides its limits. */
const names: ReadonlySet<string> = new Set([
  "content-type",
  "apim-request-id",
  "openai-processing-ms",
  "x-request-id",
]);

/** How long to wait, and the longest that makes sense. */
const waits: Readonly<Record<string, number>> = { "retry-after": 300, "retry-after-ms": 300_000 };

/** What is left of its limits, as in `x-ratelimit-remaining-tokens`. */
const limits = /^x-ratelimit-(?:limit|remaining|reset)-(?:requests|tokens)$/;

/**
 * The headers of an upstream's answer that go on: its type, its ids, its limits. Cookies, challenges and
 * whatever tells about the service stay behind, and nobody on the way may keep the answer.
 */
export function forwardedHeaders({ headers }: Response): Headers {
  const forwarded = new Headers({ "cache-control": "no-store" });
  for (const [name, value] of headers) {
    if (names.has(name) || limits.test(name)) forwarded.set(name, value);
  }
  for (const [name, max] of Object.entries(waits)) {
    const value = headers.get(name)?.trim();
    if (value === undefined || !/^\d+$/.test(value)) continue;
    forwarded.set(name, String(Math.min(Number(value), max)));
  }
  return forwarded;
}
