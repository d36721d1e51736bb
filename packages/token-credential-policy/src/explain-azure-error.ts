import { azureErrorCatalogue } from "./azure-error-catalogue.ts";

/** What Azure said, or what kept it from saying anything; any member may be unknown. */
export interface AzureError {
  /** The status of the answer. */
  readonly status?: number | undefined;
  /** The code in its body, or of a system error, as `ENOTFOUND`. */
  readonly code?: string | undefined;
  /** The message in its body, or of the error. Read, and never repeated. */
  readonly message?: string | undefined;
  /** The service that answered; roles differ (unknown). */
  readonly service?: "openai" | "search" | "blob" | "graph" | undefined;
}

/** What is wrong, in the words of who has to repair it. */
export interface AzureProblem {
  /** Which part of the way is broken. */
  readonly hop: "identity" | "token" | "network" | "resource" | "role" | "service";
  /** What is wrong. Constant text, fit for a log and for an administrator. */
  readonly problem: string;
  /** What to do. */
  readonly remedy: string;
}

/**
 * Says what an error of Azure means and what to do, from a catalogue of those that cost people days. Goes
 * by text rather than status where both exist: a missing role is a 401 in one service and a 403 in another.
 *
 * @returns `undefined` for an error that the catalogue does not have.
 * @see https://learn.microsoft.com/azure/ai-services/authentication
 */
export function explainAzureError({
  status,
  code = "",
  message = "",
  service,
}: AzureError): AzureProblem | undefined {
  const text = `${code} ${message}`;
  const entry = azureErrorCatalogue.find(
    (known) =>
      (known.service === undefined || known.service === service) &&
      (known.status === undefined || (status !== undefined && known.status.includes(status))) &&
      (known.text === undefined || known.text.test(text)),
  );
  return entry && { hop: entry.hop, problem: entry.problem, remedy: entry.remedy };
}
