import { request as requestInTheClear, type IncomingMessage } from "node:http";
import { request as requestOverTls } from "node:https";

/** Statuses whose answers have no body. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * `fetch` as far as a proxy needs it, at a fraction of what Node's own costs a request: it sends a text, or
 * nothing, over the connections that Node keeps open, and follows no redirect. A compressed
 * answer fails: a proxy asks for none, and what it hands on says nothing of it.
 *
 * @throws TypeError for a body that is no text. Rejects with what the connection failed by.
 * @see https://nodejs.org/api/http.html#class-httpagent
 */
export const serviceFetch: typeof globalThis.fetch = async (input, init = {}) => {
  const { method = "GET", body = null, signal } = init;
  if (body !== null && typeof body !== "string") {
    throw new TypeError("keyless-proxy: serviceFetch sends text; for anything else use fetch");
  }
  signal?.throwIfAborted();
  const url = new URL(input instanceof Request ? input.url : input);
  const given = init.headers instanceof Headers ? init.headers : new Headers(init.headers);
  const headers = Object.fromEntries(given);
  // bytes: a text would make Node write the headers as UTF-8, too
  const bytes = body === null ? undefined : Buffer.from(body);
  if (bytes) headers["content-length"] = String(bytes.byteLength);
  const send = url.protocol === "https:" ? requestOverTls : requestInTheClear;
  return new Promise((resolve, reject) => {
    const request = send(url, { method, headers });
    // also an error of the body, which is told there as well
    request.on("error", reject);
    request.once("response", (incoming) => {
      try {
        resolve(responseOf(incoming));
      } catch (error) {
        incoming.destroy();
        reject(error);
      }
    });
    if (signal) {
      const leave = (): void => void request.destroy(signal.reason as Error);
      signal.addEventListener("abort", leave, { once: true });
      request.once("close", () => signal.removeEventListener("abort", leave));
    }
    request.end(bytes);
  });
};

function responseOf(incoming: IncomingMessage): Response {
  const { statusCode: status = 0, rawHeaders } = incoming;
  const encoding = incoming.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    throw new TypeError("keyless-proxy: the service compressed its answer, though asked not to");
  }
  const headers = new Headers();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    headers.append(rawHeaders[i] ?? "", rawHeaders[i + 1] ?? "");
  }
  if (bodiless.has(status)) {
    incoming.resume();
    return new Response(null, { status, headers });
  }
  return new Response(streamOf(incoming), { status, headers });
}

/** Takes what has come when somebody waits for it, and otherwise leaves it where it is. */
function streamOf(incoming: IncomingMessage): ReadableStream<Uint8Array<ArrayBuffer>> {
  let isAwaited = false;
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(controller) {
        incoming
          .on("readable", () => void (isAwaited && take(controller)))
          .once("end", () => controller.close())
          .once("error", (error) => controller.error(error));
      },
      pull: take,
      cancel: () => void incoming.destroy(),
    },
    { highWaterMark: 0 },
  );

  function take(controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>): void {
    const chunk = incoming.read() as Buffer<ArrayBuffer> | null;
    isAwaited = chunk === null;
    if (chunk !== null) controller.enqueue(chunk);
  }
}
