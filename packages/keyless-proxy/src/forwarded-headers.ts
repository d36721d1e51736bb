import type { ServiceAnswer } from "./service-answer.ts";

/** What a client may know of a service's answer: its type, its ids, and what is left of its limits. */
const names: ReadonlySet<string> = new Set([
  "content-type",
  "apim-request-id",
  "openai-processing-ms",
  "x-request-id",
  ...["limit", "remaining", "reset"].flatMap((what) => [
    `x-ratelimit-${what}-requests`,
    `x-ratelimit-${what}-tokens`,
  ]),
]);

/** How long to wait, and the longest that makes sense. */
const waits: Readonly<Record<string, number>> = { "retry-after": 300, "retry-after-ms": 300_000 };

/**
 * The headers of an upstream's answer that go on: its type, its ids, its limits. Cookies, challenges and
 * whatever tells about the service stay behind, and nobody on the way may keep the answer.
 */
export function forwardedHeaders({ headers }: Pick<ServiceAnswer, "headers">): Map<string, string> {
  const forwarded = new Map([["cache-control", "no-store"]]);
  for (const [name, value] of headers) {
    if (names.has(name)) forwarded.set(name, value);
  }
  for (const [name, max] of Object.entries(waits)) {
    const value = headers.get(name)?.trim();
    if (value === undefined || !/^\d+$/.test(value)) continue;
    forwarded.set(name, String(Math.min(Number(value), max)));
  }
  return forwarded;
}
