import type { AnswerForm } from "./api-version.ts";
import type { RequestedSource } from "./requested-source.ts";

/** A turn of the conversation. What came back with earlier answers is not part of it. */
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** How the model may write; what is missing is the model's own default. */
export interface Sampling {
  readonly maxTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly presencePenalty?: number | undefined;
  readonly frequencyPenalty?: number | undefined;
  readonly seed?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  /** Of reasoning models. */
  readonly reasoningEffort?: string | undefined;
}

/** A request of either generation, after validation. It asks; whether it may is decided elsewhere. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  /** Empty where the request names none: then the server's own count. */
  readonly sources: readonly RequestedSource[];
  readonly sampling: Sampling;
  readonly stream: boolean;
  /** Whether the last chunk of a stream says what it has cost. */
  readonly includeUsage: boolean;
  readonly answerForm: AnswerForm;
}
