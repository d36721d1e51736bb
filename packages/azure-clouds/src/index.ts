export { azureCloud } from "./azure-cloud.ts";
export { isAzureEndpoint, isPlainHost } from "./azure-endpoint.ts";
export { emulatorTenantId, isEmulatorTenant } from "./emulator-tenant.ts";

export type {
  AzureCloud,
  AzureCloudName,
  AzureCloudOverrides,
  AzureService,
} from "./azure-cloud.ts";
