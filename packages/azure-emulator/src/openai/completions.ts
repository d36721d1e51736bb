import { randomBytes } from "node:crypto";
import { filterContent } from "./content-filter.ts";
import { eventStream } from "./event-stream.ts";
import { generateAnswer, type GeneratedAnswer } from "./generate-answer.ts";
import { parseGenerationOptions } from "./generation-options.ts";
import { invalidRequest, notEmulated } from "./openai-error.ts";
import { booleanIn, numberIn, requireKnownMembers, type RequestBody } from "./request-body.ts";
import type { Prompt } from "./stand-in-model.ts";
import { chunksOf, tokenPieces } from "./token-pieces.ts";

/** As many tokens as an answer has where nothing else is said. */
const usualMaxTokens = 16;

/** As many prompts as a request may have. */
const maxPrompts = 2048;

const notHonoured = ["logit_bias", "logprobs", "suffix"];

const understood = [
  "prompt model max_tokens n best_of echo stop stream stream_options",
  "temperature top_p presence_penalty frequency_penalty seed user",
].flatMap((names) => names.split(" "));

const members = new Set([...understood, ...notHonoured]);

/** Whether a model completes texts and cannot chat. */
export function isCompletionModel(model: string): boolean {
  return /-instruct(-|$)/.test(model) || ["babbage-002", "davinci-002"].includes(model);
}

/**
 * Completes texts, at once or as a stream.
 *
 * @throws OpenAIError for what Azure OpenAI would not take, or a prompt that is filtered.
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/reference#completions
 */
export function completeText(
  body: RequestBody,
  options: {
    readonly model: string;
    readonly now: number;
    /** How long each chunk of a stream takes (0). */
    readonly chunkDelayInMs: number | undefined;
  },
): Response {
  requireKnownMembers(body, members);
  const asked = notHonoured.find((name) => (body[name] ?? null) !== null);
  if (asked !== undefined) throw notEmulated(asked);
  const { choices, stream, includeUsage, maxTokens, stop } = parseGenerationOptions(body);
  requireBestOf(body, choices);
  const prompts = parsePrompts(body["prompt"]);
  const echo = booleanIn(body, "echo");
  const filters = prompts.map((prompt) => filterContent([prompt]));
  const completions = prompts.flatMap((prompt, at) => {
    const { answerResults = {}, isAnswerFiltered = false } = filters[at] ?? {};
    const answer = generateAnswer(promptOf(prompt), {
      maxTokens: maxTokens ?? usualMaxTokens,
      stop,
      isFiltered: isAnswerFiltered,
    });
    const completion = { answer, echoed: echo ? prompt : "", results: answerResults };
    return Array.from({ length: choices }, () => completion);
  });
  const promptTokens = prompts.reduce((sum, text) => sum + tokenPieces(text).length, 0);
  const completionTokens = completions.reduce((sum, { answer }) => sum + answer.tokens, 0);
  const head = {
    id: `cmpl-${randomBytes(15).toString("base64url")}`,
    object: "text_completion",
    created: Math.floor(options.now / 1000),
    model: options.model,
  };
  const whole = {
    promptFilterResults: filters.map(({ promptResults }, index) => ({
      prompt_index: index,
      content_filter_results: promptResults,
    })),
    usage: {
      completion_tokens: completionTokens,
      prompt_tokens: promptTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
  if (stream) {
    const events = streamOf(completions, { head, includeUsage, ...whole });
    return eventStream(events, { delayInMs: options.chunkDelayInMs });
  }
  return Response.json({
    ...head,
    choices: completions.map(({ answer, echoed, results }, index) => ({
      text: answer.finishReason === "content_filter" ? "" : echoed + answer.text.join(""),
      index,
      finish_reason: answer.finishReason,
      logprobs: null,
      content_filter_results: results,
    })),
    prompt_filter_results: whole.promptFilterResults,
    usage: whole.usage,
  });
}

interface Completion {
  readonly answer: GeneratedAnswer;
  readonly echoed: string;
  readonly results: unknown;
}

function* streamOf(
  completions: readonly Completion[],
  whole: {
    readonly head: Readonly<Record<string, unknown>>;
    readonly promptFilterResults: unknown;
    readonly usage: unknown;
    readonly includeUsage: boolean;
  },
): Generator {
  const { head, promptFilterResults, usage, includeUsage } = whole;
  const noUsage = includeUsage ? { usage: null } : {};
  yield { ...head, choices: [], prompt_filter_results: promptFilterResults, ...noUsage };
  for (const [index, { answer, echoed, results }] of completions.entries()) {
    const choice = (text: string, reason: string | null) => ({
      ...head,
      choices: [
        { text, index, finish_reason: reason, logprobs: null, content_filter_results: results },
      ],
      ...noUsage,
    });
    for (const text of [echoed, ...chunksOf(answer.text)]) {
      if (text !== "") yield choice(text, null);
    }
    yield choice("", answer.finishReason);
  }
  if (includeUsage) yield { ...head, choices: [], usage };
}

function promptOf(text: string): Prompt {
  return {
    messages: [{ role: "user", text }],
    format: { type: "text" },
    tools: { functions: [], choice: "none", parallel: true },
  };
}

function parsePrompts(value: unknown): readonly string[] {
  const prompts: readonly unknown[] = Array.isArray(value) ? value : [value ?? "<|endoftext|>"];
  if (prompts.flat().some((each) => typeof each === "number"))
    throw notEmulated("prompt of tokens");
  const texts = prompts.filter((prompt) => typeof prompt === "string");
  if (texts.length === prompts.length && texts.length > 0 && texts.length <= maxPrompts) {
    return texts;
  }
  throw invalidRequest("'$.prompt' is invalid. Please check the API reference.", "prompt");
}

function requireBestOf(body: RequestBody, choices: number): void {
  const bestOf = numberIn(body, "best_of", { min: 1, max: 20, integer: true }) ?? choices;
  if (bestOf >= choices) return;
  throw invalidRequest(
    "You requested that the server return more choices than it will generate (HINT: best_of must be >= n).",
    "best_of",
  );
}
