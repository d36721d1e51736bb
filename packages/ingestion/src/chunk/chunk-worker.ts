import { parentPort } from "node:worker_threads";
import { isIngestionError } from "../ingestion-error.ts";
import { chunkFile } from "./chunk-file.ts";
import type { ChunkReply, ChunkTask } from "./document-chunker.ts";

// a thread of its own: what takes too long here can be ended
parentPort?.on("message", ({ name, bytes, limits, options }: ChunkTask) => {
  void chunkFile(name, bytes, limits, options)
    .then(
      (file): ChunkReply => ({ file }),
      (error: unknown): ChunkReply =>
        isIngestionError(error)
          ? { refusal: { code: error.code, message: error.message } }
          : { refusal: { code: "DOCUMENT_MALFORMED", message: "The document cannot be read." } },
    )
    // oxlint-disable-next-line require-post-message-target-origin -- a thread has none
    .then((reply) => parentPort?.postMessage(reply));
});
