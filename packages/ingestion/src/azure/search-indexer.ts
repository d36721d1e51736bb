import { IngestionError } from "../ingestion-error.ts";
import type { AzureService } from "./azure-service.ts";
import { answerOf } from "./service-failure.ts";

/** An indexer of AI Search, with the data source and the skillset that are its own. */
export interface SearchIndexerClient {
  /** What each of the three says of itself; undefined for one that is not there. */
  descriptions(abortSignal?: AbortSignal): Promise<Record<IndexerPart, string | undefined>>;
  /**
   * Makes one of them, or puts it in place of the one that is there.
   *
   * @throws IngestionError `UPSTREAM_REFUSED` for an indexer that could not read its data source.
   */
  put(part: IndexerPart, definition: object, abortSignal?: AbortSignal): Promise<void>;
  /**
   * The same by a preview of AI Search, which can do more.
   *
   * @returns Whether it takes the definition.
   */
  putPreview(part: IndexerPart, definition: object, abortSignal?: AbortSignal): Promise<boolean>;
  /** Deletes one of them, if it is there. */
  remove(part: IndexerPart, abortSignal?: AbortSignal): Promise<void>;
  /** Starts an execution, unless one is under way. */
  run(abortSignal?: AbortSignal): Promise<void>;
  /** The executions that are kept, the newest first; none if there is no such indexer. */
  executions(abortSignal?: AbortSignal): Promise<readonly IndexerExecution[]>;
}

/** Which of the three, as paths have it. */
export type IndexerPart = "datasources" | "skillsets" | "indexers";

/**
 * What became of one execution.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/indexers/get-status
 */
export interface IndexerExecution {
  /** `persistentFailure` where somebody has to help. */
  readonly status: "inProgress" | "success" | "transientFailure" | "persistentFailure";
  readonly errorMessage: string | null;
  readonly startTime: string;
  /** Documents that were tried, those that failed included. */
  readonly itemsProcessed: number;
  readonly itemsFailed: number;
  readonly errors: readonly IndexerItemError[];
  readonly warnings: readonly IndexerItemWarning[];
}

/** Why a document is not in the index. */
export interface IndexerItemError {
  readonly key: string | null;
  /** What was being done, as in `DocumentExtraction.azureblob.handbook`. */
  readonly name: string | null;
  readonly errorMessage: string | null;
  readonly details: string | null;
}

/** What may be wrong with a document that is in the index. */
export interface IndexerItemWarning {
  readonly key: string | null;
  readonly name: string | null;
  readonly message: string | null;
  readonly details: string | null;
}

interface IndexerStatus {
  readonly status: string;
  readonly lastResult: StatusEntry | null;
  readonly executionHistory: readonly StatusEntry[];
}

type StatusEntry = Omit<IndexerExecution, "status"> & { readonly status: string };

const stable = "2025-09-01";
/** Has tokens as a unit of the split skill. */
const preview = "2025-11-01-preview";
const nouns: Readonly<Record<IndexerPart, string>> = {
  datasources: "data source",
  skillsets: "skillset",
  indexers: "indexer",
};
/** How AI Search says that it gets no token, or that its identity lacks the role. */
const noAccess = /credentials|managed identity|authoriz/i;

/** Makes a client of one indexer and what belongs to it. */
export function createSearchIndexerClient(
  search: AzureService,
  names: Readonly<Record<IndexerPart, string>>,
): SearchIndexerClient {
  const pathOf = (part: IndexerPart, operation = "", version = stable): string =>
    `/${part}('${encodeURIComponent(names[part])}')${operation}?api-version=${version}`;

  async function descriptionOf(
    part: IndexerPart,
    abortSignal: AbortSignal | undefined,
  ): Promise<string | undefined> {
    // what a preview made, an older version need not show
    const version = part === "skillsets" ? preview : stable;
    const path = pathOf(part, "", version);
    let response = await search.send(path, { accept: [400, 404], abortSignal });
    if (response.status === 400) {
      response = await search.send(pathOf(part), { accept: [404], abortSignal });
    }
    const body = (await response.json().catch(() => ({}))) as { readonly description?: unknown };
    if (response.status === 404) return undefined;
    return typeof body.description === "string" ? body.description : "";
  }

  async function send(
    part: IndexerPart,
    definition: object,
    version: string,
    abortSignal: AbortSignal | undefined,
  ): Promise<Response> {
    return search.send(pathOf(part, "", version), {
      method: "PUT",
      headers: { prefer: "return=representation" },
      body: { name: names[part], ...definition },
      accept: [400],
      abortSignal,
    });
  }

  return {
    async descriptions(abortSignal) {
      const [datasources, skillsets, indexers] = await Promise.all([
        descriptionOf("datasources", abortSignal),
        descriptionOf("skillsets", abortSignal),
        descriptionOf("indexers", abortSignal),
      ]);
      return { datasources, skillsets, indexers };
    },
    async putPreview(part, definition, abortSignal) {
      const response = await send(part, definition, preview, abortSignal);
      await response.body?.cancel();
      return response.ok;
    },
    async put(part, definition, abortSignal) {
      const response = await send(part, definition, stable, abortSignal);
      const text = await response.text();
      if (response.ok) return;
      const cause = answerOf(response.status);
      // before it keeps an indexer, it looks at the container
      if (part === "indexers" && /error with data source/i.test(text)) {
        if (isNoAccess(text)) throw noAccessToBlobs(cause);
        const isGone = /not exist|not found/i.test(text);
        throw new IngestionError(
          isGone ? "UPSTREAM_FAILED" : "UPSTREAM_UNAVAILABLE",
          `AI Search cannot read the container${isGone ? ", which is not there" : " now"}.`,
          { cause },
        );
      }
      throw new IngestionError(
        "UPSTREAM_FAILED",
        `AI Search does not take the definition of the job's ${nouns[part]}.`,
        { cause },
      );
    },
    async remove(part, abortSignal) {
      const response = await search.send(pathOf(part), {
        method: "DELETE",
        accept: [404],
        abortSignal,
      });
      await response.body?.cancel();
    },
    async run(abortSignal) {
      const response = await search.send(pathOf("indexers", "/search.run"), {
        method: "POST",
        accept: [409],
        abortSignal,
      });
      await response.body?.cancel();
    },
    async executions(abortSignal) {
      const response = await search.send(pathOf("indexers", "/search.status"), {
        accept: [404],
        abortSignal,
      });
      const body: unknown = await response.json().catch(() => undefined);
      return response.status === 404 ? [] : executionsIn(body as IndexerStatus);
    },
  };
}

/** Whether AI Search says that it may not read something. */
export function isNoAccess(message: string): boolean {
  return noAccess.test(message);
}

/** The search service may not read the container. */
export function noAccessToBlobs(cause?: unknown): IngestionError {
  return new IngestionError(
    "UPSTREAM_REFUSED",
    "AI Search cannot read the container; give the search service a managed identity, and that the role Storage Blob Data Reader on the storage account.",
    { cause },
  );
}

function executionsIn({ status, lastResult, executionHistory }: IndexerStatus): IndexerExecution[] {
  const last = lastResult === null ? [] : [lastResult];
  const earlier = executionHistory.filter(({ startTime }) => startTime !== lastResult?.startTime);
  return [...last, ...earlier]
    .filter((entry) => entry.status !== "reset")
    .map((entry, at): IndexerExecution => {
      const isHelpless = at === 0 && status === "error" && entry.status !== "inProgress";
      return Object.assign({}, entry, {
        status: isHelpless ? "persistentFailure" : stateOf(entry.status),
      });
    });
}

/** What is not known of is not taken for success. */
function stateOf(status: string): IndexerExecution["status"] {
  return status === "success" || status === "inProgress" || status === "persistentFailure"
    ? status
    : "transientFailure";
}
