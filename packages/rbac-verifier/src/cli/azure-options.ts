import { Option } from "commander";
import type { AzureClientOptions } from "../live/azure-client.ts";

/** The option that says in which cloud. */
export function cloudOption(): Option {
  return new Option("--cloud <name>", "which Azure (public)").choices(["public", "usgov", "china"]);
}

/** The credential of whoever runs this: of the CLI, of the environment, of the machine. */
export async function azureOptions(
  cloud: AzureClientOptions["cloud"],
): Promise<AzureClientOptions> {
  // loaded when it is needed: reading files needs no identity
  const { DefaultAzureCredential } = await import("@azure/identity");
  return {
    credential: new DefaultAzureCredential(),
    ...(cloud === undefined ? {} : { cloud }),
  };
}
