/** Why one document, or the whole run, went wrong, as the status of an indexer tells it. */
export class ItemFailure extends Error {
  override readonly name = "ItemFailure";
  /** What was being done, as in `DocumentExtraction.azureblob.documents`. */
  readonly operation: string;
  readonly details: string;
  readonly statusCode: number;

  constructor(
    operation: string,
    message: string,
    { details, statusCode = 400 }: { readonly details: string; readonly statusCode?: number },
  ) {
    super(message);
    this.operation = operation;
    this.details = details;
    this.statusCode = statusCode;
  }
}
