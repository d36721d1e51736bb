import { emulatorTenantId } from "@entrim/azure-emulator";

/**
 * The company of the local Azure: every id and host name that the seed and the app's settings share. The
 * ids say nothing and never change, so that a saved request works after the next start.
 */
export const contoso = {
  tenantId: emulatorTenantId as string,
  displayName: "Contoso",
  domain: "contoso.example",
  subscriptionId: "c0000000-0000-4000-8000-000000000001",
  resourceGroup: "contoso-chat",
  /** The app registration: people sign in to it, and it is the API that tokens are for. */
  app: {
    appId: "c0000000-0000-4000-8000-000000000002",
    objectId: "c0000000-0000-4000-8000-000000000003",
    displayName: "Contoso Chat",
    identifierUri: "api://c0000000-0000-4000-8000-000000000002",
    scope: "access_as_user",
  },
  /** The user-assigned managed identity that the app runs as. */
  identity: {
    name: "contoso-chat",
    clientId: "c0000000-0000-4000-8000-000000000004",
    principalId: "c0000000-0000-4000-8000-000000000005",
  },
  /** What tokens for a Redis of Azure's are made out to. */
  redis: {
    appId: "c0000000-0000-4000-8000-000000000006",
    objectId: "c0000000-0000-4000-8000-000000000007",
  },
  search: {
    service: "contoso",
    endpoint: "https://contoso.search.windows.net",
    index: "documents",
    groupField: "groups",
    keyField: "id",
  },
  openai: {
    account: "contoso",
    endpoint: "https://contoso.openai.azure.com",
    deployment: "gpt-4.1",
  },
} as const;
