import { randomBytes } from "node:crypto";
import type { GeneratedAnswer } from "../generate-answer.ts";
import { chunksOf } from "../token-pieces.ts";
import type { ConversationItem } from "./response-store.ts";

/** An item of a response's output, whole and in the chunks that a stream has. */
export interface OutputItem {
  readonly item: Readonly<Record<string, unknown>> & {
    readonly id: string;
    readonly type: "message" | "function_call" | "reasoning";
  };
  readonly chunks: readonly string[];
  /** `undefined` for what was not said. */
  readonly said: ConversationItem | undefined;
}

/** The output that an answer makes; a model that reasons says first that it did. */
export function outputOf(answer: GeneratedAnswer, isReasoning: boolean): readonly OutputItem[] {
  const { text, calls, finishReason } = answer;
  const status = ["stop", "tool_calls"].includes(finishReason) ? "completed" : "incomplete";
  const reasoning: OutputItem = {
    item: { id: newId("rs"), type: "reasoning", summary: [] },
    chunks: [],
    said: undefined,
  };
  const message = (): OutputItem => {
    const whole = text.join("");
    return {
      item: {
        id: newId("msg"),
        type: "message",
        status,
        content: [{ type: "output_text", annotations: [], logprobs: [], text: whole }],
        role: "assistant",
      },
      chunks: chunksOf(text),
      said: { role: "assistant", text: whole },
    };
  };
  const functionCalls = calls.map((call): OutputItem => ({
    item: {
      id: newId("fc"),
      type: "function_call",
      status,
      arguments: call.arguments.join(""),
      call_id: call.id,
      name: call.name,
    },
    chunks: chunksOf(call.arguments),
    said: { role: "assistant", text: "", calls: call.id },
  }));
  return [
    ...(isReasoning ? [reasoning] : []),
    ...(functionCalls.length > 0 ? functionCalls : [message()]),
  ];
}

function newId(prefix: string): string {
  return `${prefix}_${randomBytes(24).toString("hex")}`;
}
