import { azureCloud, type AzureCloudName } from "@entrim/azure-clouds";
import { Option, type Command } from "commander";
import { diagnose } from "../doctor/diagnose.ts";
import { formatDiagnosis } from "../doctor/format-diagnosis.ts";
import { systemLookup } from "../doctor/resolve-host.ts";
import { parseTarget, type Target } from "../doctor/target.ts";

interface DoctorArguments {
  readonly openai?: string;
  readonly search?: string;
  readonly storage?: string;
  readonly graph?: boolean;
  readonly deployment?: string;
  readonly index?: string;
  readonly container?: string;
  readonly cloud: AzureCloudName;
  readonly json?: boolean;
}

/** `doctor`: tries each service as whoever runs it, and changes nothing. */
export function addDoctorCommand(program: Command): void {
  program
    .command("doctor")
    .description(
      "try each service with the identity that this machine has, and say which hop fails",
    )
    .option("--openai <endpoint>", "as in https://contoso.openai.azure.com")
    .option("--deployment <name>", "a deployment of chats there (whether models may be listed)")
    .option("--search <endpoint>", "as in https://contoso.search.windows.net")
    .option("--index <name>", "an index there (whether any may be searched)")
    .option("--storage <endpoint>", "as in https://contoso.blob.core.windows.net")
    .option("--container <name>", "a container there (whether they may be listed)")
    .option("--graph", "whether groups can be read from Microsoft Graph")
    .addOption(
      new Option("--cloud <name>", "which Azure")
        .choices(["public", "usgov", "china"])
        .default("public"),
    )
    .option("--json", "write what was found as JSON")
    .addHelpText(
      "after",
      `
Signs in as DefaultAzureCredential does: by the identity of the machine, or of the developer.
Ends with 0 when all of it works, 1 when something fails, 2 for wrong usage.`,
    )
    .action(runDoctor);
}

async function runDoctor(given: DoctorArguments, command: Command): Promise<void> {
  const cloud = azureCloud(given.cloud);
  const targets: Target[] = [];
  if (given.openai) targets.push(parseTarget("openai", given.openai, given.deployment));
  if (given.search) targets.push(parseTarget("search", given.search, given.index));
  if (given.storage) targets.push(parseTarget("blob", given.storage, given.container));
  if (given.graph) targets.push(parseTarget("graph", cloud.graphEndpoint));
  if (targets.length === 0)
    command.error("name what to try: --openai, --search, --storage or --graph");
  const { env, stderr, stdout } = process;
  if (env["AZURE_CLIENT_SECRET"]) {
    command.error(
      "AZURE_CLIENT_SECRET is set, and no secret is used here; remove it, or sign in otherwise",
    );
  }
  // loaded when it is needed: help and wrong usage need no identity
  const { DefaultAzureCredential } = await import("@azure/identity");
  const show = (what: string): void => {
    if (stderr.isTTY) stderr.write(`\u001B[2K\r${what}`);
  };
  const diagnosis = await diagnose(targets, {
    credential: new DefaultAzureCredential({ authorityHost: cloud.authorityHost }),
    cloud,
    fetch: globalThis.fetch,
    lookup: systemLookup,
    isProxied:
      env["NODE_USE_ENV_PROXY"] === "1" && Boolean(env["HTTPS_PROXY"] ?? env["https_proxy"]),
    now: Date.now,
    onProgress: (what) => show(`trying ${what}`),
  });
  show("");
  const color = stdout.isTTY && !env["NO_COLOR"];
  stdout.write(
    given.json ? `${JSON.stringify(diagnosis, null, 2)}\n` : formatDiagnosis(diagnosis, { color }),
  );
  if (!diagnosis.works) process.exitCode = 1;
}
