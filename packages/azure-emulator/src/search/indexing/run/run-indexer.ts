import type { Clock } from "../../../azure.ts";
import type { IndexStore } from "../../documents/index-store.ts";
import type { SearchIndex } from "../../documents/search-index.ts";
import type { DataSource } from "../definitions/data-source.ts";
import type { Indexer } from "../definitions/indexer.ts";
import type { Skillset } from "../definitions/skillset.ts";
import { valueAt } from "../enrichment/enriched-node.ts";
import { parseAnnotationPath } from "../enrichment/annotation-path.ts";
import type { ServiceAccount } from "../service-account.ts";
import { createBlobSource, type BlobSource, type ListedBlob } from "../source/blob-source.ts";
import { isSelected, metadataOf } from "../source/selected-blobs.ts";
import { isOneToMany, storageFields } from "../source/source-document.ts";
import type { DocumentInProgress } from "./document-in-progress.ts";
import { enrichDocuments } from "./enrich-documents.ts";
import type { ExecutionLog } from "./execution-log.ts";
import { ItemFailure } from "./item-failure.ts";
import { convert, mapFields } from "./map-fields.ts";
import { projectDocument, projectedParts } from "./project-document.ts";
import { readBlob } from "./read-blob.ts";
import { RunFailure } from "./run-failure.ts";
import { isChanged, type TrackingState } from "./tracking-state.ts";
import { writeDocument } from "./write-document.ts";

/** What a run works with. */
export interface IndexerRun {
  readonly indexer: Indexer;
  readonly dataSource: DataSource;
  readonly skillset: Skillset | undefined;
  readonly indexes: IndexStore;
  readonly account: ServiceAccount;
  readonly clock: Clock;
  readonly state: TrackingState;
  readonly log: ExecutionLog;
  /** Whether it is to end early, for there is no such indexer any more. */
  readonly isCancelled: () => boolean;
}

/**
 * Reads what has changed into the index.
 *
 * @throws RunFailure when the blobs cannot be read, or more documents fail than may.
 */
export async function runIndexer(run: IndexerRun): Promise<void> {
  const { indexer, dataSource, account, clock, state, isCancelled } = run;
  const { batchSize, configuration } = indexer.parameters;
  const source = createBlobSource(dataSource, account);
  const startedAtInMs = clock.now();
  const blobs = await source.list();
  const gone = goneBlobs(blobs, run);
  for (const name of gone) forget(name, state.seen.get(name)?.keys ?? [], run);

  const changed = blobs.filter((blob) => isSelected(blob, configuration) && isChanged(state, blob));
  for (let at = 0; at < changed.length && !isCancelled(); at += batchSize) {
    // oxlint-disable-next-line no-await-in-loop -- only so many are held at once
    await runBatch(changed.slice(at, at + batchSize), source, run);
  }
  state.lastEnumerationAtInMs = startedAtInMs;
}

/** Names of blobs that were read before and are not listed any more, where that counts as deletion. */
function goneBlobs(
  blobs: readonly ListedBlob[],
  { dataSource, state }: IndexerRun,
): readonly string[] {
  const policy = dataSource.dataDeletionDetectionPolicy?.["@odata.type"];
  if (policy !== "#Microsoft.Azure.Search.NativeBlobSoftDeleteDeletionDetectionPolicy") return [];
  const names = new Set(blobs.map(({ name }) => name));
  return [...state.seen.keys()].filter((name) => !names.has(name));
}

function isSoftDeleted({ metadata }: ListedBlob, { dataDeletionDetectionPolicy }: DataSource) {
  const policy = dataDeletionDetectionPolicy;
  return (
    policy !== null &&
    "softDeleteColumnName" in policy &&
    metadataOf(metadata, policy.softDeleteColumnName) === policy.softDeleteMarkerValue
  );
}

async function runBatch(
  blobs: readonly ListedBlob[],
  source: BlobSource,
  run: IndexerRun,
): Promise<void> {
  const { indexer, dataSource, skillset, indexes, account, log, state } = run;
  const index = indexes.get(indexer.targetIndexName);
  const isGone = (blob: ListedBlob): boolean => isSoftDeleted(blob, dataSource);
  for (const blob of blobs.filter(isGone)) {
    forget(blob.name, keysOf(blob, index, run), run);
    state.seen.set(blob.name, { etag: blob.etag, keys: [] });
  }

  const present = blobs.filter((blob) => !isGone(blob));
  const readings = await Promise.all(present.map((blob) => readBlob(blob, index, source, run)));
  const documents = readings.flatMap((reading) => reading.documents);
  log.itemsProcessed += readings.reduce((sum, { count }) => sum + count, 0);
  await enrichDocuments(documents, skillset?.skills ?? [], { services: account, log });
  writeDocuments(documents, index, run);

  for (const { title, failure } of documents) if (failure) log.addError(title, failure);
  const failed =
    documents.filter(({ failure }) => failure).length +
    readings.reduce((sum, { failures }) => sum + failures, 0);
  requireFewFailures(failed, run);
  present.forEach(({ name, etag }, position) => {
    const keys = readings[position]?.documents.map(({ key }) => key) ?? [];
    state.seen.set(name, { etag, keys });
  });
}

/** What is to be removed for a blob: what was made of it, or what would be. */
function keysOf(
  blob: ListedBlob,
  index: SearchIndex,
  { indexer, state }: IndexerRun,
): readonly string[] {
  const known = state.seen.get(blob.name)?.keys;
  if (known || isOneToMany(indexer.parameters.configuration)) return known ?? [];
  return [mapFields(storageFields(blob), indexer, index).key];
}

/** Removes the documents of a blob, and what was projected of them. */
function forget(name: string, keys: readonly string[], run: IndexerRun): void {
  const { indexer, skillset, indexes, state, log } = run;
  const index = indexes.get(indexer.targetIndexName);
  for (const key of keys) index.delete(key);
  for (const selector of skillset?.indexProjections?.selectors ?? []) {
    const parts = projectedParts(indexes, selector, new Set(keys));
    const projected = indexes.get(selector.targetIndexName);
    for (const part of [...parts.values()].flat()) projected.delete(part);
  }
  state.seen.delete(name);
  log.itemsProcessed += 1;
}

function writeDocuments(
  documents: readonly DocumentInProgress[],
  index: SearchIndex,
  run: IndexerRun,
): void {
  const { indexes, skillset } = run;
  const { selectors = [], includesParents = true } = skillset?.indexProjections ?? {};
  const parents = new Set(documents.map(({ key }) => key));
  const projections = selectors.map((selector) => ({
    selector,
    index: indexes.get(selector.targetIndexName),
    earlier: projectedParts(indexes, selector, parents),
  }));
  for (const document of documents) {
    if (document.failure) continue;
    try {
      if (includesParents) writeDocument(index, outputFields(document, run));
      for (const projection of projections) {
        const earlier = projection.earlier.get(document.key) ?? [];
        projectDocument(document, { ...projection, earlier });
      }
    } catch (error) {
      if (!(error instanceof ItemFailure)) throw error;
      document.failure = error;
    }
  }
}

/** What is written, with what skills made of it. */
function outputFields(
  { fields, root, title }: DocumentInProgress,
  { indexer, log }: IndexerRun,
): Record<string, unknown> {
  const outputs: Record<string, unknown> = { ...fields };
  const scope = { root, context: [], indexes: [] };
  for (const { sourceFieldName, targetFieldName, mappingFunction } of indexer.outputFieldMappings) {
    const value = valueAt(scope, parseAnnotationPath(sourceFieldName) ?? []);
    if (value === undefined) {
      log.addWarning(title, {
        operation: `Projection.SearchIndex.OutputFieldMapping.${targetFieldName}`,
        message: `Could not map output field '${targetFieldName}' to search index. Check the 'outputFieldMappings' property of your indexer.`,
        details: `Missing value '${sourceFieldName}'.`,
      });
    } else {
      outputs[targetFieldName] = convert(mappingFunction, value, targetFieldName);
    }
  }
  return outputs;
}

function requireFewFailures(failedInBatch: number, { indexer, log }: IndexerRun): void {
  const { maxFailedItems, maxFailedItemsPerBatch } = indexer.parameters;
  if (isWithin(log.errors.length, maxFailedItems)) {
    if (isWithin(failedInBatch, maxFailedItemsPerBatch)) return;
  }
  throw new RunFailure(log.errors.at(-1)?.errorMessage ?? "Too many documents failed.", true);
}

function isWithin(count: number, max: number): boolean {
  return max === -1 || count <= max;
}
