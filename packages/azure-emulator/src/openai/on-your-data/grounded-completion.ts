import { chunksOf } from "../token-pieces.ts";
import type { RetrievedDocument } from "./retrieve-documents.ts";

/** An answer from data, before it has the shape of a version. */
export interface GroundedAnswer {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly apiVersion: string;
  readonly text: readonly string[];
  readonly finishReason: string;
  readonly questions: readonly string[];
  readonly documents: readonly RetrievedDocument[];
  readonly includeContexts: readonly string[];
  readonly promptTokens: number;
}

const fingerprint = { system_fingerprint: "fp_local0azure" };

/** The three shapes that answers had: two of the extensions, and that of `data_sources`. */
function shapeOf({ apiVersion }: GroundedAnswer): "messages" | "tool context" | "context" {
  if (apiVersion < "2023-08-01") return "messages";
  return apiVersion < "2024-02-01" ? "tool context" : "context";
}

/** The body of an answer, in the shape of its version. */
export function completionOf(answer: GroundedAnswer): unknown {
  const content = answer.text.join("");
  const head = headOf(answer, "extensions.chat.completion");
  const assistant = { role: "assistant", content, end_turn: true };
  if (shapeOf(answer) === "messages") {
    const messages = [{ ...toolMessage(answer), end_turn: false }, assistant];
    return { ...head, object: "chat.completion", choices: [{ index: 0, messages }] };
  }
  return {
    ...head,
    choices: [
      {
        index: 0,
        finish_reason: answer.finishReason,
        end_turn: true,
        message: { ...assistant, context: contextOf(answer) },
      },
    ],
    usage: {
      prompt_tokens: answer.promptTokens,
      completion_tokens: answer.text.length,
      total_tokens: answer.promptTokens + answer.text.length,
    },
    ...(shapeOf(answer) === "context" ? fingerprint : {}),
  };
}

/** The chunks of a streamed answer: where it is from comes first, and there is no usage at the end. */
export function* streamOf(answer: GroundedAnswer): Generator {
  if (shapeOf(answer) === "messages") return yield* messagesStream(answer);
  const head = headOf(answer, "extensions.chat.completion.chunk");
  const marks = shapeOf(answer) === "context" ? fingerprint : {};
  const chunk = (delta: unknown, reason: string | null) => ({
    ...head,
    choices: [{ index: 0, delta, end_turn: reason !== null, finish_reason: reason }],
  });
  yield chunk({ role: "assistant", context: contextOf(answer) }, null);
  for (const content of chunksOf(answer.text)) yield { ...chunk({ content }, null), ...marks };
  yield { ...chunk({}, answer.finishReason), ...marks };
}

function* messagesStream(answer: GroundedAnswer): Generator {
  const head = headOf(answer, "chat.completion.chunk");
  const chunk = (index: number, delta: unknown, isEnd = false) => ({
    ...head,
    choices: [{ index: 0, messages: [{ index, delta, end_turn: isEnd }], finish_reason: null }],
  });
  yield chunk(0, toolMessage(answer));
  yield chunk(1, { role: "assistant" });
  for (const content of chunksOf(answer.text)) yield chunk(1, { content });
  yield chunk(2, { content: "[DONE]" }, true);
}

function headOf({ id, model, created }: GroundedAnswer, object: string) {
  return { id, model, created, object };
}

function contextOf(answer: GroundedAnswer): unknown {
  if (shapeOf(answer) === "tool context") {
    return { messages: [{ ...toolMessage(answer), end_turn: false }] };
  }
  const { includeContexts, documents } = answer;
  const includes = (name: string): boolean => includeContexts.includes(name);
  return {
    ...(includes("citations") ? { citations: citationsOf(documents) } : {}),
    ...(includes("intent") ? { intent: intentOf(answer) } : {}),
    ...(includes("all_retrieved_documents")
      ? { all_retrieved_documents: documents.map(retrievedOf) }
      : {}),
  };
}

function citationsOf(documents: readonly RetrievedDocument[]): readonly unknown[] {
  return documents
    .filter(({ filterReason }) => filterReason === undefined)
    .map(({ citation }) => citation);
}

/** A list as JSON, in a text, with blanks as the service has them. */
function intentOf({ questions }: GroundedAnswer): string {
  return `[${questions.map((question) => JSON.stringify(question)).join(", ")}]`;
}

function retrievedOf(document: RetrievedDocument): unknown {
  const { citation, queries, score, rerankScore, filterReason } = document;
  return {
    ...citation,
    search_queries: queries,
    data_source_index: 0,
    original_search_score: score,
    ...(rerankScore === undefined ? {} : { rerank_score: rerankScore }),
    ...(filterReason === undefined ? {} : { filter_reason: filterReason }),
  };
}

function toolMessage(answer: GroundedAnswer): { readonly role: string; readonly content: string } {
  const cited = answer.documents.filter(({ filterReason }) => filterReason === undefined);
  const citations = cited.map(({ citation, score }) => {
    const chunking = `orignal document size=${citation.content.length}. Scores=${score} and None.`;
    return Object.assign({ id: null, metadata: { chunking } }, citation);
  });
  const content = JSON.stringify({ citations, intent: intentOf(answer) });
  return { role: "tool", content };
}
