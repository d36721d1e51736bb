import type { ChatMessage, Sampling } from "./wire/chat-request.ts";

/** One call of the model. */
export interface GenerationRequest {
  readonly deployment: string;
  readonly messages: readonly ChatMessage[];
  readonly sampling: Sampling;
  /** Whether the text is wanted as it is written. */
  readonly stream: boolean;
  /** What the text must be, as JSON (free text). */
  readonly jsonSchema?: { readonly name: string; readonly schema: object };
}

/** What a call has cost. */
export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** A piece of what the model writes, with what is known by then. */
export interface GenerationEvent {
  /** May be empty. */
  readonly text: string;
  readonly model?: string | undefined;
  readonly systemFingerprint?: string | undefined;
  /** In the last event that has text, or after it; a generation without any was cut. */
  readonly finishReason?: string | undefined;
  readonly usage?: TokenUsage | undefined;
}

/** Calls the model, with the server's own identity. Ending the iteration early, or the signal, cancels the call. */
export type Generate = (
  request: GenerationRequest,
  options: { readonly abortSignal: AbortSignal },
) => AsyncIterable<GenerationEvent>;
