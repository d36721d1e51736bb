import type { JsonObject } from "../../json-object.ts";
import { invalidRequest, notEmulated } from "../../search-error.ts";
import { parseObjectName } from "../../objects/object-name.ts";
import { parseAnnotationPath } from "../enrichment/annotation-path.ts";
import { parseDuration } from "./duration.ts";
import { parseFieldMapping, type FieldMapping } from "./field-mapping.ts";
import { parseIndexerConfiguration, type IndexerConfiguration } from "./indexer-configuration.ts";
import { readDefinition, type DefinitionKind, type MemberReader } from "./read-definition.ts";

/** Who reads a data source into an index, and when. */
export interface Indexer {
  readonly name: string;
  readonly description: string | null;
  readonly dataSourceName: string;
  readonly skillsetName: string | null;
  readonly targetIndexName: string;
  readonly disabled: boolean;
  readonly schedule: Schedule | null;
  readonly parameters: IndexingParameters;
  readonly fieldMappings: readonly FieldMapping[];
  readonly outputFieldMappings: readonly FieldMapping[];
}

/** How often an indexer runs by itself. */
interface Schedule {
  /** As in `PT5M`. */
  readonly interval: string;
  readonly intervalInMs: number;
  /** Milliseconds since 1970 (at once). */
  readonly startsAtInMs: number | undefined;
  readonly startTime: string | null;
}

/** How an indexer goes about it. */
interface IndexingParameters {
  /** Blobs that are worked on together. */
  readonly batchSize: number;
  /** How many documents may fail; -1 for all of them. */
  readonly maxFailedItems: number;
  readonly maxFailedItemsPerBatch: number;
  readonly configuration: IndexerConfiguration;
  /** As they were sent. */
  readonly sent: JsonObject | null;
}

/** A data source of blobs takes ten at a time. */
const defaultBatchSize = 10;
const minIntervalInMs = 5 * 60_000;
const maxIntervalInMs = 24 * 60 * 60_000;

/**
 * Reads a definition as `PUT /indexers('<name>')` takes it.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/indexers/create-or-update
 * @throws SearchError for one that the service would not take, or that names something not emulated.
 */
export function parseIndexer(value: unknown, apiVersion: string): Indexer {
  const kind = { where: "indexer", type: "Indexer", apiVersion };
  return readDefinition(value, kind, (read) => {
    if (read.raw("encryptionKey") !== undefined) throw notEmulated("'encryptionKey' in an indexer");
    return {
      name: parseObjectName(read.raw("name"), { where: "indexer", kind: "Indexer" }),
      description: read.optionalText("description"),
      dataSourceName: read.text("dataSourceName"),
      skillsetName: read.optionalText("skillsetName"),
      targetIndexName: read.text("targetIndexName"),
      disabled: read.flag("disabled", false),
      schedule: scheduleIn(read),
      parameters: parametersIn(read),
      fieldMappings: read.list("fieldMappings", (each) => parseFieldMapping(each, kind)),
      outputFieldMappings: outputMappingsIn(read, kind),
    };
  });
}

/** An indexer as it is answered. */
export function formatIndexer({ schedule, parameters, ...rest }: Indexer): JsonObject {
  const { interval, startTime } = schedule ?? {};
  return {
    ...rest,
    schedule: schedule && { interval, startTime },
    parameters: parameters.sent,
    encryptionKey: null,
  };
}

function scheduleIn(read: MemberReader): Schedule | null {
  const schedule = read.raw("schedule");
  if (schedule === undefined) return null;
  return readDefinition(schedule, { ...read.kind, type: "IndexingSchedule" }, (member) => {
    const interval = member.text("interval");
    const startTime = member.optionalText("startTime");
    const intervalInMs = parseDuration(interval) ?? 0;
    if (intervalInMs < minIntervalInMs || intervalInMs > maxIntervalInMs) {
      throw invalidRequest(
        "indexer",
        `The interval '${interval}' of the schedule must be from 5 minutes to 1 day, as in 'PT5M'.`,
      );
    }
    const startsAtInMs = startTime === null ? undefined : Date.parse(startTime);
    if (Number.isNaN(startsAtInMs)) {
      throw invalidRequest("indexer", "The start time of the schedule must be a time.");
    }
    return { interval, intervalInMs, startTime, startsAtInMs };
  });
}

function parametersIn(read: MemberReader): IndexingParameters {
  const sent = read.raw("parameters");
  const kind = { ...read.kind, type: "IndexingParameters" };
  return readDefinition(sent ?? {}, kind, (member) => {
    const failures = { min: -1, max: 2 ** 31 - 1, byDefault: 0 };
    return {
      batchSize: member.integer("batchSize", { min: 1, max: 1000, byDefault: defaultBatchSize }),
      maxFailedItems: member.integer("maxFailedItems", failures),
      maxFailedItemsPerBatch: member.integer("maxFailedItemsPerBatch", failures),
      configuration: parseIndexerConfiguration(member.raw("configuration") ?? {}, kind),
      sent: (sent as JsonObject | undefined) ?? null,
    };
  });
}

function outputMappingsIn(read: MemberReader, kind: DefinitionKind): readonly FieldMapping[] {
  const mappings = read.list("outputFieldMappings", (each) => parseFieldMapping(each, kind));
  const wrong = mappings.find(({ sourceFieldName }) => !parseAnnotationPath(sourceFieldName));
  if (wrong === undefined) return mappings;
  throw invalidRequest(
    "indexer",
    `The output field mapping from '${wrong.sourceFieldName}' must begin with '/document'.`,
  );
}
