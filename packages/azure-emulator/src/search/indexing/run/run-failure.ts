/** Why an indexer cannot run at all. */
export class RunFailure extends Error {
  override readonly name = "RunFailure";
  /** Whether it may go well another time without anybody doing something. */
  readonly isTransient: boolean;

  constructor(message: string, isTransient: boolean) {
    super(message);
    this.isTransient = isTransient;
  }
}
