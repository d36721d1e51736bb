import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";

/**
 * A port on which nothing listens on this machine.
 *
 * @param first Where to begin; the next free one when it is taken (0: any port).
 * @throws Error when none is free up to a hundred further on.
 */
export async function findFreePort(first: number, last: number = first + 100): Promise<number> {
  if (first > last) throw new Error(`no port is free from ${last - 100} to ${last}`);
  const port = await tryPort(first, "127.0.0.1");
  // `localhost` may be the address of IPv6, where something else can listen
  if (port !== undefined && (await tryPort(port, "localhost")) !== undefined) return port;
  return first === 0 ? findFreePort(0, last) : findFreePort(first + 1, last);
}

async function tryPort(port: number, host: string): Promise<number | undefined> {
  const server = createServer().listen(port, host);
  try {
    await once(server, "listening");
    const address = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return address.port;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return undefined;
    throw error;
  }
}
