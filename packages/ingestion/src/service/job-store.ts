import type { SearchIndexClient } from "../azure/search-index.ts";
import type { JobRecord } from "./job-record.ts";

/** Where jobs are kept, so that a server that ends loses none. */
export interface JobStore {
  read(jobId: string, abortSignal?: AbortSignal): Promise<JobRecord | undefined>;
  list(abortSignal?: AbortSignal): Promise<readonly JobRecord[]>;
  write(record: JobRecord, abortSignal?: AbortSignal): Promise<void>;
  remove(jobId: string): Promise<void>;
}

/** Keeps jobs as documents of an index of AI Search, which it makes when it first needs it. */
export function createJobStore(index: SearchIndexClient): JobStore {
  let ready: Promise<void> | undefined;

  async function prepare(): Promise<void> {
    if ((await index.read()) !== undefined) return;
    const plain = { searchable: false, filterable: false, sortable: false, facetable: false };
    await index.create({
      name: index.name,
      fields: [
        { name: "id", type: "Edm.String", key: true, ...plain, filterable: true, sortable: true },
        { name: "record", type: "Edm.String", ...plain },
      ],
    });
  }

  async function whenReady(): Promise<void> {
    ready ??= prepare();
    try {
      await ready;
    } catch (error) {
      ready = undefined;
      throw error;
    }
  }

  return {
    async read(jobId, abortSignal) {
      await whenReady();
      const document = await index.get(jobId, abortSignal);
      return document === undefined ? undefined : parseRecord(document["record"]);
    },
    async list(abortSignal) {
      await whenReady();
      const records: JobRecord[] = [];
      for await (const document of index.list({ key: "id", select: ["record"] }, abortSignal)) {
        records.push(parseRecord(document["record"]));
      }
      return records;
    },
    async write(record, abortSignal) {
      await whenReady();
      const document = { id: record.definition.jobId, record: JSON.stringify(record) };
      await index.upload([document], abortSignal);
    },
    async remove(jobId) {
      await whenReady();
      await index.remove([jobId]);
    },
  };
}

function parseRecord(text: unknown): JobRecord {
  return JSON.parse(String(text)) as JobRecord;
}
