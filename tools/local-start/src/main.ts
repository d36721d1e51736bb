// npm start: the chat app in a local Azure, with a folder of documents. README.md says more.
import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { formatOverview } from "./format-overview.ts";
import { startLocal, type StartLocalOptions } from "./start-local.ts";

const options = new Command("npm start --")
  .description("Run the chat app in a local Azure, with a folder of documents")
  .option("--documents <folder>", "Markdown files, with an access.json (the sample documents)")
  .option("--port <number>", "where the app's port begins (3000)", portOf)
  .option("--azure-port <number>", "where the local Azure's port begins (4600)", portOf)
  .parse()
  .opts<StartLocalOptions>();

const startedAtInMs = Date.now();
let close = (): void => process.exit(130);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => close());
try {
  const local = await startLocal({
    ...options,
    // npm runs this in the folder of package.json, and people name folders from where they are
    ...(options.documents && {
      documents: resolve(process.env["INIT_CWD"] ?? "", options.documents),
    }),
    onProgress: (step) => console.log(`… ${step}`),
  });
  const seconds = ((Date.now() - startedAtInMs) / 1000).toFixed(1);
  console.log(`… ready after ${seconds} s`);
  console.log(formatOverview(local));

  let closing: Promise<void> | undefined;
  close = () => void (closing ??= local.close());
  const code = await local.appExit;
  if (!closing) {
    console.error(`The chat app ended with code ${code}.`);
    process.exitCode = code || 1;
  }
  close();
  await closing;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}
