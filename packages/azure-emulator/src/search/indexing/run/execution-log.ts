import type { ItemFailure } from "./item-failure.ts";

/** What a run has to tell of its documents. */
export interface ExecutionLog {
  readonly errors: readonly ItemError[];
  readonly warnings: readonly ItemWarning[];
  /** Documents that were tried, those that failed included. */
  itemsProcessed: number;
  addError(title: string, failure: ItemFailure): void;
  addWarning(
    title: string,
    warning: { readonly operation: string; readonly message: string; readonly details: string },
  ): void;
}

/** Why a document is not in the index. */
interface ItemError {
  readonly key: string;
  readonly errorMessage: string;
  readonly statusCode: number;
  readonly name: string;
  readonly details: string;
  readonly documentationLink: string;
}

/** What may be wrong with a document that is in the index. */
interface ItemWarning {
  readonly key: string;
  readonly message: string;
  readonly name: string;
  readonly details: string;
  readonly documentationLink: string;
}

const documentationLink =
  "https://learn.microsoft.com/azure/search/cognitive-search-common-errors-warnings";

/** An empty log. */
export function createExecutionLog(): ExecutionLog {
  const errors: ItemError[] = [];
  const warnings: ItemWarning[] = [];
  return {
    errors,
    warnings,
    itemsProcessed: 0,
    addError(key, { operation: name, message: errorMessage, details, statusCode }) {
      errors.push({ key, errorMessage, statusCode, name, details, documentationLink });
    },
    addWarning(key, { operation: name, message, details }) {
      warnings.push({ key, message, name, details, documentationLink });
    },
  };
}
