import type { NodeRequest } from "./to-web-request.ts";

/**
 * Reads the body of a request: takes what has come, and otherwise leaves it where it is. What a reader leaves
 * unread is drained, or the client would wait for ever to send the rest.
 */
export function bodyReader(
  incoming: NodeRequest,
): Pick<ReadableStreamDefaultReader<Uint8Array>, "read" | "cancel"> {
  let failure: unknown;
  let wake: (() => void) | undefined;
  const tell = (): void => wake?.();
  incoming
    .on("readable", tell)
    .once("end", tell)
    .once("close", tell)
    .once("error", (error: unknown) => {
      failure = error;
      tell();
    });
  return {
    async read() {
      for (;;) {
        const value = incoming.read() as Uint8Array<ArrayBuffer> | null;
        if (value !== null) return { done: false, value };
        if (failure !== undefined) throw failure;
        if (incoming.readableEnded) return { done: true, value: undefined };
        if (incoming.destroyed) throw new Error("The request broke off.");
        // oxlint-disable-next-line no-await-in-loop -- one piece comes after the other
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async cancel() {
      incoming.off("readable", tell).resume();
    },
  };
}
