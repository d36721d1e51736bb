import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** What is asked, on every connection again and again. */
export interface Load {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly connections: number;
  /** Of all connections together. */
  readonly requests: number;
}

/** What came of it. */
export interface LoadResult {
  readonly elapsedInMs: number;
  /** From the request to the first byte of the body, one for each request. */
  readonly firstBytesInMs: readonly number[];
}

/**
 * Asks as fast as the answers come. Reads of HTTP only where an answer ends, so that it is no burden to the
 * machine on which the proxies are measured.
 *
 * @throws Error for an answer that is not a 200.
 */
export async function applyLoad({
  port,
  path,
  headers,
  body,
  connections,
  requests,
}: Load): Promise<LoadResult> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const message = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${lines.join("")}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  const firstBytesInMs: number[] = [];
  let left = requests;
  const ask = async (): Promise<void> => {
    const socket = connect(port, "127.0.0.1").setNoDelay();
    await once(socket, "connect");
    while (left > 0) {
      left -= 1;
      // oxlint-disable-next-line no-await-in-loop -- a connection carries one request at a time
      firstBytesInMs.push(await askOnce(socket, message));
    }
    socket.destroy();
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, ask));
  return { elapsedInMs: performance.now() - startedAt, firstBytesInMs };
}

/** Resolves when the whole answer is there, to when the first of its body was. */
function askOnce(socket: Socket, message: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    let head = "";
    let bodySize = -1;
    let bytesLeft = Infinity;
    let tail = "";
    let firstByteInMs = 0;
    const fail = (why: string): void => reject(new Error(`bench: ${why}`));
    const onData = (chunk: Buffer): void => {
      let piece = chunk;
      if (bodySize < 0) {
        head += chunk.toString("latin1");
        const end = head.indexOf("\r\n\r\n");
        if (end < 0) return;
        piece = Buffer.from(head.slice(end + 4), "latin1");
        if (!head.startsWith("HTTP/1.1 200 ")) return fail(`the answer is ${head.slice(0, 400)}`);
        const length = /\r\ncontent-length: (\d+)/i.exec(head.slice(0, end));
        if (length) bytesLeft = Number(length[1]);
        bodySize = 0;
      }
      if (piece.length === 0) return;
      if (bodySize === 0) firstByteInMs = performance.now() - startedAt;
      bodySize += piece.length;
      bytesLeft -= piece.length;
      tail = (tail + piece.toString("latin1")).slice(-7);
      if (bytesLeft > 0 && tail !== "\r\n0\r\n\r\n") return;
      socket.off("data", onData).off("close", onClose);
      resolve(firstByteInMs);
    };
    const onClose = (): void => fail("the connection was closed");
    socket.on("data", onData).once("close", onClose);
    socket.write(message);
  });
}
