import { blobSuffix } from "../hosts.ts";
import type { SeedStorageAccount } from "../seed.ts";
import { armResource, type ArmResource } from "./arm-resource.ts";

/**
 * A storage account with its blob service and containers.
 *
 * @param containers The names of the containers that there are at the moment.
 */
export function storageResources(
  id: string,
  { name, resource }: SeedStorageAccount,
  containers: readonly string[],
): readonly ArmResource[] {
  const account = armResource(
    {
      id,
      type: "Microsoft.Storage/storageAccounts",
      location: "westeurope",
      kind: "StorageV2",
      sku: { name: "Standard_LRS", tier: "Standard" },
      properties: {
        provisioningState: "Succeeded",
        primaryEndpoints: { blob: `https://${name}.${blobSuffix}/` },
        publicNetworkAccess: "Enabled",
        networkAcls: {
          bypass: "AzureServices",
          defaultAction: "Allow",
          ipRules: [],
          virtualNetworkRules: [],
          resourceAccessRules: [],
        },
        allowSharedKeyAccess: false,
        allowBlobPublicAccess: false,
        defaultToOAuthAuthentication: true,
        minimumTlsVersion: "TLS1_2",
        supportsHttpsTrafficOnly: true,
        isHnsEnabled: false,
        privateEndpointConnections: [],
      },
    },
    resource,
  );
  const type = "Microsoft.Storage/storageAccounts/blobServices";
  const service = `${id}/blobServices/default`;
  return [
    account,
    armResource({ id: service, type, properties: {} }),
    ...containers.map((container) =>
      armResource({
        id: `${service}/containers/${container}`,
        type: `${type}/containers`,
        properties: { publicAccess: "None", leaseStatus: "Unlocked", leaseState: "Available" },
      }),
    ),
  ];
}
