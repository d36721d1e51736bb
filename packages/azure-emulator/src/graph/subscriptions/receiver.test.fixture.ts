import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A program that wants to be told of changes. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  /** What it was told, the oldest first. */
  readonly told: readonly Readonly<Record<string, unknown>>[];
  /** What it was asked to repeat. */
  readonly validations: readonly string[];
  /** The status that it answers notifications with (202). */
  status: number;
}

/** Starts one on loopback. */
export async function startReceiver(
  options: {
    /** What it answers a validation with (the token as text). */
    readonly validate?: (token: string) => { status?: number; type?: string; body?: string };
  } = {},
): Promise<Receiver> {
  const told: Readonly<Record<string, unknown>>[] = [];
  const validations: string[] = [];
  const receiver = { status: 202 };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const token = new URL(request.url ?? "", "http://localhost").searchParams.get(
      "validationToken",
    );
    if (token !== null) {
      validations.push(token);
      const { status = 200, type = "text/plain", body = token } = options.validate?.(token) ?? {};
      response.writeHead(status, { "content-type": type }).end(body);
      return;
    }
    response.writeHead(receiver.status).end();
    if (receiver.status < 300) told.push(...JSON.parse(Buffer.concat(chunks).toString()).value);
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notifications`,
    told,
    validations,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  });
}
