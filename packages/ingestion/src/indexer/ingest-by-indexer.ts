/* oxlint-disable no-await-in-loop -- an indexer is looked at again and again */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { BlobContainer } from "../azure/blob-container.ts";
import type { IndexerExecution, SearchIndexerClient } from "../azure/search-indexer.ts";
import type { SearchIndexClient } from "../azure/search-index.ts";
import { IngestionError } from "../ingestion-error.ts";
import { ensureDocumentIndex } from "../service/document-index.ts";
import type { IngestionProgress, IngestionResult } from "../service/ingest-documents.ts";
import { refuseAccessFile } from "./refuse-access-file.ts";
import { isEmpty, removeEarlierPasses, removeFailed } from "./indexed-chunks.ts";
import {
  buildIndexerDefinitions,
  digestOf,
  madeFor,
  parsePassMark,
  type IndexerSettings,
  type PassMark,
} from "./indexer-definitions.ts";
import { buildIndexerIndex } from "./indexer-index.ts";
import { charactersRemark, offeredChunking } from "./offered-chunking.ts";
import { serviceFailureIn, executionFailureOf } from "./indexer-failure.ts";
import { failedItems, listProblems } from "./indexer-problems.ts";

/** One pass of an indexer, as it is set up, started and watched from here. */
export interface IndexerIngestion {
  readonly settings: IndexerSettings;
  readonly analyzer: string;
  readonly indexer: SearchIndexerClient;
  readonly index: SearchIndexClient;
  readonly container: BlobContainer;
  /** Name of the file that says who may read what in the push mode. */
  readonly accessFile: string;
  /** Whether the data source, the skillset and the indexer are deleted at the end. */
  readonly cleansUp: boolean;
  /** The execution after which this pass began, where another server began it. */
  readonly after: string | undefined;
  /** When the pass before was over, in milliseconds since 1970: what the indexer met by itself since then is told. */
  readonly since: number | undefined;
  /** How often the indexer is looked at. */
  readonly pollIntervalInMs: number;
  readonly onProgress: (progress: IngestionProgress) => void;
  readonly abortSignal: AbortSignal;
}

/** How often an indexer is started anew that gets nowhere. */
const maxAttempts = 3;
/** Clocks differ. */
const slackInMs = 60_000;

/**
 * Has AI Search itself make an index hold what a container holds. An indexer does what is new or changed; it does all anew
 * where the job is not what it was, where the index is empty, and where a service that it needs had failed. When this
 * process ends, the indexer goes on.
 *
 * @throws IngestionError for what concerns more than one document; the signal's reason if it aborts.
 */
export async function ingestByIndexer(ingestion: IndexerIngestion): Promise<IngestionResult> {
  const { indexer, cleansUp, abortSignal } = ingestion;
  await refuseAccessFile(ingestion.container, ingestion.accessFile, abortSignal);
  const mark = await presentMark(ingestion);
  try {
    return await ingest(ingestion, mark);
  } finally {
    if (cleansUp && !abortSignal.aborted) {
      for (const part of ["indexers", "skillsets", "datasources"] as const) {
        await indexer.remove(part);
      }
    }
  }
}

async function ingest(
  asked: IndexerIngestion,
  mark: PassMark | undefined,
): Promise<IngestionResult> {
  const { analyzer, indexer, index, pollIntervalInMs, abortSignal } = asked;
  await ensureDocumentIndex(index, buildIndexerIndex(asked.settings, analyzer), abortSignal);
  const chunking = await offeredChunking(asked.settings, indexer, mark?.pass, abortSignal);
  const settings: IndexerSettings = { ...asked.settings, chunking };
  const ingestion: IndexerIngestion = { ...asked, settings };
  const known = await indexer.executions(abortSignal);
  // what is under way is judged when it has ended
  const isUnfinished =
    known[0]?.status !== "inProgress" &&
    (serviceFailureIn(known) !== undefined || (await isEmpty(index, abortSignal)));
  let pass = mark?.digest === digestOf(settings) && !isUnfinished ? mark.pass : undefined;
  const isDelta = pass !== undefined;
  let after = ingestion.after ?? known[0]?.startTime ?? "";
  for (let attempt = 1; ; attempt++) {
    pass = await define(ingestion, pass);
    const own = await follow(ingestion, after);
    const serviceFailure = serviceFailureIn(own);
    const failure = serviceFailure ?? (own[0] && executionFailureOf(own[0]));
    if (failure === undefined) {
      const remarks = chunking.by === "characters" ? [charactersRemark] : [];
      return { ...(await finish(ingestion, pass, own)), isDelta, remarks };
    }
    // an execution has two hours; the next one goes on where it was
    const hasProgress = serviceFailure === undefined && countsOf(own).written > 0;
    if (hasProgress) attempt = 0;
    if (failure.code !== "UPSTREAM_UNAVAILABLE" || attempt >= maxAttempts) throw failure;
    if (serviceFailure !== undefined) pass = undefined;
    after = own[0]?.startTime ?? after;
    await sleep(pollIntervalInMs * 2 ** attempt, undefined, { signal: abortSignal });
  }
}

/**
 * What the job's indexer says of the pass that it goes on with, if there is one.
 *
 * @throws IngestionError for objects of these names that this server did not make.
 */
async function presentMark({
  settings,
  indexer,
  abortSignal,
}: IndexerIngestion): Promise<PassMark | undefined> {
  const descriptions = await indexer.descriptions(abortSignal);
  const isForeign = Object.values(descriptions).some(
    (text) => text !== undefined && !text.startsWith(madeFor(settings.jobId)),
  );
  if (!isForeign) return parsePassMark(descriptions.indexers ?? "");
  throw new IngestionError(
    "INDEX_INCOMPATIBLE",
    "A data source, a skillset or an indexer of the job's name exists that is no job's; name the job differently or delete it.",
  );
}

/** Tells AI Search what to do. A new pass is that of a new indexer, which has read nothing yet. */
async function define(
  { settings, indexer, abortSignal }: IndexerIngestion,
  present: string | undefined,
): Promise<string> {
  const pass = present ?? randomBytes(8).toString("hex");
  const definitions = buildIndexerDefinitions(settings, pass);
  if (present === undefined) await indexer.remove("indexers", abortSignal);
  await indexer.put("datasources", definitions.datasources, abortSignal);
  const isTaken =
    settings.chunking.by === "tokens" &&
    (await indexer.putPreview("skillsets", definitions.skillsets, abortSignal));
  // what a preview does not take, the stable version says why
  if (!isTaken) await indexer.put("skillsets", definitions.skillsets, abortSignal);
  await indexer.put("indexers", definitions.indexers, abortSignal);
  return pass;
}

/** The executions after another one, the newest first, when there is one and it has ended. */
async function follow(
  { indexer, pollIntervalInMs, onProgress, abortSignal }: IndexerIngestion,
  after: string,
): Promise<readonly IndexerExecution[]> {
  for (;;) {
    const executions = await indexer.executions(abortSignal);
    const end = executions.findIndex(({ startTime }) => startTime === after);
    const own = end < 0 ? executions : executions.slice(0, end);
    const isUnderWay = executions[0]?.status === "inProgress";
    onProgress({ ...countsOf(own), isOpen: true, after });
    if (own.length > 0 && !isUnderWay) return own;
    if (!isUnderWay) await indexer.run(abortSignal);
    await sleep(pollIntervalInMs, undefined, { signal: abortSignal });
  }
}

/** Removes what nobody may rely on any more, and says what is to be said. */
async function finish(
  ingestion: IndexerIngestion,
  pass: string,
  own: readonly IndexerExecution[],
): Promise<IngestionResult> {
  const { settings, indexer, index, container, since = Infinity, abortSignal } = ingestion;
  const executions = (await indexer.executions(abortSignal)).filter(
    (each) =>
      Date.parse(each.startTime) >= since - slackInMs ||
      own.some(({ startTime }) => startTime === each.startTime),
  );
  const removed =
    (await removeEarlierPasses(index, pass, abortSignal)) +
    (await removeFailed(index, failedItems(executions, container.url), abortSignal));
  const problems = await listProblems(
    { index, groupField: settings.groupField },
    executions,
    container.url,
    abortSignal,
  );
  return { ...countsOf(own), unchanged: 0, removed, problems };
}

function countsOf(
  executions: readonly IndexerExecution[],
): Record<"found" | "read" | "changed" | "written", number> {
  const found = executions.reduce((sum, { itemsProcessed }) => sum + itemsProcessed, 0);
  const failed = executions.reduce((sum, { itemsFailed }) => sum + itemsFailed, 0);
  return { found, read: found, changed: found, written: Math.max(found - failed, 0) };
}
