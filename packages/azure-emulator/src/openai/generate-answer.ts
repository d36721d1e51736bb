import { randomBytes } from "node:crypto";
import { answerPrompt, type Prompt } from "./stand-in-model.ts";
import { tokenPieces } from "./token-pieces.ts";

/** A call of a function, in pieces of about a token each. */
export interface GeneratedCall {
  /** As in `call_…`. */
  readonly id: string;
  readonly name: string;
  /** JSON, unless it was cut. */
  readonly arguments: readonly string[];
}

/** An answer in pieces of about a token each. */
export interface GeneratedAnswer {
  /** Of an answer that is kept back, the half that gets out before that is seen. */
  readonly text: readonly string[];
  readonly calls: readonly GeneratedCall[];
  readonly finishReason: "stop" | "length" | "tool_calls" | "content_filter";
  readonly tokens: number;
}

/** Answers a prompt, as far as it may: up to a number of tokens, to a stop sequence, or to the filter. */
export function generateAnswer(
  prompt: Prompt,
  limits: {
    readonly maxTokens?: number | undefined;
    readonly stop?: readonly string[];
    readonly isFiltered: boolean;
  },
): GeneratedAnswer {
  const { maxTokens = Infinity, stop = [], isFiltered } = limits;
  const answer = answerPrompt(prompt);
  const whole = tokenPieces(untilStop(answer.text, stop));
  const text = whole.slice(0, maxTokens);
  const wholeCalls = answer.calls.map((call) => ({
    id: `call_${randomBytes(12).toString("hex")}`,
    name: call.name,
    arguments: tokenPieces(call.arguments),
  }));
  const calls = cutCalls(wholeCalls, maxTokens);
  const tokens = text.length + tokensIn(calls);
  const isCut = tokens < whole.length + tokensIn(wholeCalls);
  if (isFiltered) {
    const before = text.slice(0, Math.ceil(text.length / 2));
    return { text: before, calls: [], finishReason: "content_filter", tokens };
  }
  // a function that had to be called ends as any answer does
  const isOwnChoice = typeof prompt.tools.choice !== "object";
  const usual = calls.length > 0 && isOwnChoice ? "tool_calls" : "stop";
  return { text, calls, finishReason: isCut ? "length" : usual, tokens };
}

function cutCalls(calls: readonly GeneratedCall[], maxTokens: number): readonly GeneratedCall[] {
  let left = maxTokens;
  return calls.flatMap((call) => {
    if (left <= 0) return [];
    const pieces = call.arguments.slice(0, left);
    left -= pieces.length;
    return [{ ...call, arguments: pieces }];
  });
}

function tokensIn(calls: readonly GeneratedCall[]): number {
  return calls.reduce((sum, call) => sum + call.arguments.length, 0);
}

function untilStop(text: string, stop: readonly string[]): string {
  const ends = stop.map((each) => text.indexOf(each)).filter((index) => index >= 0);
  return text.slice(0, Math.min(text.length, ...ends));
}
