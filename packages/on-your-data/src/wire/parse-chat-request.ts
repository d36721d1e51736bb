import { OnYourDataError } from "../on-your-data-error.ts";
import { answerFormOf } from "./api-version.ts";
import type { ChatRequest, Sampling } from "./chat-request.ts";
import { ObjectReader, type Problem, type ReaderContext } from "./object-reader.ts";
import { parseDataSource, type LegacyKeys } from "./parse-data-source.ts";
import { parseMessages } from "./parse-messages.ts";
import type { RequestedSource } from "./requested-source.ts";

/** How a request is read. */
export interface ParseChatRequestOptions {
  /** Whether members that nobody knows are refused, as the service did, or ignored (`refuse`). */
  readonly unknownMembers?: "refuse" | "ignore";
  /** Whether keys in the body are refused or dropped unread; they open nothing either way (`refuse`). */
  readonly legacyKeys?: LegacyKeys;
  /** How many data sources a request may name; the service took one (1). */
  readonly maxDataSources?: number;
  /**
   * What happens to tools of the caller's that `tool_choice` does not switch off; the service left out the
   * documents for them. `ignore`: as if it had been `"none"`, so that the documents are used (`refuse`).
   */
  readonly tools?: "refuse" | "ignore";
}

/** How the model's own endpoint names a member that it does not know. */
export const unrecognizedArgument = "Unrecognized request argument supplied:";

const maxMessages = 2_048;

/**
 * Reads the body of a chat completion with data, of either generation: `data_sources` (since
 * 2024-02-15-preview) or `dataSources` (before).
 *
 * @param body What the JSON says.
 * @param apiVersion The query parameter `api-version` (the newest).
 * @throws OnYourDataError `INVALID_REQUEST`; its message names every fault, one a line, in the service's words.
 * @see https://learn.microsoft.com/azure/foundry-classic/openai/references/on-your-data
 */
export function parseChatRequest(
  body: unknown,
  apiVersion?: string,
  options: ParseChatRequestOptions = {},
): ChatRequest {
  const answerForm = answerFormOf(apiVersion);
  if (answerForm === undefined) {
    throw new OnYourDataError(
      "INVALID_REQUEST",
      "The api-version is not one of On Your Data; use one as in 2024-10-21.",
    );
  }
  const context: ReaderContext = {
    problems: [],
    spelling: "snake_case",
    isStrict: options.unknownMembers !== "ignore",
  };
  const root = new ObjectReader(body, "#", context);
  const messages = parseMessages(messagesOf(root), context);
  const sources = parseSources(root, answerForm === "context", context, options);
  const sampling = parseSampling(root);
  const stream = root.boolean("stream") ?? false;
  const streamOptions = root.object("stream_options");
  const includeUsage = streamOptions?.boolean("include_usage") ?? false;
  passOverTools(root, options.tools ?? "refuse");
  requirePlainAnswer(root);
  root.ignore("model", "user", "user_security_context");
  root.close();
  if (context.problems.length === 0 && messages.findLast(isQuestion) === undefined) {
    root.report("messages", "A message of the role 'user' is required");
  }
  refuse(context.problems);
  return { messages, sources, sampling, stream, includeUsage, answerForm };
}

function messagesOf(root: ObjectReader): readonly unknown[] {
  const messages = root.list("messages");
  if (messages === undefined && !root.has("messages")) root.report("messages", "Field required");
  if (messages !== undefined && messages.length > maxMessages) {
    root.report("messages", `List should have at most ${maxMessages} items`);
    return [];
  }
  return messages ?? [];
}

function parseSources(
  root: ObjectReader,
  isNewForm: boolean,
  context: ReaderContext,
  { legacyKeys = "refuse", maxDataSources = 1 }: ParseChatRequestOptions,
): readonly RequestedSource[] {
  const old = root.list("dataSources");
  if (old !== undefined && isNewForm) {
    throw new OnYourDataError("INVALID_REQUEST", `${unrecognizedArgument} dataSources`);
  }
  const sources = root.list("data_sources");
  if (old !== undefined && sources !== undefined) {
    root.report("dataSources", "Extra inputs are not permitted");
    return [];
  }
  const [name, list] = old === undefined ? ["data_sources", sources] : ["dataSources", old];
  if (list === undefined) return [];
  if (list.length === 0 || list.length > maxDataSources) {
    const items = maxDataSources === 1 ? "exactly 1 item" : `1 to ${maxDataSources} items`;
    root.report(name, `List should have ${items}: so many data sources are supported`);
    return [];
  }
  const spelling = old === undefined ? "snake_case" : "camelCase";
  return list.map((value, index) =>
    parseDataSource(value, `#/${name}/${index}`, { ...context, spelling }, legacyKeys),
  );
}

function parseSampling(root: ObjectReader): Sampling {
  const maxTokens = root.integer("max_tokens", { min: 1 });
  return {
    maxTokens: root.integer("max_completion_tokens", { min: 1 }) ?? maxTokens,
    temperature: root.number("temperature", { min: 0, max: 2 }),
    topP: root.number("top_p", { min: 0, max: 1 }),
    presencePenalty: root.number("presence_penalty", { min: -2, max: 2 }),
    frequencyPenalty: root.number("frequency_penalty", { min: -2, max: 2 }),
    seed: root.integer("seed"),
    stop: parseStop(root),
    reasoningEffort: root.oneOf("reasoning_effort", ["none", "minimal", "low", "medium", "high"]),
  };
}

function parseStop(root: ObjectReader): readonly string[] | undefined {
  const stop = root.any("stop");
  if (typeof stop === "string") return [stop];
  const stops = root.texts("stop");
  return stops !== undefined && stops.length > 4
    ? root.report("stop", "List should have at most 4 items")
    : stops;
}

/** Functions of the caller would answer in place of the documents, so they may be sent but not used. */
function passOverTools(root: ObjectReader, rule: "refuse" | "ignore"): void {
  const isUnused = root.any("tool_choice") === "none" || root.any("function_call") === "none";
  root.ignore("parallel_tool_calls");
  for (const name of ["tools", "functions"]) {
    const tools = root.list(name);
    if (tools?.length && !isUnused && rule === "refuse") {
      root.report(
        name,
        "Tools are not used with data: leave them out, or set tool_choice to 'none'",
      );
    }
  }
}

/** Several answers, probabilities and other formats do not go with documents. */
function requirePlainAnswer(root: ObjectReader): void {
  root.integer("n", { min: 1, max: 1 });
  if (root.boolean("logprobs")) root.report("logprobs", "logprobs cannot be used with data");
  if (root.integer("top_logprobs"))
    root.report("top_logprobs", "logprobs cannot be used with data");
  const format = root.object("response_format");
  if (format !== undefined && format.text("type") !== "text") {
    format.report("type", "Input should be 'text'");
  }
  const bias = root.any("logit_bias");
  if (bias !== undefined && JSON.stringify(bias) !== "{}") {
    root.report("logit_bias", "logit_bias cannot be used with data");
  }
}

function isQuestion({ role, content }: ChatRequest["messages"][number]): boolean {
  return role === "user" && content.trim() !== "";
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  // bounded: a request of a million faults is answered by some of them
  const lines = problems
    .slice(0, 50)
    .map(({ path, message }) => `Validation error at ${path.slice(0, 300)}: ${message}`);
  throw new OnYourDataError("INVALID_REQUEST", lines.join("\n"));
}
