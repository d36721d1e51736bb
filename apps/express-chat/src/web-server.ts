import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/** An app that listens. */
export interface WebServer {
  readonly port: number;
  /** Takes no more requests and resolves when those under way are done, or after 10 seconds. */
  close(): Promise<void>;
}

// an access token that lists 200 groups has 12 KB, and Node's limit is 16 KB for all headers
const maxHeaderSizeInBytes = 32 * 1024;
const gracePeriodInMs = 10_000;

/** Listens, and rejects when the address is taken. */
export async function serve(
  app: RequestListener,
  address: { readonly host: string; readonly port: number },
): Promise<WebServer> {
  const server = createServer({ maxHeaderSize: maxHeaderSizeInBytes }, app);
  server.listen(address.port, address.host);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const timer = setTimeout(() => server.closeAllConnections(), gracePeriodInMs);
      await new Promise((resolve) => server.close(resolve));
      clearTimeout(timer);
    },
  };
}
