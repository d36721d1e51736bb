import { randomBytes } from "node:crypto";
import type { ChatMessage, ChatRequest } from "./chat-request.ts";
import { answerFilterResults, promptFilterResults } from "./content-filter.ts";
import { eventStream } from "./event-stream.ts";
import { fillSchema } from "./fill-schema.ts";
import type { ResponseFormat } from "./response-format.ts";
import { sentencesOf } from "./sentences.ts";
import { lastQuestion, quoteAnswer } from "./stand-in-model.ts";
import { tokenPieces } from "./token-pieces.ts";

/** About a token each; a chunk of a stream carries several. */
const piecesInChunk = 4;

/** One fingerprint for all answers: the stand-in does not change while it runs. */
const systemFingerprint = "fp_local0azure";

/** Answers a chat, at once or as a stream. */
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
  const answer = answerOf(request);
  const head = {
    id: `chatcmpl-${randomBytes(15).toString("base64url")}`,
    created: Math.floor(now / 1000),
    model,
    system_fingerprint: systemFingerprint,
  };
  return request.stream
    ? eventStream(chunksOf(answer, head, request.includeUsage), chunkDelayInMs)
    : Response.json(completionOf(answer, head));
}

interface Head {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly system_fingerprint: string;
}

interface Answer {
  readonly pieces: readonly string[];
  readonly finishReason: "stop" | "length";
  readonly usage: unknown;
}

function answerOf({ messages, format, maxTokens, stop }: ChatRequest): Answer {
  const whole = tokenPieces(untilStop(textOf(messages, format), stop));
  const pieces = whole.slice(0, maxTokens);
  const promptTokens = messages.reduce((sum, { text }) => sum + tokenPieces(text).length, 0);
  return {
    pieces,
    finishReason: pieces.length < whole.length ? "length" : "stop",
    usage: {
      completion_tokens: pieces.length,
      prompt_tokens: promptTokens,
      total_tokens: promptTokens + pieces.length,
    },
  };
}

function textOf(messages: readonly ChatMessage[], format: ResponseFormat): string {
  if (format.type === "text") return quoteAnswer(messages);
  if (format.type === "json_object") return JSON.stringify({ answer: quoteAnswer(messages) });
  const question = lastQuestion(messages);
  const texts = sentencesOf(question);
  return JSON.stringify(fillSchema(format.schema, texts.length > 0 ? texts : [question]));
}

function untilStop(text: string, stop: readonly string[]): string {
  const ends = stop.map((each) => text.indexOf(each)).filter((index) => index >= 0);
  return text.slice(0, Math.min(text.length, ...ends));
}

function completionOf({ pieces, finishReason, usage }: Answer, head: Head): unknown {
  return {
    ...head,
    object: "chat.completion",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: pieces.join(""), refusal: null },
        finish_reason: finishReason,
        logprobs: null,
        content_filter_results: answerFilterResults,
      },
    ],
    prompt_filter_results: promptFilterResults,
    usage,
  };
}

function* chunksOf(
  { pieces, finishReason, usage }: Answer,
  head: Head,
  includeUsage: boolean,
): Generator {
  const noUsage = includeUsage ? { usage: null } : {};
  const chunk = (delta: unknown, reason: string | null, filter: unknown) => ({
    ...head,
    object: "chat.completion.chunk",
    choices: [
      {
        index: 0,
        delta,
        finish_reason: reason,
        logprobs: null,
        content_filter_results: filter,
      },
    ],
    ...noUsage,
  });
  // Azure's streams begin with what the filter says of the prompt, without any choice
  yield {
    id: "",
    created: 0,
    model: "",
    object: "",
    choices: [],
    prompt_filter_results: promptFilterResults,
    ...noUsage,
  };
  yield chunk({ role: "assistant", content: "", refusal: null }, null, {});
  for (let start = 0; start < pieces.length; start += piecesInChunk) {
    const content = pieces.slice(start, start + piecesInChunk).join("");
    yield chunk({ content }, null, answerFilterResults);
  }
  yield chunk({}, finishReason, {});
  if (includeUsage) yield { ...head, object: "chat.completion.chunk", choices: [], usage };
}
