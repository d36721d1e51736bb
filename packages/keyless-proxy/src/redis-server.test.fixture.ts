import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { createClient } from "redis";

/** The binary that `REDIS_SERVER_PATH` names, or the one on the path; `undefined` where there is none. */
export const redisServerPath: string | undefined = [
  process.env["REDIS_SERVER_PATH"] ?? "",
  ...(process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "redis-server")),
].find(isExecutable);

type RedisTestClient = ReturnType<typeof createClient>;

/** A real Redis on a free port of loopback, without files. */
export interface RedisServer extends AsyncDisposable {
  /** A client that is connected; it is closed with the server. */
  connect(): Promise<RedisTestClient>;
  /** Lets it sleep: connections stand, and nothing is answered. */
  pause(): void;
  resume(): void;
  /** Ends the process. */
  stop(): Promise<void>;
}

export async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  const settings = [
    "--bind",
    "127.0.0.1",
    "--port",
    String(port),
    "--save",
    "",
    "--appendonly",
    "no",
  ];
  const server = spawn(redisServerPath ?? "redis-server", settings, {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(server, "exit");
  await Promise.race([
    ended.then(() => {
      throw new Error("redis-server did not start");
    }),
    new Promise<void>((resolve) => {
      server.stdout.on("data", (chunk) => {
        if (String(chunk).includes("Ready to accept connections")) resolve();
      });
    }),
  ]);
  const clients: RedisTestClient[] = [];
  const stop = async (): Promise<void> => {
    server.kill("SIGKILL");
    await ended;
  };
  return {
    async connect() {
      const client: RedisTestClient = createClient({
        url: `redis://127.0.0.1:${port}`,
        socket: { reconnectStrategy: 20 },
      });
      // an outage is what is tested
      client.on("error", () => undefined);
      await client.connect();
      clients.push(client);
      return client;
    },
    pause: () => void server.kill("SIGSTOP"),
    resume: () => void server.kill("SIGCONT"),
    stop,
    async [Symbol.asyncDispose]() {
      for (const client of clients) if (client.isOpen) client.destroy();
      await stop();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path !== "";
  } catch {
    return false;
  }
}
