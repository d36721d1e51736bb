import { Worker } from "node:worker_threads";
import { IngestionError, type IngestionErrorCode } from "../ingestion-error.ts";
import { defaultLimits, type DocumentLimits } from "../crack/document-limits.ts";
import type { ChunkOptions } from "./chunk-document.ts";
import type { ChunkedFile } from "./chunk-file.ts";

/** More takes memory and no less time: what is read of a document is either short-lived or kept to its end. */
const maxYoungGenerationSizeMb = 6;

/** What a thread is asked to read. */
export interface ChunkTask {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly limits: DocumentLimits;
  readonly options: ChunkOptions;
}

/** What a thread answers. */
export type ChunkReply =
  | { readonly file: ChunkedFile }
  | { readonly refusal: { readonly code: IngestionErrorCode; readonly message: string } };

/** Within what documents are read. */
export interface DocumentChunkerOptions extends Partial<DocumentLimits> {
  /** How long one document may take (60000). */
  readonly timeoutInMs?: number;
  /** Memory of the thread that reads, in MiB (512). */
  readonly maxMemoryInMiB?: number;
}

/** Reads and parts documents, one after the other, in a thread of its own. */
export interface DocumentChunker {
  /** @throws IngestionError for a document that cannot be read within the limits. */
  chunk(
    name: string,
    bytes: Uint8Array,
    options?: ChunkOptions & { readonly abortSignal?: AbortSignal | undefined },
  ): Promise<ChunkedFile>;
  /** Ends the thread. */
  close(): Promise<void>;
}

/**
 * Makes a reader whose documents cost no more than they may: the thread is ended when a document takes too long or
 * too much memory, and the next one gets a new thread.
 */
export function createDocumentChunker(options: DocumentChunkerOptions = {}): DocumentChunker {
  const { timeoutInMs = 60_000, maxMemoryInMiB = 512, ...rest } = options;
  const limits = { ...defaultLimits, ...rest };
  let worker: Worker | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  /** A thread may end between two documents too, and the next document gets another. */
  function forget(thread: Worker): void {
    if (worker === thread) worker = undefined;
  }

  async function stop(): Promise<void> {
    const stopped = worker;
    worker = undefined;
    await stopped?.terminate();
  }

  async function run(task: ChunkTask, abortSignal: AbortSignal | undefined): Promise<ChunkedFile> {
    abortSignal?.throwIfAborted();
    const thread = (worker ??= startWorker(maxMemoryInMiB, forget));
    const reply = await ask(thread, task, { timeoutInMs, abortSignal }).catch(
      async (error: unknown) => {
        // a thread that did not answer may be busy for ever
        await stop();
        throw error;
      },
    );
    if ("file" in reply) return reply.file;
    throw new IngestionError(reply.refusal.code, reply.refusal.message);
  }

  return {
    async chunk(name, bytes, { abortSignal, ...chunks } = {}) {
      if (bytes.byteLength > limits.maxBytes) {
        throw new IngestionError("DOCUMENT_TOO_LARGE", "The document has too many bytes.");
      }
      const result = queue.then(() => run({ name, bytes, limits, options: chunks }, abortSignal));
      queue = result.catch(() => undefined);
      return result;
    },
    close: stop,
  };
}

interface AskOptions {
  readonly timeoutInMs: number;
  readonly abortSignal: AbortSignal | undefined;
}

async function ask(
  thread: Worker,
  task: ChunkTask,
  { timeoutInMs, abortSignal }: AskOptions,
): Promise<ChunkReply> {
  const leave = new AbortController();
  try {
    return await new Promise<ChunkReply>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new IngestionError("DOCUMENT_TIMEOUT", "Reading the document takes too long."));
      }, timeoutInMs);
      const fail = (cause: unknown): void => reject(failureOf(cause));
      const abort = (): void => reject(abortSignal?.reason as Error);
      thread.once("message", resolve).once("error", fail).once("exit", fail);
      abortSignal?.addEventListener("abort", abort);
      leave.signal.addEventListener("abort", () => {
        clearTimeout(timer);
        thread.off("message", resolve).off("error", fail).off("exit", fail);
        abortSignal?.removeEventListener("abort", abort);
      });
      thread.ref();
      // oxlint-disable-next-line require-post-message-target-origin -- a thread has none
      thread.postMessage(task);
    });
  } finally {
    leave.abort();
    thread.unref();
  }
}

function failureOf(cause: unknown): IngestionError {
  return Reflect.get(Object(cause) as object, "code") === "ERR_WORKER_OUT_OF_MEMORY"
    ? new IngestionError("DOCUMENT_TOO_LARGE", "Reading the document takes too much memory.")
    : new IngestionError("DOCUMENT_MALFORMED", "The document cannot be read.", { cause });
}

function startWorker(maxOldGenerationSizeMb: number, onEnd: (worker: Worker) => void): Worker {
  const source = new URL("./chunk-worker.ts", import.meta.url);
  // what is built lies as the sources do
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(source.href.replace(/ts$/, extension)), {
    resourceLimits: { maxOldGenerationSizeMb, maxYoungGenerationSizeMb },
    // no settings of the server reach what reads strangers' files
    env: {},
    execArgv: [],
  });
  // an error that nobody listens for would end the process
  worker.on("error", () => onEnd(worker)).on("exit", () => onEnd(worker));
  worker.unref();
  return worker;
}
