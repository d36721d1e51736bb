import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createEmulator, type Emulator } from "@entrim/azure-emulator";
import { contoso, ids } from "@entrim-private/test-services/contoso";

/** A server in a local Azure. */
export interface ChatServer {
  readonly origin: string;
  readonly emulator: Emulator;
  /** What it printed after its port, line by line. */
  readonly lines: readonly string[];
  /** A token of a person, as in `ada`. */
  tokenOf(name: string): Promise<string>;
  /** Asks as a person, or as a stranger where there is no name. */
  ask(name: string | undefined, path: string, init?: RequestInit): Promise<Response>;
  /** Has it say that it is not ready any more. */
  drain(): void;
  close(): Promise<void>;
}

/**
 * Starts a server with production configuration, in a process of its own.
 *
 * @param program The file of the program, which prints its port.
 * @param settings Further environment variables.
 */
export async function startChatServer(
  program: URL,
  settings: (emulator: Emulator) => Promise<Record<string, string>> = async () => ({}),
): Promise<ChatServer> {
  const emulator = createEmulator({ seed: contoso });
  await emulator.listen();
  const { NODE_ENV: _, ...env } = process.env;
  const child = spawn(
    process.execPath,
    ["--conditions=@entrim/source", fileURLToPath(program), ids.tenant, ids.app, ids.identity],
    {
      env: { ...env, ...emulator.env(env), ...(await settings(emulator)) },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout });
  const ended = once(child, "exit").then(() => {
    throw new Error(`${program.pathname} did not start`);
  });
  // it ends later too
  ended.catch(() => undefined);
  const [port] = (await Promise.race([once(output, "line"), ended])) as [string];
  output.on("line", (line) => lines.push(line));
  const origin = `http://127.0.0.1:${port}`;
  const tokenOf = (name: string): Promise<string> =>
    emulator.issueToken({ user: `${name}@contoso.example`, scope: `api://${ids.app}/Chat.Ask` });
  return {
    origin,
    emulator,
    lines,
    tokenOf,
    async ask(name, path, init = {}) {
      const headers = new Headers(init.headers);
      if (name !== undefined) headers.set("authorization", `Bearer ${await tokenOf(name)}`);
      if (init.body) headers.set("content-type", "application/json");
      return fetch(origin + path, { ...init, headers });
    },
    drain: () => child.kill("SIGUSR2"),
    async close() {
      child.kill();
      await once(child, "exit");
      await emulator.close();
    },
  };
}
