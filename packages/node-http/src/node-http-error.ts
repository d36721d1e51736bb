/** Why a request has no web form. */
export type NodeHttpErrorCode = "INVALID_REQUEST";

/** A request that HTTP does not allow, though Node let it through. */
export class NodeHttpError extends Error {
  override readonly name = "NodeHttpError";
  readonly code: NodeHttpErrorCode;
  /** What frameworks answer it with. */
  readonly status = 400;
  /** The message may be shown to whoever asked: it repeats nothing of the request. */
  readonly expose = true;

  constructor(code: NodeHttpErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether an error is this package's, by its name, so that a second copy of the package is no matter. */
export function isNodeHttpError(error: unknown): error is NodeHttpError {
  return error instanceof Error && error.name === "NodeHttpError";
}
