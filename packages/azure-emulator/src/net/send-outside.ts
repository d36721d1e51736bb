import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import { isLoopback } from "../hosts.ts";
import type { Outbound } from "./outbound.ts";

/**
 * Sends a request to this machine, or over TLS to a host that was allowed. Redirects are not followed, for they
 * may lead elsewhere.
 *
 * @returns 403 in place of the answer of a host that must not be reached.
 * @throws Error when nobody answers, or the request is aborted.
 */
export async function sendOutside(request: Request, outbound: Outbound): Promise<Response> {
  const url = new URL(request.url);
  const { protocol, hostname } = url;
  const port = Number(url.port || (protocol === "https:" ? 443 : 80));
  const isHere = isLoopback(hostname);
  if (!isHere && (protocol !== "https:" || !outbound.allows(hostname, port))) {
    return new Response(`The local Azure lets nothing out to ${hostname}.`, { status: 403 });
  }
  const body = Buffer.from(await request.arrayBuffer());
  const socket = isHere ? undefined : await outbound.connect(hostname, port);
  return exchange(request, { url, body, socket });
}

function exchange(
  request: Request,
  {
    url,
    body,
    socket,
  }: { readonly url: URL; readonly body: Buffer; readonly socket: Duplex | undefined },
): Promise<Response> {
  const { method, signal } = request;
  const headers = { ...Object.fromEntries(request.headers), "content-length": body.byteLength };
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = send(url, {
      method,
      headers,
      signal,
      // the agents that Node shares may go by proxies, and by this one among them
      agent: false,
      ...(socket
        ? { createConnection: () => connectTls({ socket, servername: url.hostname }) }
        : {}),
    });
    sent.once("error", (error) => reject(signal.aborted ? signal.reason : error));
    sent.once("response", (message) => {
      const chunks: Buffer[] = [];
      message.on("data", (chunk: Buffer) => chunks.push(chunk));
      message.once("error", reject);
      message.once("end", () => {
        const { statusCode: status = 0 } = message;
        const hasBody = ![101, 204, 205, 304].includes(status);
        const contentType = message.headers["content-type"];
        resolve(
          new Response(hasBody ? Buffer.concat(chunks) : null, {
            status,
            headers: contentType === undefined ? {} : { "content-type": contentType },
          }),
        );
      });
    });
    sent.end(body);
  });
}
