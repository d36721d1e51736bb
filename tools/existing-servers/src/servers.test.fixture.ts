import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createEmulator, type Emulator } from "@entrim/azure-emulator";
import { contoso, ids } from "@entrim-private/test-services/contoso";

/** Every example, running in a local Azure. */
export interface Servers {
  readonly emulator: Emulator;
  /** What was printed after the ports, line by line. */
  readonly lines: readonly string[];
  origin(name: string): string;
  tokenOf(name: "ada" | "bob"): Promise<string>;
  /** Asks the chat of a server what the allowance is. */
  ask(server: string, headers: Readonly<Record<string, string>>): Promise<Response>;
  close(): Promise<void>;
}

/** Starts all examples in one process, with production configuration. */
export async function startServers(): Promise<Servers> {
  const emulator = createEmulator({ seed: contoso });
  await emulator.listen();
  const { NODE_ENV: _, ...env } = process.env;
  const child = spawn(
    process.execPath,
    [
      "--conditions=@entrim/source",
      fileURLToPath(new URL("all-servers.test.client.ts", import.meta.url)),
    ],
    { env: { ...env, ...emulator.env(env) }, stdio: ["ignore", "pipe", "inherit"] },
  );
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout });
  const ended = once(child, "exit").then(() => {
    throw new Error("the servers did not start");
  });
  // it ends later too
  ended.catch(() => undefined);
  const [first] = (await Promise.race([once(output, "line"), ended])) as [string];
  output.on("line", (line) => lines.push(line));
  const ports = JSON.parse(first) as Record<string, number>;
  const origin = (name: string): string => `http://127.0.0.1:${ports[name]}`;
  return {
    emulator,
    lines,
    origin,
    tokenOf: (name) =>
      emulator.issueToken({ user: `${name}@contoso.example`, scope: `api://${ids.app}/Chat.Ask` }),
    ask: (server, headers) =>
      fetch(
        `${origin(server)}/openai/deployments/gpt-4.1/chat/completions?api-version=2024-10-21`,
        {
          method: "POST",
          headers: { "content-type": "application/json", ...headers },
          body: JSON.stringify({
            messages: [{ role: "user", content: "What is the allowance?" }],
          }),
        },
      ),
    async close() {
      child.kill();
      await once(child, "exit");
      await emulator.close();
    },
  };
}
