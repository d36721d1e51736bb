import { spawn, type ChildProcess } from "node:child_process";
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

/** A real Redis on a free port of loopback, without files. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  readonly password: string;
  /** A client with the password, connected; it is closed with the server. */
  connect(): Promise<RedisTestClient>;
  /** Ends the process; what it held is lost. */
  stop(): Promise<void>;
  /** Starts it again, at the same address. */
  start(): Promise<void>;
  /** Lets it sleep: connections stand, and nothing is answered. */
  pause(): void;
  resume(): void;
}

export type RedisTestClient = ReturnType<typeof createClient>;

/** Starts Redis with a password, and perhaps with further settings. */
export async function startRedis(settings: readonly string[] = []): Promise<RedisServer> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const password = "loopback only";
  const clients: RedisTestClient[] = [];
  let process: ChildProcess | undefined;

  async function start(): Promise<void> {
    process = spawn(
      redisServerPath ?? "redis-server",
      // prettier-ignore
      ["--bind", "127.0.0.1", "--port", String(port), "--save", "", "--appendonly", "no",
        "--requirepass", password, ...settings],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const { stdout } = process;
    await new Promise<void>((resolve) => {
      stdout?.on("data", (chunk) => {
        if (String(chunk).includes("Ready to accept connections")) resolve();
      });
    });
  }

  async function stop(): Promise<void> {
    const running = process;
    process = undefined;
    running?.kill("SIGKILL");
    if (running !== undefined) await once(running, "exit");
  }

  await start();
  return {
    url,
    password,
    start,
    stop,
    async connect() {
      const client = await connectTo(url, password);
      clients.push(client);
      return client;
    },
    pause: () => process?.kill("SIGSTOP"),
    resume: () => process?.kill("SIGCONT"),
    async [Symbol.asyncDispose]() {
      for (const client of clients) if (client.isOpen) client.destroy();
      await stop();
    },
  };
}

async function connectTo(url: string, password: string): Promise<RedisTestClient> {
  const client: RedisTestClient = createClient({
    url,
    password,
    socket: { reconnectStrategy: 20 },
  });
  // an outage is what is tested
  client.on("error", () => undefined);
  await client.connect();
  return client;
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
