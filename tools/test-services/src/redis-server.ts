import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { createClient } from "redis";
import type { TestCertificate } from "./test-certificate.ts";

/** The binary that `REDIS_SERVER_PATH` names, or the one on the path; `undefined` where there is none. */
export const redisServerPath: string | undefined = [
  process.env["REDIS_SERVER_PATH"] ?? "",
  ...(process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "redis-server")),
].find(isExecutable);

/** A real Redis on a free port of loopback, without files. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  /** A client that may do everything, connected; it is closed with the server. */
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

/** Who may sign in besides the clients of `connect`, and whether over TLS. */
export interface RedisServerOptions {
  /** Without a password, whatever they show proves who they are. */
  readonly user?: { readonly name: string; readonly password?: string };
  readonly certificate?: TestCertificate;
}

/** What clients of `connect` sign in with. */
const password = "loopback only";

/** Starts Redis; nobody may do anything without signing in. */
export async function startRedis({
  user,
  certificate,
}: RedisServerOptions = {}): Promise<RedisServer> {
  const port = await freePort();
  const url = `${certificate ? "rediss" : "redis"}://127.0.0.1:${port}`;
  const proof = user?.password === undefined ? "nopass" : `>${user.password}`;
  // prettier-ignore
  const settings = [
    "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--requirepass", password,
    ...(certificate
      ? ["--port", "0", "--tls-port", String(port), "--tls-auth-clients", "no",
         "--tls-cert-file", certificate.file, "--tls-key-file", certificate.keyFile]
      : ["--port", String(port)]),
    ...(user ? ["--user", user.name, "on", proof, "~*", "&*", "+@all"] : []),
  ];
  const clients: RedisTestClient[] = [];
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    child = spawn(redisServerPath ?? "redis-server", settings, {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const { stdout } = child;
    const ended = once(child, "exit").then(() => {
      throw new Error("redis-server did not start");
    });
    const ready = new Promise<void>((resolve) => {
      stdout?.on("data", (chunk) => {
        if (String(chunk).includes("Ready to accept connections")) resolve();
      });
    });
    // it ends later too
    ended.catch(() => undefined);
    await Promise.race([ready, ended]);
  }

  async function stop(): Promise<void> {
    const running = child;
    child = undefined;
    running?.kill("SIGKILL");
    if (running !== undefined) await once(running, "exit");
  }

  await start();
  return {
    url,
    start,
    stop,
    async connect() {
      const client: RedisTestClient = createClient({
        url,
        password,
        socket: { reconnectStrategy: 20 },
      });
      // an outage is what is tested
      client.on("error", () => undefined);
      await client.connect();
      clients.push(client);
      return client;
    },
    pause: () => void child?.kill("SIGSTOP"),
    resume: () => void child?.kill("SIGCONT"),
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
