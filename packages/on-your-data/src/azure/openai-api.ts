import type { GenerationEvent, GenerationRequest } from "../generate.ts";

/** How one of the model's interfaces is written to and read. */
export interface OpenAIApi {
  /** Behind the deployment or `/openai/v1`, as in `/chat/completions`. */
  readonly path: string;
  /** What to send, but for the model's name. */
  buildBody(request: GenerationRequest, options: { readonly isReasoning: boolean }): object;
  /**
   * Reads a whole answer, or the data of an event of one.
   *
   * @throws OnYourDataError `UPSTREAM_FAILED` for an error that came in its place, and for what is neither.
   */
  read(value: unknown): GenerationEvent;
  /** Whether nothing comes after the event that says how the answer ended; otherwise `[DONE]` does. */
  readonly endsWithReason: boolean;
}
