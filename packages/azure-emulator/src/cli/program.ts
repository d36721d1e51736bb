import { Argument, Command, InvalidArgumentError } from "commander";
import { probedClients, type ProbedClient } from "./probe-clients.ts";
import { runChild } from "./run-child.ts";
import type { StartOptions } from "./start-emulator.ts";

// what only some commands need is loaded by them: a token or the help comes at once
const defaultPort = 4600;

const program = new Command("azure-emulator").description(
  "A local Azure on loopback for the official SDKs: Entra, Graph, Resource Manager, AI Search, Azure OpenAI, Blob storage",
);

runCommand("start", "run a local Azure until it is stopped").action(
  async (options: StartOptions) => {
    const { startEmulator } = await import("./start-emulator.ts");
    const { emulator, greeting } = await startEmulator(options);
    const { describeTenant } = await import("./describe-tenant.ts");
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.once(signal, () => void emulator.close());
    }
    // who reads it may stop it at once
    console.log(`${greeting}\n${describeTenant(emulator.directory)}`);
  },
);

runCommand("exec", "run a command whose Azure is a local one")
  .argument("<command...>", "the command and its arguments, after --")
  .option("--direct", "lead it here by addresses of this machine, and not by a proxy")
  .action(
    async (
      command: [string, ...string[]],
      options: StartOptions & { readonly direct?: boolean },
    ) => {
      const { startEmulator } = await import("./start-emulator.ts");
      const { emulator, greeting } = await startEmulator(options);
      console.error(greeting);
      try {
        process.exitCode = await runChild(command, {
          ...process.env,
          ...emulator.env(process.env, { mode: options.direct ? "direct" : "proxy" }),
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
  .addHelpText(
    "after",
    `
Examples:
  azure-emulator token --user ada@contoso.example
  azure-emulator token --user ada@contoso.example --scope https://search.azure.com/.default
  curl --header "Authorization: Bearer $(azure-emulator token --user ada@contoso.example)" http://localhost:3000/`,
  )
  .action(async (options: { user: string; scope?: string; port: number }) => {
    const { requestToken } = await import("./request-token.ts");
    console.log(await requestToken(options));
  });

program
  .command("doctor")
  .description("say which client will fail to connect, why, and what to do")
  .option("--seed <file>", "JSON file with what it holds (the example)")
  .addArgument(
    new Argument("[clients...]", "programs to try").choices(probedClients).default(probedClients),
  )
  .action(async (clients: readonly ProbedClient[], options: { seed?: string }) => {
    const { diagnose } = await import("./diagnose.ts");
    const { text, isWell } = await diagnose(clients, options);
    console.log(text);
    process.exitCode = isWell ? 0 : 1;
  });

program
  .command("seed")
  .description("print a seed file to begin with: the example, which has some of everything")
  .option("--schema", "print the JSON Schema of seed files")
  .action(async ({ schema = false }: { schema?: boolean }) => {
    const content = schema
      ? (await import("./build-seed-schema.ts")).buildSeedSchema()
      : (await import("./example-seed.ts")).exampleSeed;
    console.log(JSON.stringify(content, undefined, 2));
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
    .option("--seed <file>", "JSON file with what it holds (the example)")
    .option(
      "--port <number>",
      "port to begin at; the next free one when taken",
      portOf,
      defaultPort,
    )
    .option(
      "--allow-host <host>",
      "a host beyond Azure to let through, as in registry.example or *.example.com; may be repeated",
      (host: string, hosts: readonly string[] | undefined) => [...(hosts ?? []), host],
    );
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}
