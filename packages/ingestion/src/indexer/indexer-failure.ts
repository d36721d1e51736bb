import {
  isNoAccess,
  noAccessToBlobs,
  type IndexerExecution,
  type IndexerItemError,
} from "../azure/search-indexer.ts";
import { IngestionError } from "../ingestion-error.ts";

/** Why a skill had no answer, by the words of AI Search. */
const noAnswer = /web ?api|time limit|managed identity/i;
/** Why a document could not be fetched that may be fine. */
const isBusy = /status(?: code)?\W{1,3}(?:429|50[0234])|server is busy|temporarily unavailable/i;

/** Why an execution came to no end, if it did not. */
export function executionFailureOf(execution: IndexerExecution): IngestionError | undefined {
  const { status, errorMessage } = execution;
  if (status === "success" || status === "inProgress") return undefined;
  const text = errorMessage ?? "";
  if (isNoAccess(text)) return noAccessToBlobs();
  return status === "persistentFailure"
    ? new IngestionError("UPSTREAM_FAILED", "The indexer needs help; its status tells why.")
    : new IngestionError("UPSTREAM_UNAVAILABLE", "The indexer came to no end.");
}

/** Why a service that the indexer needs keeps documents from being indexed; first what waiting does not mend. */
export function serviceFailureIn(
  executions: readonly IndexerExecution[],
): IngestionError | undefined {
  const failures = executions
    .flatMap(({ errors }) => errors.map(serviceFailureOf))
    .filter((failure) => failure !== undefined);
  return failures.find(({ code }) => code !== "UPSTREAM_UNAVAILABLE") ?? failures[0];
}

/** Undefined for what is wrong with the document itself. */
export function serviceFailureOf(error: IndexerItemError): IngestionError | undefined {
  const { name, errorMessage, details } = error;
  const text = `${errorMessage ?? ""} ${details ?? ""}`;
  const operation = name?.split(".")[0];
  if (operation === "Enrichment" && isOwnSkill(name)) return skillFailureOf(text);
  if (operation === "Enrichment" && noAnswer.test(text)) return embeddingFailureOf(text);
  if (operation !== "DocumentExtraction" || !isBusy.test(text)) return undefined;
  const message = "The storage account is busy.";
  return new IngestionError("UPSTREAM_UNAVAILABLE", message);
}

function embeddingFailureOf(text: string): IngestionError | undefined {
  const [, status] = /response status: '(\w+)'/i.exec(text) ?? [];
  if (status === "BadRequest") return undefined;
  if (status === "Unauthorized" || status === "Forbidden" || /managed identity/i.test(text)) {
    return new IngestionError(
      "UPSTREAM_REFUSED",
      "AI Search may not use the embedding deployment; give the search service a managed identity, and that the role Cognitive Services OpenAI User on the Azure OpenAI resource.",
    );
  }
  return status === "NotFound"
    ? new IngestionError("UPSTREAM_FAILED", "The embedding deployment of the job is not there.")
    : new IngestionError("UPSTREAM_UNAVAILABLE", "The embedding deployment is busy.");
}

/** Whether an operation of an indexer is the skill of a server of one's own. */
export function isOwnSkill(operation: string | null): boolean {
  return operation?.includes("WebApiSkill") === true;
}

function skillFailureOf(text: string): IngestionError | undefined {
  // it did answer, of this document
  if (/response contains errors/i.test(text)) return undefined;
  const [, status] = /response status: '(\w+)'/i.exec(text) ?? [];
  if (status === "Unauthorized" || status === "Forbidden" || /managed identity/i.test(text)) {
    return new IngestionError(
      "UPSTREAM_REFUSED",
      "The skill does not let the search service in; give the search service a managed identity and that the app role of the skill, and name it among the skill's callers.",
    );
  }
  return status === "NotFound" || status === "BadRequest" || status === "MethodNotAllowed"
    ? new IngestionError("UPSTREAM_FAILED", "There is no such skill at skill.uri.")
    : new IngestionError("UPSTREAM_UNAVAILABLE", "The skill does not answer.");
}
