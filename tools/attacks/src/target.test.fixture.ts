import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { createEmulator, type Emulator } from "@entrim/azure-emulator";
import { azure, buildSeed, ids, type PersonName } from "./contoso.test.fixture.ts";
import {
  exchange,
  formatRequest,
  type Answer,
  type RawRequest,
  type SendOptions,
} from "./raw-http.test.fixture.ts";
import { createTokenForge, type Forgery, type TokenForge } from "./token-forge.test.fixture.ts";

/** The sample servers. */
export type AppName = "express-chat" | "koa-api";

/** A sample server as a process of its own, with production configuration, in a local Azure. */
export interface Target {
  readonly app: AppName;
  readonly port: number;
  readonly origin: string;
  readonly emulator: Emulator;
  readonly forge: TokenForge;
  /** Everything that the server has written so far. */
  output(): string;
  /** The most memory that it ever used, in bytes; undefined where there is no `/proc`. */
  peakMemory(): number | undefined;
  /** A token as somebody has after signing in. */
  token(person: PersonName): Promise<string>;
  /** A token of Ada's that somebody has tampered with. */
  forged(forgery: Forgery): Promise<string>;
  send(request: RawRequest, options?: SendOptions): Promise<Answer>;
  sendBytes(pieces: Uint8Array | Iterable<Uint8Array>, options?: SendOptions): Promise<Answer>;
  /** Starts another process of the same server, with settings that it has to refuse, and returns what it says. */
  start(settings: Readonly<Record<string, string>>): Promise<{ code: number; output: string }>;
  close(): Promise<void>;
}

/** What Graph would repeat in its notifications. */
export const clientState = "attacks-client-state-0123456789abcdef";

/** Starts a server and its local Azure, and waits until it answers. */
export async function startTarget(app: AppName): Promise<Target> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const emulator = createEmulator({ seed: buildSeed(origin) });
  await emulator.listen();
  const { NODE_ENV: _, ...base } = process.env;
  const environment = {
    ...base,
    ...emulator.env(base),
    ...settings(app, port, origin),
  };
  const forge = await createTokenForge(emulator);
  const child = spawnApp(app, environment);
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => output.push(text));
  }
  const token: Target["token"] = (person) =>
    emulator.issueToken({
      user: `${person}@contoso.example`,
      scope: `api://${ids.app}/access_as_user`,
    });
  const target: Target = {
    app,
    port,
    origin,
    emulator,
    forge,
    output: () => output.join(""),
    peakMemory: () => readPeakMemory(child.pid),
    token,
    forged: async (forgery) => forge.forge(await token("ada"), forgery),
    send: (request, options) => exchange(port, formatRequest(request, port), options),
    sendBytes: (pieces, options) => exchange(port, pieces, options),
    start: (more) => runToEnd(app, { ...environment, PORT: "0", ...more }),
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
      await emulator.close();
    },
  };
  const ended = once(child, "exit").then(() => {
    throw new Error(`${app} ended before it answered: ${target.output()}`);
  });
  // it ends later too
  ended.catch(() => undefined);
  try {
    await Promise.race([untilItAnswers(origin), ended]);
  } catch (error) {
    await target.close();
    throw error;
  }
  return target;
}

function settings(app: AppName, port: number, origin: string): Record<string, string> {
  const shared = {
    AZURE_CLIENT_ID: ids.identity,
    AZURE_OPENAI_ENDPOINT: azure.openaiEndpoint,
    AZURE_SEARCH_ENDPOINT: azure.searchEndpoint,
    AZURE_SEARCH_GROUP_FIELD: azure.groupField,
    AZURE_SEARCH_KEY_FIELD: "id",
    HOST: "127.0.0.1",
    PORT: String(port),
  };
  return app === "express-chat"
    ? {
        ...shared,
        ENTRA_TENANT_ID: ids.tenant,
        ENTRA_CLIENT_ID: ids.app,
        AZURE_OPENAI_DEPLOYMENT: azure.deployment,
        AZURE_SEARCH_INDEX: azure.index,
        PUBLIC_ORIGIN: origin,
      }
    : {
        ...shared,
        ENTRA_TENANT_IDS: ids.tenant,
        ENTRA_AUDIENCES: ids.app,
        ENTRA_TOKEN_GROUPS: "complete",
        AZURE_OPENAI_DEPLOYMENTS: `${azure.deployment},embeddings`,
        AZURE_OPENAI_EMBEDDING_DEPLOYMENTS: "embeddings",
        AZURE_SEARCH_INDEXES: azure.index,
        AZURE_STORAGE_ENDPOINT: azure.storageEndpoint,
        AZURE_STORAGE_RESOURCE_ID: azure.storageId,
        AZURE_STORAGE_CONTAINERS: "handbook",
        OPERATOR_ROLE: "Operator",
        GRAPH_CLIENT_STATE: clientState,
        METRICS_PORT: "0",
        RESOURCE_ADDRESS: "https://api.contoso.example",
        RESOURCE_SCOPES: `api://${ids.app}/access_as_user`,
      };
}

function spawnApp(
  app: AppName,
  environment: Readonly<Record<string, string | undefined>>,
): ChildProcess {
  const main = fileURLToPath(new URL(`../../../apps/${app}/src/main.ts`, import.meta.url));
  return spawn(process.execPath, ["--conditions=@entrim/source", main], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function runToEnd(
  app: AppName,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ code: number; output: string }> {
  const child = spawnApp(app, environment);
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output.push(text);
      // it was to refuse, and serves
      if (text.includes("listen")) child.kill("SIGKILL");
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code: code ?? -1, output: output.join("") };
}

async function untilItAnswers(origin: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    // oxlint-disable-next-line no-await-in-loop -- asks until there is an answer
    const response = await fetch(`${origin}/healthz`).catch(() => undefined);
    if (response?.ok) return;
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing answers at ${origin}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function readPeakMemory(pid: number | undefined): number | undefined {
  if (process.platform !== "linux" || pid === undefined) return undefined;
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
