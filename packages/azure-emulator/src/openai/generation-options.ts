import { invalidRequest } from "./openai-error.ts";
import {
  booleanIn,
  isObject,
  numberIn,
  requireKnownMembers,
  type RequestBody,
} from "./request-body.ts";

/** How a model is to answer. */
export interface GenerationOptions {
  /** How many answers. */
  readonly choices: number;
  readonly stream: boolean;
  /** Whether the stream ends with the numbers of tokens. */
  readonly includeUsage: boolean;
  /** `undefined` for no limit. */
  readonly maxTokens: number | undefined;
  readonly stop: readonly string[];
}

/**
 * Checks how a model is to answer, what steers chance included.
 *
 * @throws OpenAIError for what Azure OpenAI would not take.
 */
export function parseGenerationOptions(body: RequestBody): GenerationOptions {
  for (const [name, bounds] of Object.entries(sampling)) numberIn(body, name, bounds);
  const stream = booleanIn(body, "stream");
  return {
    choices: numberIn(body, "n", { min: 1, max: 128, integer: true }) ?? 1,
    stream,
    includeUsage: parseStreamOptions(body["stream_options"], stream),
    maxTokens: parseMaxTokens(body),
    stop: parseStop(body["stop"]),
  };
}

/** What steers chance. */
const sampling = {
  temperature: { min: 0, max: 2 },
  top_p: { min: 0, max: 1 },
  presence_penalty: { min: -2, max: 2 },
  frequency_penalty: { min: -2, max: 2 },
  seed: { min: -Infinity, integer: true },
};

function parseStreamOptions(options: unknown, stream: boolean): boolean {
  if (options === undefined || options === null) return false;
  if (!stream) {
    throw invalidRequest(
      "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      "stream_options",
    );
  }
  if (!isObject(options)) {
    throw invalidRequest(
      "Invalid type for 'stream_options': expected an object.",
      "stream_options",
    );
  }
  requireKnownMembers(options, new Set(["include_usage"]));
  return booleanIn(options, "include_usage");
}

function parseMaxTokens(body: RequestBody): number | undefined {
  const bounds = { min: 1, integer: true };
  const older = numberIn(body, "max_tokens", bounds);
  const newer = numberIn(body, "max_completion_tokens", bounds);
  if (older === undefined || newer === undefined) return older ?? newer;
  throw invalidRequest(
    "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
    "max_tokens",
    "invalid_parameter_combination",
  );
}

function parseStop(value: unknown): readonly string[] {
  const stop: unknown[] = Array.isArray(value) ? value : value === null ? [] : [value ?? []].flat();
  if (stop.length <= 4 && stop.every((each) => typeof each === "string" && each !== "")) {
    return stop.map(String);
  }
  throw invalidRequest(
    "Invalid value for 'stop': expected a string, or up to 4 of them.",
    "stop",
    "invalid_value",
  );
}
