import { explainAzureError, type AzureProblem } from "./explain-azure-error.ts";

/**
 * What an error means that somebody threw who could not reach Azure. Credentials and clients wrap what they
 * were told, so it may be anywhere in the chain of causes.
 */
export function explainThrownError(error: unknown, depth = 0): AzureProblem | undefined {
  if (!(error instanceof Error) || depth > 8) return undefined;
  const code: unknown = Reflect.get(error, "code");
  return (
    explainThrownError(error.cause, depth + 1) ??
    explainAzureError({
      message: `${error.name} ${error.message}`,
      code: typeof code === "string" ? code : undefined,
    })
  );
}
