import type { AzureClientOptions } from "../live/azure-client.ts";

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
