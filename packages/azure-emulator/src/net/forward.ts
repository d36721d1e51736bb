import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Outbound } from "./outbound.ts";

/** What belongs to one connection and is not passed on (RFC 9110, section 7.6.1). */
const ownHeaders = new Set([
  "connection",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Joins a tunnel that was asked for with the host beyond; resolves when it stands.
 *
 * @throws Error when the host cannot be reached.
 */
export async function joinTunnel(
  outbound: Outbound,
  { host, port }: { readonly host: string; readonly port: number },
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const remote = await outbound.connect(host, port);
  socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
  remote.write(head);
  for (const [one, other] of [
    [socket, remote],
    [remote, socket],
  ] as const) {
    one.on("error", () => one.destroy());
    one.on("close", () => other.destroy());
    one.pipe(other);
  }
}

/**
 * Passes on a request for an `http:` address, and its answer back; resolves to the status, when the
 * answer begins.
 *
 * @throws Error when the host cannot be reached.
 */
export async function forwardRequest(
  outbound: Outbound,
  url: URL,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<number> {
  const { headers, ...options } = outbound.requestFor(url);
  const send = options.protocol === "https:" ? httpsRequest : httpRequest;
  const request = send({
    ...options,
    method: incoming.method,
    headers: { ...passedOn(incoming.headers), ...headers, host: url.host },
  });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve).once("error", reject);
  });
  incoming.pipe(request);
  outgoing.once("close", () => request.destroy());
  const response = await answer;
  const status = response.statusCode ?? 502;
  outgoing.writeHead(status, passedOn(response.headers));
  // whoever of the two leaves, the other is cut off
  pipeline(response, outgoing).catch(() => outgoing.destroy());
  return status;
}

function passedOn(headers: IncomingMessage["headers"]): Record<string, string | string[]> {
  const named = new Set((headers.connection ?? "").toLowerCase().split(/\s*,\s*/));
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || ownHeaders.has(name) || named.has(name) ? [] : [[name, value]],
    ),
  );
}
