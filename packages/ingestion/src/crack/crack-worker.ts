import { parentPort } from "node:worker_threads";
import { isIngestionError } from "../ingestion-error.ts";
import { crackDocument } from "./crack-document.ts";
import type { CrackReply, CrackTask } from "./document-cracker.ts";

// a thread of its own: what takes too long here can be ended
parentPort?.on("message", ({ name, bytes, limits }: CrackTask) => {
  void crackDocument(name, bytes, limits)
    .then(
      (document): CrackReply => ({ document }),
      (error: unknown): CrackReply =>
        isIngestionError(error)
          ? { refusal: { code: error.code, message: error.message } }
          : { refusal: { code: "DOCUMENT_MALFORMED", message: "The document cannot be read." } },
    )
    // oxlint-disable-next-line require-post-message-target-origin -- a thread has none
    .then((reply) => parentPort?.postMessage(reply));
});
