import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { contoso, ids } from "@entrim-private/test-services/contoso";
import { createEmulator, type Emulator } from "@entrim/azure-emulator";

/** A server in a local Azure, with production configuration. */
export interface TestServer {
  readonly origin: string;
  readonly emulator: Emulator;
  readonly child: ChildProcess;
  /** What it has logged so far. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  tokenOf(user: "ada" | "bob" | "oscar"): Promise<string>;
  /** Asks as a person, or as a stranger where there is no name. */
  ask(
    user: "ada" | "bob" | "oscar" | undefined,
    path: string,
    init?: RequestInit,
  ): Promise<Response>;
  close(): Promise<void>;
}

/**
 * Starts the server.
 *
 * @param settings Beside those that there is no server without.
 * @param emulator One that listens, for several instances; the server's own otherwise.
 */
export async function startServer(
  settings: Readonly<Record<string, string>> = {},
  shared?: Emulator,
): Promise<TestServer> {
  const emulator = shared ?? createEmulator({ seed: contoso });
  if (shared === undefined) await emulator.listen();
  const { NODE_ENV: _, ...env } = process.env;
  const child = spawn(
    process.execPath,
    ["--conditions=@entrim/source", fileURLToPath(new URL("main.ts", import.meta.url))],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...env,
        ...emulator.env(env),
        ENTRA_TENANT_IDS: ids.tenant,
        ENTRA_AUDIENCES: ids.app,
        AZURE_CLIENT_ID: ids.identity,
        AZURE_OPENAI_ENDPOINT: "https://contoso.openai.azure.com",
        AZURE_OPENAI_DEPLOYMENTS: "gpt-4.1",
        AZURE_SEARCH_ENDPOINT: "https://contoso.search.windows.net",
        AZURE_SEARCH_INDEXES: "documents",
        AZURE_SEARCH_GROUP_FIELD: "group_ids",
        HOST: "127.0.0.1",
        PORT: "0",
        ...settings,
      },
    },
  );
  const log: Readonly<Record<string, unknown>>[] = [];
  const ended = once(child, "exit").then(() => {
    throw new Error(`the server did not start: ${JSON.stringify(log)}`);
  });
  // it ends later too
  ended.catch(() => undefined);
  const lines = createInterface({ input: child.stdout });
  const listening = new Promise<number>((resolve) => {
    lines.on("line", (line) => {
      const entry = JSON.parse(line) as Record<string, unknown>;
      log.push(entry);
      if (entry["event"] === "listening") resolve(Number(entry["port"]));
    });
  });
  const origin = `http://127.0.0.1:${await Promise.race([listening, ended])}`;
  const tokenOf: TestServer["tokenOf"] = (user) =>
    emulator.issueToken({
      user: `${user}@contoso.example`,
      scope: `api://${ids.app}/access_as_user`,
    });
  return {
    origin,
    emulator,
    child,
    log,
    tokenOf,
    async ask(user, path, init = {}) {
      const headers = new Headers(init.headers);
      if (user !== undefined) headers.set("authorization", `Bearer ${await tokenOf(user)}`);
      if (init.body) headers.set("content-type", "application/json");
      return fetch(origin + path, { ...init, headers });
    },
    async close() {
      if (child.exitCode === null) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
      if (shared === undefined) await emulator.close();
    },
  };
}
