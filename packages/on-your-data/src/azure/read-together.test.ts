import { expect, it } from "vitest";
import { chatCompletionsApi } from "./chat-completions-api.ts";
import { readTogether } from "./read-together.ts";
import { responsesApi } from "./responses-api.ts";

const piece = (content: string, rest: object = {}): string =>
  JSON.stringify({ choices: [{ delta: { content }, ...rest }] });
const read = (together: readonly string[], hasBegun = false) => {
  const { events, ...end } = readTogether(chatCompletionsApi, together, hasBegun);
  return { texts: events.map(({ text }) => text), ...end };
};

it("lets the first words go on by themselves, and the others together", () => {
  const together = ["", "Six", "teen", " weeks"].map((text) => piece(text));
  expect(read(together)).toEqual({ texts: ["", "Six", "teen weeks"], isLast: false });
  expect(read(together, true)).toEqual({ texts: ["Sixteen weeks"], isLast: false });
});

it("keeps what any of them says of the end", () => {
  const usage = { prompt_tokens: 3, completion_tokens: 2 };
  const together = [
    piece("a", { finish_reason: "stop" }),
    JSON.stringify({ choices: [], usage, model: "gpt-4o", system_fingerprint: "fp_1" }),
    "[DONE]",
    piece("behind the end"),
  ];
  const { events, isLast } = readTogether(chatCompletionsApi, together, true);
  expect(isLast).toBe(true);
  expect(events).toEqual([
    {
      text: "a",
      finishReason: "stop",
      usage: { promptTokens: 3, completionTokens: 2 },
      model: "gpt-4o",
      systemFingerprint: "fp_1",
    },
  ]);
});

it("ends where a response is complete, which has no other end", () => {
  const together = [
    JSON.stringify({ type: "response.output_text.delta", delta: "a" }),
    JSON.stringify({ type: "response.completed", response: { status: "completed" } }),
    "no JSON",
  ];
  expect(readTogether(responsesApi, together, true)).toMatchObject({
    isLast: true,
    events: [{ text: "a", finishReason: "stop" }],
  });
});

it("lets go on what came before a fault", () => {
  expect(read([piece("a"), piece("b"), piece("c"), "no JSON", piece("d")])).toEqual({
    texts: ["a", "bc"],
    isLast: false,
    failure: expect.objectContaining({ code: "UPSTREAM_FAILED" }) as Error,
  });
});
