import type { JsonObject } from "./read-json-body.ts";
import { createMemoryUsageCounter, type UsageCounter } from "./usage-counter.ts";

/** How much each caller may use in a minute. */
export interface UsageLimits<P> {
  /** Whom to count for, as in `` `${tenantId}/${objectId}` ``. */
  readonly keyOf: (principal: P) => string;
  /** Requests (no limit). */
  readonly requestsPerMinute?: number;
  /** Tokens as the service counts them for its own limits, before the answer is known: of the request, and the most that it asks for (no limit). */
  readonly tokensPerMinute?: number;
  /** Where it is counted (in memory, each instance for itself). */
  readonly counter?: UsageCounter;
}

const windowInMs = 60_000;

/** Lets a request through, or is the answer to it. */
export type UsageCheck<P> = (principal: P, body: JsonObject) => Promise<Response | undefined>;

/**
 * Counts requests and tokens of each caller, with answers that clients of OpenAI wait by.
 *
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/how-to/quota#understanding-rate-limits
 * @throws TypeError for a limit that is no whole number above 0.
 */
export function createUsageCheck<P>({
  keyOf,
  requestsPerMinute,
  tokensPerMinute,
  counter = createMemoryUsageCounter(),
}: UsageLimits<P>): UsageCheck<P> {
  if (typeof keyOf !== "function") {
    throw new TypeError("keyless-proxy: limits need keyOf, a function from a principal to its key");
  }
  const limits = { requests: requestsPerMinute, tokens: tokensPerMinute };
  for (const limit of Object.values(limits)) {
    if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
      throw new TypeError("keyless-proxy: a limit is a whole number above 0");
    }
  }

  return async function checkUsage(principal, body) {
    const key = keyOf(principal);
    const amounts = { requests: 1, tokens: tokensOf(body) };
    for (const unit of ["requests", "tokens"] as const) {
      const limit = limits[unit];
      if (limit === undefined) continue;
      // more than all is as good as all, and cannot be more than a counter can count
      const amount = Math.min(amounts[unit], limit + 1);
      // oxlint-disable-next-line no-await-in-loop -- what is refused for one is not counted for the other
      const { total, resetInMs } = await counter.add(`${unit}/${key}`, amount, windowInMs);
      if (total > limit) return tooMany(unit, limit, resetInMs);
    }
    return undefined;
  };
}

/** Four letters are about one token. */
function tokensOf(body: JsonObject): number {
  const asked = ["max_tokens", "max_completion_tokens", "max_output_tokens"].map((name) => {
    const value = body[name];
    return typeof value === "number" && value > 0 ? value : 0;
  });
  return Math.ceil(JSON.stringify(body).length / 4 + Math.max(...asked));
}

function tooMany(unit: "requests" | "tokens", limit: number, resetInMs: number): Response {
  const seconds = Math.max(1, Math.ceil(resetInMs / 1000));
  return Response.json(
    {
      error: { code: "TooManyRequests", message: `You have used up your ${unit} of this minute.` },
    },
    {
      status: 429,
      headers: {
        "cache-control": "no-store",
        "retry-after": String(seconds),
        "retry-after-ms": String(Math.max(1, Math.ceil(resetInMs))),
        [`x-ratelimit-limit-${unit}`]: String(limit),
        [`x-ratelimit-remaining-${unit}`]: "0",
        [`x-ratelimit-reset-${unit}`]: `${seconds}s`,
      },
    },
  );
}
