import type { AnswerPart, StreamedAnswer } from "../on-your-data.ts";
import type { AnswerForm } from "./api-version.ts";
import { formatContext, formatToolMessage, formatUsage } from "./chat-completion.ts";

/**
 * The events of a streamed answer: what it rests on, its text, its end, `[DONE]`. An answer that breaks off
 * gives an event that says so, and then throws, so that nobody takes what there is for the whole.
 *
 * @param apology What the event of a broken answer says.
 */
export async function* formatCompletionChunks(
  { id, model, created, context, parts }: StreamedAnswer,
  form: AnswerForm,
  { includeUsage, apology }: { readonly includeUsage: boolean; readonly apology: object },
): AsyncGenerator<string> {
  // most events are short: their head is written once
  const head = JSON.stringify({
    id,
    model,
    created,
    object: "extensions.chat.completion.chunk",
  }).slice(0, -1);
  const chunk = (rest: object): string => `data: ${head},${JSON.stringify(rest).slice(1)}\n\n`;
  const shape = form === "messages" ? messagesShape : deltaShape;
  try {
    yield chunk({ choices: [shape.context(contextDelta(context, form))] });
    for await (const part of parts) {
      const fingerprint = fingerprintOf(part);
      if (part.text !== "") {
        yield chunk({ choices: [shape.text(part.text)], ...fingerprint });
      }
      if (part.finishReason === undefined) continue;
      yield chunk({ choices: [shape.end(part.finishReason)], ...fingerprint });
      if (includeUsage && part.usage) {
        yield chunk({ choices: [], usage: formatUsage(part.usage) });
      }
    }
  } catch (error) {
    yield `data: ${JSON.stringify(apology)}\n\n`;
    throw error;
  }
  yield "data: [DONE]\n\n";
}

/** How a piece of an answer becomes a choice. */
interface ChunkShape {
  context(delta: object): object;
  text(content: string): object;
  end(finishReason: string): object;
}

const deltaShape: ChunkShape = {
  context: (delta) => ({ index: 0, delta, end_turn: false, finish_reason: null }),
  text: (content) => ({ index: 0, delta: { content }, end_turn: false, finish_reason: null }),
  end: (reason) => ({ index: 0, delta: {}, end_turn: true, finish_reason: reason }),
};

/** Before 2023-08: the tool's message is number 0, the assistant's number 1, and a last one says it is done. */
const messagesShape: ChunkShape = {
  context: (delta) => ({ index: 0, messages: [{ index: 0, delta, end_turn: false }] }),
  text: (content) => ({ index: 0, messages: [{ index: 1, delta: { content }, end_turn: false }] }),
  end: () => ({
    index: 0,
    messages: [{ index: 2, delta: { content: "[DONE]" }, end_turn: true }],
  }),
};

function contextDelta(context: StreamedAnswer["context"], form: AnswerForm): object {
  if (form === "messages") return formatToolMessage(context);
  const wireContext =
    form === "context" ? formatContext(context) : { messages: [formatToolMessage(context)] };
  return { role: "assistant", context: wireContext };
}

function fingerprintOf({ systemFingerprint }: AnswerPart): object {
  return systemFingerprint === undefined ? {} : { system_fingerprint: systemFingerprint };
}
