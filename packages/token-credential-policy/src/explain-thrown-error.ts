import { explainAzureError, type AzureProblem } from "./explain-azure-error.ts";

/** A chain of causes may bite its tail. */
const maxDepth = 8;

/**
 * What an error means that somebody threw who could not reach Azure. Credentials and clients wrap what they
 * were told, so it may be anywhere in the chain of causes; the innermost that is known counts.
 *
 * @returns `undefined` where the catalogue has none of them.
 */
export function explainThrownError(error: unknown): AzureProblem | undefined {
  let known: AzureProblem | undefined;
  let each = error;
  for (let depth = 0; depth <= maxDepth && each instanceof Error; depth += 1) {
    const code: unknown = Reflect.get(each, "code");
    known =
      explainAzureError({
        message: `${each.name} ${each.message}`,
        code: typeof code === "string" ? code : undefined,
      }) ?? known;
    each = each.cause;
  }
  return known;
}
