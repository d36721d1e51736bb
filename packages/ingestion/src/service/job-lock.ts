import { randomUUID } from "node:crypto";
import type { AzureService } from "../azure/azure-service.ts";

/** Sees to it that of several servers one does a job. */
export interface JobLock {
  /** How long a job is a server's that does not renew its lock. */
  readonly lifetimeInMs: number;
  /** Takes a job, unless another server has it. */
  acquire(jobId: string, abortSignal?: AbortSignal): Promise<HeldJobLock | undefined>;
}

/** A job that is this server's to do. */
export interface HeldJobLock {
  /** Whether it is still, and for another while. */
  renew(): Promise<boolean>;
  /** Lets another have it at once. */
  release(): Promise<void>;
}

/** Of one server alone, no other takes a job away. */
export const soleServerLock: JobLock = {
  lifetimeInMs: Number.POSITIVE_INFINITY,
  acquire: () =>
    Promise.resolve({ renew: () => Promise.resolve(true), release: () => Promise.resolve() }),
};

interface LockState {
  readonly etag: string;
  readonly holder: string;
  readonly ageInMs: number;
}

/**
 * Keeps locks as blobs, each named like its job. Whoever writes one does so under the condition that nobody else has
 * in between, and one that is older than its lifetime is anybody's: the server that held it has ended. Ages are by the
 * storage account's clock, so that those of the servers need not agree.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations
 */
export function createBlobJobLock(
  storage: AzureService,
  { container, lifetimeInMs }: { readonly container: string; readonly lifetimeInMs: number },
): JobLock {
  const version = { "x-ms-version": "2023-11-03" };

  async function look(path: string, abortSignal?: AbortSignal): Promise<LockState | undefined> {
    const headers = { ...version, accept: "*/*" };
    const response = await storage.send(path, { headers, accept: [404], abortSignal });
    const holder = await response.text();
    if (response.status === 404) return undefined;
    const [now, changed] = ["date", "last-modified"].map((name) =>
      Date.parse(response.headers.get(name) ?? ""),
    );
    // of unknown age it is as good as new
    const ageInMs = Number(now) - Number(changed) || 0;
    return { etag: response.headers.get("etag") ?? "", holder, ageInMs };
  }

  /** The state after writing, if the condition was met. */
  async function write(
    path: string,
    holder: string,
    condition: Readonly<Record<string, string>>,
    abortSignal?: AbortSignal,
  ): Promise<string | undefined> {
    const response = await storage.send(path, {
      method: "PUT",
      headers: {
        ...version,
        "x-ms-blob-type": "BlockBlob",
        "content-type": "text/plain",
        ...condition,
      },
      body: new TextEncoder().encode(holder),
      accept: [409, 412],
      abortSignal,
    });
    await response.body?.cancel();
    if (response.ok) return response.headers.get("etag") ?? undefined;
    // written all the same, when only the answer to a first attempt was lost
    const current = await look(path, abortSignal);
    return current?.holder === holder ? current.etag : undefined;
  }

  return {
    lifetimeInMs,
    async acquire(jobId, abortSignal) {
      const path = `/${encodeURIComponent(container)}/${encodeURIComponent(jobId)}`;
      const holder = randomUUID();
      const current = await look(path, abortSignal);
      if (current !== undefined && current.ageInMs <= lifetimeInMs) return undefined;
      const condition: Record<string, string> =
        current === undefined ? { "if-none-match": "*" } : { "if-match": current.etag };
      let etag = await write(path, holder, condition, abortSignal);
      if (etag === undefined) return undefined;
      return {
        async renew() {
          if (etag !== undefined) etag = await write(path, holder, { "if-match": etag });
          return etag !== undefined;
        },
        async release() {
          if (etag === undefined) return;
          const headers = { ...version, "if-match": etag };
          etag = undefined;
          const response = await storage.send(path, {
            method: "DELETE",
            headers,
            accept: [404, 412],
          });
          await response.body?.cancel();
        },
      };
    },
  };
}
