import { request as requestInTheClear, type IncomingMessage } from "node:http";
import { request as requestOverTls } from "node:https";
import type { BodyPiece, BodyReader, ServiceAnswer } from "./service-answer.ts";

/** One request to a service. */
export interface ServiceRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly abortSignal: AbortSignal | undefined;
}

/** Statuses whose answers have no body. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * Asks a service by `node:http` alone, over the connections that Node keeps open, and follows no redirect.
 * No web object is made on the way, which would cost several times the request.
 *
 * @throws TypeError for an answer that is compressed. Rejects with what the connection failed by.
 * @see https://nodejs.org/api/http.html#class-httpagent
 */
export function askService(
  { protocol, hostname, port, pathname, search }: URL,
  { method, headers, body, abortSignal }: ServiceRequest,
): Promise<ServiceAnswer> {
  // bytes: a text would make Node write the headers as UTF-8, too
  const bytes = body === null ? undefined : Buffer.from(body);
  const length = bytes && { "content-length": String(bytes.byteLength) };
  const send = protocol === "https:" ? requestOverTls : requestInTheClear;
  return new Promise((resolve, reject) => {
    const request = send({
      method,
      // the brackets of an IPv6 address belong to the URL
      hostname: hostname.replace(/^\[(.*)\]$/, "$1"),
      port,
      path: `${pathname}${search}`,
      headers: { ...headers, ...length },
    });
    // also an error of the body, which is told there as well
    request.on("error", reject);
    request.once("response", (incoming) => {
      try {
        resolve(answerOf(incoming));
      } catch (error) {
        incoming.destroy();
        reject(error);
      }
    });
    if (abortSignal) {
      const leave = (): void => void request.destroy(abortSignal.reason as Error);
      abortSignal.addEventListener("abort", leave, { once: true });
      request.once("close", () => abortSignal.removeEventListener("abort", leave));
    }
    request.end(bytes);
  });
}

function answerOf(incoming: IncomingMessage): ServiceAnswer {
  const { statusCode: status = 0, headers } = incoming;
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    throw new TypeError("keyless-proxy: the service compressed its answer, though asked not to");
  }
  const hasBody = !bodiless.has(status);
  if (!hasBody) incoming.resume();
  return {
    status,
    headers: {
      get: (name) => (headers[name] === undefined ? null : valueOf(headers[name])),
      [Symbol.iterator]: () =>
        Object.entries(headers)
          .map(([name, value = ""]) => [name, valueOf(value)] as const)
          .values(),
    },
    body: hasBody ? readerOf(incoming) : null,
  };
}

function valueOf(value: string | readonly string[]): string {
  return typeof value === "string" ? value : value.join(", ");
}

/**
 * Takes what comes while somebody asks for it, and otherwise leaves it where it is. In flowing mode: told by
 * `readable`, each piece would wait for another turn.
 */
function readerOf(incoming: IncomingMessage): BodyReader {
  const pieces: Buffer<ArrayBuffer>[] = [];
  let failure: unknown;
  let tell: (() => void) | undefined;
  const wake = (): void => tell?.();
  /** What can be said now. */
  const next = (): BodyPiece | undefined => {
    const value = pieces.shift();
    if (value !== undefined) return { done: false, value };
    if (failure !== undefined) throw failure;
    if (incoming.readableEnded) return { done: true, value: undefined };
    // its error is told a moment later: what was cut off must not look whole
    if (incoming.destroyed) throw incoming.errored ?? new Error("The answer broke off.");
    if (incoming.isPaused()) incoming.resume();
    return undefined;
  };
  incoming
    .pause()
    .on("data", (piece: Buffer<ArrayBuffer>) => {
      pieces.push(piece);
      wake();
      // nobody waits for it
      if (pieces.length > 0) incoming.pause();
    })
    .once("end", wake)
    .once("close", wake)
    .once("error", (error) => {
      failure = error;
      wake();
    });
  return {
    // one promise for each piece, and no more: there are many
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
      incoming.destroy();
    },
  };
}
