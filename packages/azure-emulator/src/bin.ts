#!/usr/bin/env node
import { Command, InvalidArgumentError } from "commander";
import { refuseProduction } from "./child-environment.ts";
import { readSeed } from "./cli/read-seed.ts";
import { requestToken } from "./cli/request-token.ts";
import { runChild } from "./cli/run-child.ts";
import { createEmulator, type Emulator } from "./emulator.ts";

const defaultPort = 4600;

const program = new Command("azure-emulator").description(
  "A local Azure on loopback for the official SDKs: Entra, Graph, roles, AI Search, OpenAI",
);

program
  .command("start")
  .description("run a local Azure until it is stopped")
  .requiredOption("--seed <file>", "JSON file with what it holds")
  .option("--port <number>", "port to begin at; the next free one when taken", portOf, defaultPort)
  .action(async ({ seed, port }: { seed: string; port: number }) => {
    const { emulator, origin } = await startEmulator(seed, port);
    console.log(`Local Azure on ${origin}`);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.once(signal, () => void emulator.close());
    }
  });

program
  .command("exec")
  .description("run a command whose Azure is a local one")
  .requiredOption("--seed <file>", "JSON file with what it holds")
  .option("--port <number>", "port to begin at; the next free one when taken", portOf, defaultPort)
  .argument("<command...>", "the command and its arguments, after --")
  .action(
    async (command: [string, ...string[]], { seed, port }: { seed: string; port: number }) => {
      const { emulator, origin } = await startEmulator(seed, port);
      console.error(`Local Azure on ${origin}`);
      try {
        process.exitCode = await runChild(command, {
          ...process.env,
          ...emulator.env(process.env),
        });
      } finally {
        await emulator.close();
      }
    },
  );

program
  .command("token")
  .description("print an access token for a person of a running local Azure")
  .requiredOption("--user <name>", "user name or object id")
  .option("--scope <scope>", "default: all scopes of the seed's only app")
  .option("--port <number>", "the port that it listens on", portOf, defaultPort)
  .action(async (options: { user: string; scope?: string; port: number }) => {
    console.log(await requestToken(options));
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function startEmulator(
  seedFile: string,
  port: number,
): Promise<{ emulator: Emulator; origin: string }> {
  refuseProduction(process.env);
  const emulator = createEmulator({ seed: await readSeed(seedFile) });
  const { origin } = await emulator.listen({ port });
  return { emulator, origin };
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}
