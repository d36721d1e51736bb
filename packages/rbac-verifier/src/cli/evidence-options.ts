import { type Command, Option } from "commander";
import { readDeployment } from "../live/read-deployment.ts";
import { RbacVerifierError } from "../rbac-verifier-error.ts";
import { type Evidence, type EvidenceClass, evidenceClasses } from "../evidence/evidence.ts";
import { readSnapshot } from "../evidence/read-snapshot.ts";
import type { Targets } from "../evidence/targets.ts";
import type { VerifyOptions } from "../verify.ts";
import { azureOptions, cloudOption } from "./azure-options.ts";
import { profileOption } from "./profile-option.ts";
import { readConfig } from "./read-config.ts";
import { readInputFile } from "./read-input-file.ts";

/** Where evidence comes from, as the command line says it. */
export interface EvidenceArguments {
  readonly snapshot?: readonly string[];
  readonly config?: string;
  readonly complete?: readonly EvidenceClass[];
  readonly cloud?: "public" | "usgov" | "china";
  readonly openai?: string;
  readonly search?: string;
  readonly storage?: string;
  readonly vnet?: string;
  readonly webApp?: string;
  readonly identity?: string;
  readonly application?: string;
  readonly profile?: NonNullable<VerifyOptions["profile"]>;
  readonly stage?: NonNullable<VerifyOptions["stage"]>;
}

/** Adds what every command that looks at a set-up takes. */
export function addEvidenceOptions(command: Command): Command {
  return command
    .option(
      "--snapshot <files...>",
      "read these and not Azure: snapshots, az -o json, Resource Graph, templates, Terraform JSON",
    )
    .addOption(
      new Option(
        "--complete <kinds...>",
        "of what the files hold everything, so that what is not in them does not exist",
      ).choices(evidenceClasses),
    )
    .option("--config <file>", "JSON with targets, profile, stage, rules and suppressions")
    .option("--openai <id>", "resource id of the Azure OpenAI account")
    .option("--search <id>", "resource id of the AI Search service")
    .option("--storage <id>", "resource id of the storage account")
    .option("--vnet <id>", "resource id of the virtual network")
    .option("--web-app <id>", "resource id of the web app")
    .option("--identity <id>", "resource id of the user-assigned identity that the app runs as")
    .option("--application <id>", "client id of the app registration")
    .addOption(cloudOption())
    .addOption(profileOption())
    .addOption(
      new Option("--stage <name>", "how far along (prod; studio for the article)").choices([
        "studio",
        "prod",
        "hardening",
      ]),
    )
    .option("--mask", "write other ids in place of those of tenants, subscriptions and principals");
}

/** Evidence and how to judge it. */
export interface Case {
  readonly evidence: Evidence;
  readonly options: VerifyOptions;
}

/** Reads files or Azure, whichever the command line names. */
export async function readCase(given: EvidenceArguments): Promise<Case> {
  const config = await readConfig(given.config);
  const { openai, search, storage, vnet, webApp, identity, application } = given;
  const named = Object.fromEntries(
    Object.entries({
      openai,
      search,
      storage,
      vnet,
      webApp,
      identity,
      applicationId: application,
    }).filter(([, id]) => id !== undefined),
  ) as Partial<Targets>;
  const targets = { ...config.targets, ...named };
  const options: VerifyOptions = {
    ...config.options,
    ...(given.profile === undefined ? {} : { profile: given.profile }),
    ...(given.stage === undefined ? {} : { stage: given.stage }),
  };
  if (given.snapshot !== undefined) {
    const files = await Promise.all(
      given.snapshot.map(async (name) => ({ name, content: await readInputFile(name) })),
    );
    const complete = given.complete === undefined ? {} : { complete: given.complete };
    return { evidence: readSnapshot(files, { targets, ...complete }), options };
  }
  if (targets.openai === undefined || targets.search === undefined) {
    throw new RbacVerifierError(
      "TARGET_MISSING",
      "rbac-verifier: name the set-up with --openai and --search, or a file with --snapshot",
    );
  }
  const evidence = await readDeployment(targets as Targets, {
    ...(await azureOptions(given.cloud)),
    onProgress: ({ requests, what }) => {
      if (process.stderr.isTTY) process.stderr.write(`\u001B[2K\rreading ${what} (${requests})`);
    },
  });
  if (process.stderr.isTTY) process.stderr.write("\u001B[2K\r");
  return { evidence, options };
}
