/**
 * An answer that was no success, as the cause of an error. Its body may repeat the filter, the question or a
 * document, so it is asked about and never shown: not in the message, not by a logger that looks inside.
 */
export class UpstreamAnswer extends Error {
  override readonly name = "UpstreamAnswer";
  readonly status: number;
  readonly #body: string;

  constructor(message: string, { status, body }: { status: number; body: string }) {
    super(message);
    this.status = status;
    this.#body = body;
  }

  /** Whether a word, or words that fit, stand in the body. */
  says(words: RegExp | string): boolean {
    return typeof words === "string" ? this.#body.includes(words) : words.test(this.#body);
  }
}
