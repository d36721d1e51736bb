import type { NodeRequest } from "./to-web-request.ts";

type BodyPiece =
  | { readonly done: false; readonly value: Uint8Array<ArrayBuffer> }
  | { readonly done: true; readonly value: undefined };

/**
 * Reads the body of a request: takes what has come, and otherwise leaves it where it is. What a reader leaves
 * unread is drained, or the client would wait for ever to send the rest.
 */
export function bodyReader(
  incoming: NodeRequest,
): Pick<ReadableStreamDefaultReader<Uint8Array>, "read" | "cancel"> {
  let failure: unknown;
  let tell: (() => void) | undefined;
  const wake = (): void => tell?.();
  /** What can be said now. */
  const next = (): BodyPiece | undefined => {
    const value = incoming.read() as Uint8Array<ArrayBuffer> | null;
    if (value !== null) return { done: false, value };
    if (failure !== undefined) throw failure;
    if (incoming.readableEnded) return { done: true, value: undefined };
    if (incoming.destroyed) throw new Error("The request broke off.");
    return undefined;
  };
  incoming
    .on("readable", wake)
    .once("end", wake)
    .once("close", wake)
    .once("error", (error: unknown) => {
      failure = error;
      wake();
    });
  return {
    read: () =>
      new Promise((resolve, reject) => {
        tell = () => {
          try {
            const piece = next();
            if (!piece) return;
            tell = undefined;
            resolve(piece);
          } catch (error) {
            reject(error);
          }
        };
        tell();
      }),
    async cancel() {
      incoming.off("readable", wake).resume();
    },
  };
}
