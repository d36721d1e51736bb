import { once } from "node:events";
import { request as sendOverSocket, type Agent, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** What a client sends. */
export interface Sent {
  /** (`GET`) */
  readonly method?: string;
  /** A path without the prefix of the host, or a whole address as it is (`/`). */
  readonly target?: string;
  /** Names and values, as often as they are sent; the token `ada` is added to them if they hold none. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** What the client gets. */
export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly body: AsyncIterable<Uint8Array>;
}

/** A request on its way. */
export interface Exchange {
  readonly answer: Promise<Answer>;
  /** The client goes away, whatever it has got by then. */
  readonly leave: () => void;
}

/** Sends over a connection of Node's. */
export function openOverSocket(origin: string, agent: Agent, sent: Required<Sent>): Exchange {
  const { method, target, headers, body } = sent;
  const names = new Set(headers.map(([name]) => name));
  const all = [...headers];
  if (!names.has("host")) all.unshift(["host", new URL(origin).host]);
  if (typeof body === "string" || body instanceof Uint8Array) {
    if (body.length > 0) all.push(["content-length", String(Buffer.byteLength(body))]);
  } else all.push(["transfer-encoding", "chunked"]);
  const client = sendOverSocket(origin, { method, path: target, headers: all.flat(), agent });
  const answer = once(client, "response").then(([response]) =>
    receive(response as IncomingMessage),
  );
  // who leaves does not wait for it
  answer.catch(() => undefined);
  if (typeof body === "string" || body instanceof Uint8Array) client.end(body);
  else pipeline(Readable.from(body), client).catch(() => undefined);
  client.on("error", () => undefined);
  return { answer, leave: () => client.destroy() };
}

function receive(response: IncomingMessage): Answer {
  const headers = new Headers();
  for (let i = 0; i < response.rawHeaders.length; i += 2) {
    headers.append(response.rawHeaders[i] ?? "", response.rawHeaders[i + 1] ?? "");
  }
  const { statusCode: status = 0, statusMessage: statusText = "" } = response;
  return { status, statusText, headers, body: response };
}

/** Calls a function of web requests, as a client behind a connection would see it. */
export function openInProcess(
  origin: string,
  answer: (request: Request) => Promise<Response>,
  sent: Required<Sent>,
): Exchange {
  const { method, target, headers, body } = sent;
  const leaving = new AbortController();
  const request = new Request(`${origin}${target}`, {
    method,
    headers: headers.map(([name, value]) => [name, value] as [string, string]),
    signal: leaving.signal,
    ...(method !== "GET" &&
      method !== "HEAD" && {
        body:
          typeof body === "string" || body instanceof Uint8Array ? body : ReadableStream.from(body),
        duplex: "half" as const,
      }),
  });
  const answered = answer(request).then((response) => ({
    status: response.status,
    statusText: response.statusText,
    headers: response.headers,
    body: response.body ?? ReadableStream.from([]),
  }));
  answered.catch(() => undefined);
  return { answer: answered, leave: () => leaving.abort() };
}
