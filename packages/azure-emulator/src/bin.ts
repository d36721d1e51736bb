#!/usr/bin/env node
import { Argument, Command, InvalidArgumentError } from "commander";
import { refuseProduction } from "./child-environment.ts";
import { buildSeedSchema } from "./cli/build-seed-schema.ts";
import { checkEnvironment } from "./cli/check-environment.ts";
import { exampleSeed } from "./cli/example-seed.ts";
import { formatDiagnosis } from "./cli/format-diagnosis.ts";
import { probeClients, probedClients, type ProbedClient } from "./cli/probe-clients.ts";
import { readSeed } from "./cli/read-seed.ts";
import { requestToken } from "./cli/request-token.ts";
import { runChild } from "./cli/run-child.ts";
import { upstreamProxyOf } from "./cli/upstream-proxy.ts";
import { createEmulator, type Emulator } from "./emulator.ts";

const defaultPort = 4600;

const program = new Command("azure-emulator").description(
  "A local Azure on loopback for the official SDKs: Entra, Graph, roles, AI Search, OpenAI",
);

/** The options of the commands that run a local Azure. */
interface RunOptions {
  readonly seed: string;
  readonly port: number;
  readonly allowHost: readonly string[];
}

interface ExecOptions extends RunOptions {
  readonly direct: boolean;
}

runCommand("start", "run a local Azure until it is stopped").action(async (options: RunOptions) => {
  const { emulator, origin } = await startEmulator(options);
  console.log(`Local Azure on ${origin}`);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void emulator.close());
  }
});

runCommand("exec", "run a command whose Azure is a local one")
  .argument("<command...>", "the command and its arguments, after --")
  .option("--direct", "lead it here by addresses of this machine, and not by a proxy", false)
  .action(async (command: [string, ...string[]], options: ExecOptions) => {
    const { emulator, origin } = await startEmulator(options);
    console.error(`Local Azure on ${origin}`);
    try {
      process.exitCode = await runChild(command, {
        ...process.env,
        ...emulator.env(process.env, { mode: options.direct ? "direct" : "proxy" }),
      });
    } finally {
      await emulator.close();
    }
  });

program
  .command("token")
  .description("print an access token for a person of a running local Azure")
  .requiredOption("--user <name>", "user name or object id")
  .option("--scope <scope>", "default: all scopes of the seed's only app")
  .option("--port <number>", "the port that it listens on", portOf, defaultPort)
  .action(async (options: { user: string; scope?: string; port: number }) => {
    console.log(await requestToken(options));
  });

program
  .command("doctor")
  .description("say which client will fail to connect, why, and what to do")
  .requiredOption("--seed <file>", "JSON file with what it holds")
  .addArgument(
    new Argument("[clients...]", "programs to try").choices(probedClients).default(probedClients),
  )
  .action(async (clients: readonly ProbedClient[], { seed }: { seed: string }) => {
    const findings = checkEnvironment(process.env, await readSeed(seed));
    // nothing can be tried that exec would not run
    const canRun = findings.every(({ client }) => client !== "every client");
    const probes = canRun ? await tryClients(seed, clients) : [];
    console.log(formatDiagnosis(findings, probes));
    const isWell = probes.every(({ outcome }) => typeof outcome === "string");
    process.exitCode = isWell && findings.length === 0 ? 0 : 1;
  });

program
  .command("seed")
  .description("print a seed file to begin with")
  .option("--schema", "print the JSON Schema of seed files")
  .action(({ schema = false }: { schema?: boolean }) => {
    console.log(JSON.stringify(schema ? buildSeedSchema() : exampleSeed, undefined, 2));
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function runCommand(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .requiredOption("--seed <file>", "JSON file with what it holds")
    .option(
      "--port <number>",
      "port to begin at; the next free one when taken",
      portOf,
      defaultPort,
    )
    .option(
      "--allow-host <host>",
      "a host beyond Azure to let through, as in registry.example or *.example.com; may be repeated",
      (host: string, hosts: readonly string[]) => [...hosts, host],
      [] as readonly string[],
    );
}

async function startEmulator({
  seed,
  port,
  allowHost,
}: RunOptions): Promise<{ emulator: Emulator; origin: string }> {
  refuseProduction(process.env);
  const upstreamProxy = upstreamProxyOf(process.env);
  const emulator = createEmulator({
    seed: await readSeed(seed),
    allowedHosts: allowHost,
    // of no use, and no fault, where nothing is let through
    ...(allowHost.length > 0 && upstreamProxy !== undefined ? { upstreamProxy } : {}),
  });
  const { origin } = await emulator.listen({ port });
  return { emulator, origin };
}

async function tryClients(seed: string, clients: readonly ProbedClient[]) {
  const { emulator } = await startEmulator({ seed, port: 0, allowHost: [] });
  try {
    return await probeClients(clients, { ...process.env, ...emulator.env(process.env) });
  } finally {
    await emulator.close();
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}
