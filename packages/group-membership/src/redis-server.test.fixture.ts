import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
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

/** Who else may sign in, and whether over TLS. */
export interface RedisServerOptions {
  readonly user?: { readonly name: string; readonly password: string };
  readonly certificate?: TestCertificate;
}

/** Starts Redis; nobody may do anything without signing in. */
export async function startRedis({
  user,
  certificate,
}: RedisServerOptions = {}): Promise<RedisServer> {
  const port = await freePort();
  const url = `${certificate ? "rediss" : "redis"}://127.0.0.1:${port}`;
  // prettier-ignore
  const settings = [
    ...(certificate
      ? ["--port", "0", "--tls-port", String(port), "--tls-auth-clients", "no",
         "--tls-cert-file", certificate.file, "--tls-key-file", certificate.keyFile]
      : ["--port", String(port)]),
    ...(user ? ["--user", user.name, "on", `>${user.password}`, "~*", "&*", "+@all"] : []),
  ];
  const password = "loopback only";
  const clients: RedisTestClient[] = [];
  let process: ChildProcess | undefined;

  async function start(): Promise<void> {
    process = spawn(
      redisServerPath ?? "redis-server",
      // prettier-ignore
      ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
        "--requirepass", password, ...settings],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const { stdout } = process;
    const ended = once(process, "exit").then(() => {
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

/** A certificate for loopback that vouches for itself. */
export interface TestCertificate extends Disposable {
  readonly pem: string;
  readonly file: string;
  readonly keyFile: string;
}

/** Makes a certificate with `openssl`; `undefined` where that is missing. */
export function createTestCertificate(): TestCertificate | undefined {
  const folder = mkdtempSync(join(tmpdir(), "redis-"));
  const [file, keyFile] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const remove = () => rmSync(folder, { recursive: true });
  try {
    // prettier-ignore
    execFileSync(process.env["OPENSSL_PATH"] ?? "openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=loopback",
      "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", keyFile, "-out", file], { stdio: "ignore" });
  } catch {
    remove();
    return undefined;
  }
  return { pem: readFileSync(file, "utf8"), file, keyFile, [Symbol.dispose]: remove };
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
