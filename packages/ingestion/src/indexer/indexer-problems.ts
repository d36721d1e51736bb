import type {
  IndexerExecution,
  IndexerItemError,
  IndexerItemWarning,
} from "../azure/search-indexer.ts";
import type { SearchIndexClient } from "../azure/search-index.ts";
import type { DocumentProblem } from "../service/ingest-documents.ts";
import { urlsWithoutGroups } from "./indexed-chunks.ts";
import { isOwnSkill, serviceFailureOf } from "./indexer-failure.ts";
import { nameIn, parseItemKey } from "./item-key.ts";

/** A document that an execution left out. */
export interface FailedItem {
  /** What its chunks have as `parent_id`. */
  readonly parentId: string;
  /** When the execution began. */
  readonly startTime: string;
}

/** What is said in place of the words of a service. */
type Saying = Omit<DocumentProblem, "name">;

/** The documents that were left out for something in themselves. */
export function failedItems(
  executions: readonly IndexerExecution[],
  containerUrl: string,
): FailedItem[] {
  return executions.flatMap(({ startTime, errors }) =>
    errors
      .filter((error) => error.key !== null && serviceFailureOf(error) === undefined)
      .map(({ key }) => ({ parentId: parseItemKey(key ?? "", containerUrl).parentId, startTime })),
  );
}

/** What is to be said of documents, each thing once. */
export async function listProblems(
  { index, groupField }: { readonly index: SearchIndexClient; readonly groupField: string },
  executions: readonly IndexerExecution[],
  containerUrl: string,
  abortSignal: AbortSignal,
): Promise<DocumentProblem[]> {
  const about = (key: string | null, saying: Saying): DocumentProblem => ({
    name: parseItemKey(key ?? "", containerUrl).name,
    ...saying,
  });
  const problems = executions.flatMap(({ errors, warnings }) => [
    ...errors.map((error) => about(error.key, sayingOfError(error))),
    ...warnings.map((warning) => about(warning.key, sayingOfWarning(warning))),
  ]);
  const message = "No group may read it, so nobody sees it.";
  for (const url of await urlsWithoutGroups(index, groupField, abortSignal)) {
    problems.push({ name: nameIn(url, containerUrl), code: "NO_GROUPS", message });
  }
  return [...new Map(problems.map((each) => [`${each.code} ${each.name}`, each])).values()];
}

function sayingOfError(error: IndexerItemError): Saying {
  const { name, details, errorMessage } = error;
  const text = `${errorMessage ?? ""} ${details ?? ""}`;
  if (text.includes("jsonArrayToStringCollection")) {
    return {
      code: "GROUPS_UNREADABLE",
      message: 'Its metadata must list groups as JSON, as in ["object id","object id"].',
    };
  }
  const [, code] = /'(DOCUMENT_[A-Z_]{1,30}): /.exec(text) ?? [];
  if (isOwnSkill(name) && code !== undefined) {
    return { code, message: "The skill cannot read the document." };
  }
  if (/unsupported content type/i.test(text)) {
    return { code: "DOCUMENT_UNSUPPORTED", message: "Files of this kind are not read." };
  }
  if (/exceeds the maximum size/i.test(text)) {
    return { code: "DOCUMENT_TOO_LARGE", message: "The document has too many bytes." };
  }
  return name?.startsWith("DocumentExtraction.") === true
    ? { code: "DOCUMENT_MALFORMED", message: "AI Search cannot read the document." }
    : { code: "DOCUMENT_REJECTED", message: "AI Search does not take the document." };
}

function sayingOfWarning({ name, details, message }: IndexerItemWarning): Saying {
  const text = `${message ?? ""} ${details ?? ""}`;
  if (/truncated/i.test(text)) {
    return { code: "DOCUMENT_TOO_LARGE", message: "Only the beginning of its text is indexed." };
  }
  if (/input is missing/i.test(text)) {
    return { code: "DOCUMENT_EMPTY", message: "There is no text in the document." };
  }
  const operation = /^[\w.#]{1,100}$/.test(name ?? "") ? name : "the indexer";
  return { code: "INDEXER_WARNING", message: `AI Search has a warning of ${operation}.` };
}
