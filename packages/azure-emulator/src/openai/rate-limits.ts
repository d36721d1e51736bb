import type { Clock } from "../azure.ts";
import type { SeedDeployment } from "../seed.ts";
import { OpenAIError } from "./openai-error.ts";
import type { OpenAIRoute } from "./openai-route.ts";
import { tokenPieces } from "./token-pieces.ts";
import { isObject, type RequestBody } from "./request-body.ts";

/** Limits are for this long, and begin anew after it. */
const windowInMs = 60_000;

/** What one unit of capacity allows in that time. */
const tokensInUnit = 1000;
const requestsInUnit = 6;

/** What Azure tells who asks for more at once than a whole minute allows: never, in effect. */
const neverInSeconds = 86_400;

const operationNames: Partial<Record<OpenAIRoute["operation"], string>> = {
  chat: "ChatCompletions_Create",
  "extensions/chat": "ExtensionsChatCompletions_Create",
  completions: "Completions_Create",
  embeddings: "Embeddings_Create",
  "responses/create": "Responses_Create",
};

/** The limits of an account's deployments. */
export interface RateLimits {
  /**
   * Counts a request; the headers that say what is left.
   *
   * @throws OpenAIError with 429 if it is one too many.
   */
  count(deployment: SeedDeployment, route: OpenAIRoute, body: RequestBody): Record<string, string>;
}

/**
 * The limits of those deployments that have a capacity.
 *
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/how-to/quota
 */
export function createRateLimits(clock: Clock): RateLimits {
  const windows = new Map<string, { since: number; tokens: number; requests: number }>();
  return {
    count({ name, capacity }, route, body) {
      if (capacity === undefined) return {};
      const limit = { tokens: capacity * tokensInUnit, requests: capacity * requestsInUnit };
      const now = clock.now();
      const last = windows.get(name);
      const used =
        last && now < last.since + windowInMs ? last : { since: now, tokens: 0, requests: 0 };
      const tokens = tokensAskedFor(body);
      const waitInMs =
        tokens > limit.tokens ? neverInSeconds * 1000 : used.since + windowInMs - now;
      if (used.requests + 1 > limit.requests) throw exceeded("call", waitInMs, route);
      if (used.tokens + tokens > limit.tokens) throw exceeded("token", waitInMs, route);
      const next = {
        since: used.since,
        tokens: used.tokens + tokens,
        requests: used.requests + 1,
      };
      windows.set(name, next);
      return {
        "x-ratelimit-limit-requests": String(limit.requests),
        "x-ratelimit-limit-tokens": String(limit.tokens),
        "x-ratelimit-remaining-requests": String(limit.requests - next.requests),
        "x-ratelimit-remaining-tokens": String(limit.tokens - next.tokens),
      };
    },
  };
}

/** As Azure counts before it answers: what is said, and the most that may be answered to it. */
function tokensAskedFor(body: RequestBody): number {
  const said = ["messages", "prompt", "input", "instructions"].flatMap((name) =>
    textsIn(body[name]),
  );
  const promptTokens = said.reduce((sum, text) => sum + tokenPieces(text).length, 0);
  const numberOf = (...names: readonly string[]): number | undefined =>
    names.map((name) => body[name]).find((each) => typeof each === "number" && each > 0) as
      | number
      | undefined;
  const most = numberOf("max_tokens", "max_completion_tokens", "max_output_tokens") ?? 0;
  return promptTokens + most * (numberOf("best_of", "n") ?? 1);
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? [value["content"], value["text"], value["output"]].flatMap(textsIn) : [];
}

function exceeded(
  what: "call" | "token",
  waitInMs: number,
  { operation, apiVersion = "v1" }: OpenAIRoute,
): OpenAIError {
  const seconds = Math.ceil(waitInMs / 1000);
  return new OpenAIError(
    429,
    "429",
    `Requests to the ${operationNames[operation]} Operation under Azure OpenAI API version ${apiVersion} have exceeded ${what} rate limit of your current OpenAI S0 pricing tier. Please retry after ${seconds} seconds. Please go here: https://aka.ms/oai/quotaincrease if you would like to further increase the default rate limit.`,
    undefined,
    {
      headers: {
        "retry-after": String(seconds),
        "retry-after-ms": String(Math.ceil(waitInMs)),
        [`x-ratelimit-reset-${what === "call" ? "requests" : "tokens"}`]: String(seconds),
      },
    },
  );
}
