import type { Answer, AnswerContext } from "../on-your-data.ts";
import type { AnswerForm } from "./api-version.ts";
import { formatPythonJson } from "./python-json.ts";

/** The context of an answer as the message holds it. */
export interface WireContext {
  readonly citations?: AnswerContext["citations"];
  /** A JSON array, as text. */
  readonly intent?: string;
  readonly all_retrieved_documents?: AnswerContext["retrievedDocuments"];
}

/** A whole answer, in one of the forms of the service. */
export function formatChatCompletion(answer: Answer, form: AnswerForm): object {
  const { id, model, created, usage, systemFingerprint } = answer;
  const head = {
    id,
    model,
    created,
    object: form === "messages" ? "chat.completion" : "extensions.chat.completion",
    choices: [{ index: 0, ...choiceOf(answer, form) }],
  };
  if (form === "messages") return head;
  return {
    ...head,
    usage: formatUsage(usage),
    ...(systemFingerprint !== undefined && { system_fingerprint: systemFingerprint }),
  };
}

/** The context since 2024-02-15-preview. */
export function formatContext({
  citations,
  intents,
  retrievedDocuments,
}: AnswerContext): WireContext {
  return {
    ...(citations && { citations }),
    ...(intents && { intent: formatPythonJson(intents) }),
    ...(retrievedDocuments && { all_retrieved_documents: retrievedDocuments }),
  };
}

/** The message of a tool that held the context before. */
export function formatToolMessage({ citations = [], intents = [] }: AnswerContext): object {
  const content = {
    citations: citations.map(({ content: text, title, filepath, url, chunk_id }) => ({
      content: text,
      id: null,
      title,
      filepath,
      url,
      metadata: null,
      chunk_id,
    })),
    intent: formatPythonJson(intents),
  };
  return { role: "tool", content: formatPythonJson(content), end_turn: false };
}

/** What calls have cost. */
export function formatUsage({ promptTokens, completionTokens }: Answer["usage"]): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

function choiceOf({ content, finishReason, context }: Answer, form: AnswerForm): object {
  const message = { role: "assistant", content, end_turn: true };
  if (form === "messages") return { messages: [formatToolMessage(context), message] };
  return {
    finish_reason: finishReason,
    // beside the message as well, where the chunks of a stream have it
    ...(form === "context" && { end_turn: true }),
    message: {
      ...message,
      context:
        form === "context" ? formatContext(context) : { messages: [formatToolMessage(context)] },
    },
  };
}
