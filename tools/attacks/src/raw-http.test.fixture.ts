import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** What came back on a socket. */
export interface Answer {
  /** 0 where the connection ended without an answer. */
  readonly status: number;
  /** By name in lower case; a repeated one is joined by a line feed, so that it can be told apart. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Everything as it came. */
  readonly raw: string;
  /** Whether the body came to the end that its headers promised. */
  readonly isWhole: boolean;
}

/** A request as bytes, for what no client library would send. */
export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Uint8Array;
}

/** How bytes are sent. */
export interface SendOptions {
  /** How long to wait for the end of the answer (30 s). */
  readonly timeoutInMs?: number;
  /** How long to wait between pieces (none). */
  readonly pauseInMs?: number;
  /** Read no further than so many bytes, and leave (to the end). */
  readonly leaveAfterBytes?: number;
  /** Read on after the first answer until the server ends the connection, to see whether there are more. */
  readonly readOn?: boolean;
}

const maxAnswerInBytes = 16 * 1024 * 1024;

/** The bytes of a request. `Host`, `Connection: close` and the length are added where they are not given. */
export function formatRequest(request: RawRequest, port: number): Buffer {
  const { method = "GET", path, headers = [], body = "" } = request;
  const named = new Set(headers.map(([name]) => name.toLowerCase()));
  const bytes = Buffer.from(body);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...(named.has("host") ? [] : [`Host: 127.0.0.1:${port}`]),
    ...(named.has("connection") ? [] : ["Connection: close"]),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(named.has("content-length") || named.has("transfer-encoding") || method === "GET"
      ? []
      : [`Content-Length: ${bytes.length}`]),
  ];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), bytes]);
}

/** Sends bytes and reads until the server ends the connection, or the answer is over. */
export async function exchange(
  port: number,
  pieces: Uint8Array | Iterable<Uint8Array>,
  {
    timeoutInMs = 30_000,
    pauseInMs = 0,
    leaveAfterBytes = Infinity,
    readOn = false,
  }: SendOptions = {},
): Promise<Answer> {
  const socket = connect(port, "127.0.0.1");
  const received: Buffer[] = [];
  let size = 0;
  const ended = new Promise<void>((resolve) => {
    socket.on("data", (chunk: Buffer) => {
      received.push(chunk);
      size += chunk.length;
      if (size >= Math.min(leaveAfterBytes, maxAnswerInBytes)) socket.destroy();
      // a long answer ends with the connection
      const mayBeWhole = !readOn && received.length <= 64;
      if (mayBeWhole && parseAnswer(Buffer.concat(received)).isWhole) socket.destroy();
    });
    // what was sent after the server had answered is refused by its end of the connection
    socket.on("error", () => socket.destroy());
    socket.on("close", () => resolve());
  });
  const timer = setTimeout(() => socket.destroy(), timeoutInMs);
  try {
    await write(socket, pieces instanceof Uint8Array ? [pieces] : pieces, pauseInMs);
    await ended;
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
  return parseAnswer(Buffer.concat(received));
}

async function write(
  socket: Socket,
  pieces: Iterable<Uint8Array>,
  pauseInMs: number,
): Promise<void> {
  for (const piece of pieces) {
    if (socket.destroyed) return;
    if (!socket.write(piece)) {
      // oxlint-disable-next-line no-await-in-loop -- bytes go out one after the other
      await new Promise<void>((resolve) => {
        socket.once("drain", resolve);
        socket.once("close", () => resolve());
      });
    }
    // oxlint-disable-next-line no-await-in-loop
    if (pauseInMs > 0) await delay(pauseInMs);
  }
}

/** Reads the first final answer of what came. */
function parseAnswer(bytes: Buffer): Answer {
  const raw = bytes.toString("latin1");
  const end = raw.indexOf("\r\n\r\n");
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(raw)?.[1] ?? 0);
  if (end < 0 || status === 0) {
    return { status: end < 0 ? 0 : status, headers: {}, text: "", raw, isWhole: false };
  }
  if (status === 100) return parseAnswer(bytes.subarray(end + 4));
  const headers: Record<string, string> = {};
  for (const line of raw.slice(0, end).split("\r\n").slice(1)) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = name in headers ? `${headers[name]}\n${value}` : value;
  }
  const { body, isWhole } = readBody(bytes.subarray(end + 4), headers);
  return { status, headers, text: body.toString("utf8"), raw, isWhole };
}

function readBody(
  bytes: Buffer,
  headers: Readonly<Record<string, string>>,
): { readonly body: Buffer; readonly isWhole: boolean } {
  const length = headers["content-length"];
  if (length !== undefined) return { body: bytes, isWhole: bytes.length >= Number(length) };
  if (headers["transfer-encoding"] !== "chunked") return { body: bytes, isWhole: false };
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    const size = lineEnd < 0 ? Number.NaN : parseInt(bytes.toString("latin1", at, lineEnd), 16);
    if (size === 0) return { body: Buffer.concat(chunks), isWhole: true };
    const start = lineEnd + 2;
    if (Number.isNaN(size) || start + size > bytes.length) {
      return { body: Buffer.concat(chunks), isWhole: false };
    }
    chunks.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}
