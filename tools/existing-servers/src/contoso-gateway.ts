import { ManagedIdentityCredential } from "@azure/identity";
import { createGateway, type Gateway } from "@entrim/gateway";

/** Whose tokens let in, and which identity the server is. */
export interface EntraIds {
  readonly tenant: string;
  /** Client id of the app registration. */
  readonly app: string;
  /** Client id of the managed identity. */
  readonly identity: string;
}

/** The gateway that the examples put into their servers. */
export function createContosoGateway({ tenant, app, identity }: EntraIds): Gateway {
  return createGateway({
    credential: new ManagedIdentityCredential({ clientId: identity }),
    access: { tenants: [tenant], audiences: [app], scopes: ["Chat.Ask"], tokenGroups: "ignore" },
    search: {
      endpoint: "https://contoso.search.windows.net",
      indexes: ["documents"],
      groupField: "group_ids",
    },
    openai: { endpoint: "https://contoso.openai.azure.com", deployments: ["gpt-4.1"] },
  });
}
