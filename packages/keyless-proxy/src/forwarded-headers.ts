/** What a client may know of an upstream's answer, besides its limits. */
const names: ReadonlySet<string> = new Set([
  "content-type",
  "apim-request-id",
  "openai-processing-ms",
  "retry-after",
  "retry-after-ms",
  "x-request-id",
]);

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
  return forwarded;
}
