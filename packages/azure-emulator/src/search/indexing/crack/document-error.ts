/** Why a document cannot be read. */
export class DocumentError extends Error {
  override readonly name = "DocumentError";
  /** Of a kind that nobody here reads, or of one that is read, but damaged, locked or too large. */
  readonly reason: "unsupported" | "unprocessable";

  constructor(reason: "unsupported" | "unprocessable", message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
