import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { delimiter, join } from "node:path";

/** The binary that `REDIS_SERVER_PATH` names, or the one on the path; `undefined` where there is none. */
export const redisServerPath: string | undefined = [
  process.env["REDIS_SERVER_PATH"] ?? "",
  ...(process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "redis-server")),
].find(isExecutable);

/** A real Redis on a free port of loopback, without files. */
export interface RedisServer {
  readonly url: string;
  /** Ends the process; what it held is lost. */
  stop(): Promise<void>;
}

/** Starts Redis for one user, who proves who they are by any token. */
export async function startRedis(user: string): Promise<RedisServer> {
  const port = String(await freePort());
  const child = spawn(
    redisServerPath ?? "redis-server",
    // prettier-ignore
    ["--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no",
      "--user", "default", "off", "--user", user, "on", "nopass", "~*", "&*", "+@all"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = once(child, "exit");
  await Promise.race([
    new Promise<void>((resolve) => {
      child.stdout.on("data", (chunk) => {
        if (String(chunk).includes("Ready to accept connections")) resolve();
      });
    }),
    ended.then(() => {
      throw new Error("redis-server did not start");
    }),
  ]);
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      child.kill("SIGKILL");
      await ended;
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
