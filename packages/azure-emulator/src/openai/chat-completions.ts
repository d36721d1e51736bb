import { randomBytes } from "node:crypto";
import type { ChatRequest } from "./chat-request.ts";
import { filterContent, type ContentFilter } from "./content-filter.ts";
import { eventStream } from "./event-stream.ts";
import { generateAnswer, type GeneratedAnswer, type GeneratedCall } from "./generate-answer.ts";
import { chunksOf, tokenPieces } from "./token-pieces.ts";

/** One fingerprint for all answers: the stand-in does not change while it runs. */
const systemFingerprint = "fp_local0azure";

/**
 * Answers a chat, at once or as a stream.
 *
 * @throws OpenAIError for a prompt that is filtered.
 */
export function completeChat(
  request: ChatRequest,
  options: {
    readonly model: string;
    readonly now: number;
    /** How long each chunk of a stream takes (0). */
    readonly chunkDelayInMs: number | undefined;
  },
): Response {
  const { model, now, chunkDelayInMs } = options;
  const { messages, choices } = request;
  const filter = filterContent(messages.map(({ text }) => text));
  // chance has no part in it: whoever asks for several gets the same several times
  const answers = Array.from({ length: choices }, () =>
    generateAnswer(request, { ...request, isFiltered: filter.isAnswerFiltered }),
  );
  const promptTokens = messages.reduce((sum, { text }) => sum + tokenPieces(text).length, 0);
  const completionTokens = answers.reduce((sum, { tokens }) => sum + tokens, 0);
  const completion: Completion = {
    answers,
    filter,
    head: {
      id: `chatcmpl-${randomBytes(15).toString("base64url")}`,
      created: Math.floor(now / 1000),
      model,
      system_fingerprint: systemFingerprint,
    },
    usage: {
      completion_tokens: completionTokens,
      prompt_tokens: promptTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
  return request.stream
    ? eventStream(streamOf(completion, request.includeUsage), { delayInMs: chunkDelayInMs })
    : Response.json(bodyOf(completion));
}

interface Completion {
  readonly answers: readonly GeneratedAnswer[];
  readonly filter: ContentFilter;
  readonly head: Readonly<Record<string, unknown>>;
  readonly usage: unknown;
}

function bodyOf({ answers, filter, head, usage }: Completion): unknown {
  return {
    ...head,
    object: "chat.completion",
    choices: answers.map(({ text, calls, finishReason }, index) => ({
      index,
      message: {
        role: "assistant",
        content: filter.isAnswerFiltered || calls.length > 0 ? null : text.join(""),
        refusal: null,
        ...(calls.length > 0 ? { tool_calls: calls.map(callOf) } : {}),
      },
      finish_reason: finishReason,
      logprobs: null,
      content_filter_results: filter.answerResults,
    })),
    prompt_filter_results: promptFilterResults(filter),
    usage,
  };
}

function callOf({ id, name, arguments: pieces }: GeneratedCall): unknown {
  return { id, type: "function", function: { name, arguments: pieces.join("") } };
}

function* streamOf({ answers, filter, head, usage }: Completion, includeUsage: boolean): Generator {
  const noUsage = includeUsage ? { usage: null } : {};
  const object = "chat.completion.chunk";
  // Azure's streams begin with what the filter says of the prompt, without any choice
  yield {
    id: "",
    created: 0,
    model: "",
    object: "",
    choices: [],
    prompt_filter_results: promptFilterResults(filter),
    ...noUsage,
  };
  for (const [index, answer] of answers.entries()) {
    for (const { delta, reason = null, results = {} } of deltasOf(answer, filter)) {
      yield {
        ...head,
        object,
        choices: [
          { index, delta, finish_reason: reason, logprobs: null, content_filter_results: results },
        ],
        ...noUsage,
      };
    }
  }
  if (includeUsage) yield { ...head, object, choices: [], usage };
}

interface Delta {
  readonly delta: unknown;
  readonly reason?: string;
  readonly results?: unknown;
}

function* deltasOf(
  { text, calls, finishReason }: GeneratedAnswer,
  { answerResults, isAnswerFiltered }: ContentFilter,
): Generator<Delta> {
  const content = calls.length > 0 ? null : "";
  yield { delta: { role: "assistant", content, refusal: null } };
  // what gets out before the filter sees it has passed, as far as that is known by then
  const results = isAnswerFiltered ? {} : answerResults;
  for (const chunk of chunksOf(text)) yield { delta: { content: chunk }, results };
  for (const [index, { id, name, arguments: pieces }] of calls.entries()) {
    const first = { index, id, type: "function", function: { name, arguments: "" } };
    yield { delta: { tool_calls: [first] } };
    for (const chunk of chunksOf(pieces)) {
      yield { delta: { tool_calls: [{ index, function: { arguments: chunk } }] } };
    }
  }
  yield { delta: {}, reason: finishReason, results: isAnswerFiltered ? answerResults : {} };
}

function promptFilterResults({ promptResults }: ContentFilter): unknown {
  return [{ prompt_index: 0, content_filter_results: promptResults }];
}
