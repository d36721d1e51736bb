import { once } from "node:events";
import { constants } from "node:http2";
import type { Writable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { clientLeftSignal, isGone, type NodeResponse } from "./client-left-signal.ts";
import type { DirectAnswer } from "./direct-handler.ts";

/** What concerns one connection only: Node writes its own, and HTTP/2 allows none. */
const connectionHeaders: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** What adds to the headers that middleware before has set; any other header replaces its namesake. */
const additiveHeaders: ReadonlySet<string> = new Set(["set-cookie", "vary"]);

/**
 * Sends a web response. Status and headers go out at once, the body as it comes and no faster than the
 * client reads. Resolves when all is sent, or when the client has left, which cancels the body.
 *
 * @throws What made the body fail, after the connection was cut: the client sees a broken answer, never a
 *   short one that looks whole.
 * @throws TypeError for a body that has been read, or when the headers are out already.
 */
export async function sendWebResponse(response: Response, outgoing: NodeResponse): Promise<void> {
  const { body } = response;
  if (isGone(outgoing)) return body?.cancel();
  if (response.bodyUsed) throw sentBefore();
  const { status, statusText, headers } = response;
  await send({ status, statusText, headers, body: body && body.getReader() }, outgoing);
}

/**
 * Sends an answer as {@link sendWebResponse} does, without a web response.
 *
 * @throws Whatever that throws.
 */
export async function sendDirectAnswer(
  answer: DirectAnswer,
  outgoing: NodeResponse,
): Promise<void> {
  if (isGone(outgoing)) return answer.body.cancel();
  await send(answer, outgoing);
}

interface Answer extends Omit<DirectAnswer, "body"> {
  readonly statusText?: string;
  readonly body: DirectAnswer["body"] | null;
}

async function send(answer: Answer, outgoing: NodeResponse): Promise<void> {
  const { status, body } = answer;
  if (outgoing.headersSent) throw sentBefore();
  writeHead(answer, outgoing);
  if (!body || outgoing.req.method === "HEAD") {
    outgoing.end();
    return body?.cancel();
  }
  if ("stream" in outgoing) outgoing.writeHead(status);
  // not `flushHeaders`, which makes two characters of an é
  else outgoing.write(new Uint8Array());
  await stream(body, outgoing);
}

function sentBefore(): TypeError {
  return new TypeError("node-http: a response can be sent once");
}

function writeHead({ status, statusText, headers }: Answer, outgoing: NodeResponse): void {
  outgoing.statusCode = status;
  // HTTP/2 has no reason phrase
  if (statusText && !("stream" in outgoing)) outgoing.statusMessage = statusText;
  for (const [name, value] of headers) {
    if (connectionHeaders.has(name)) continue;
    if (additiveHeaders.has(name)) outgoing.appendHeader(name, value);
    else outgoing.setHeader(name, value);
  }
}

async function stream(reader: DirectAnswer["body"], outgoing: NodeResponse): Promise<void> {
  const clientLeft = clientLeftSignal(outgoing);
  const sink: Writable = outgoing;
  // also while a piece is waited for that may never come
  const leave = (): void => void reader.cancel(clientLeft.reason).catch(() => undefined);
  clientLeft.addEventListener("abort", leave, { once: true });
  try {
    // read by hand: `pipeTo` costs several times as much
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- one piece comes after the other
      const { done, value } = await reader.read();
      if (clientLeft.aborted) return;
      if (done) break;
      // a client that reads slowly is waited for, or its answer would pile up in memory
      // oxlint-disable-next-line no-await-in-loop
      if (!sink.write(value)) await drained(sink, clientLeft);
    }
    sink.end();
  } catch (error) {
    if (clientLeft.aborted) return;
    await cut(outgoing);
    throw error;
  } finally {
    clientLeft.removeEventListener("abort", leave);
  }
}

/** Resolves also when the client leaves: for a write that fails then, `pipeTo` forgets to cancel the body. */
async function drained(sink: Writable, clientLeft: AbortSignal): Promise<void> {
  try {
    await once(sink, "drain", { signal: clientLeft });
  } catch (error) {
    if (!clientLeft.aborted) throw error;
  }
}

/** A clean end would make the client believe that it has the whole answer. */
async function cut(outgoing: NodeResponse): Promise<void> {
  // Node sends what was written in this turn at its end, and the last words may say what went wrong
  await setImmediate();
  if ("stream" in outgoing) outgoing.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  else outgoing.destroy();
}
