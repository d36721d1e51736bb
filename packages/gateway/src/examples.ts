//#region readme
import { createServer, type Server } from "node:http";
import { ManagedIdentityCredential } from "@azure/identity";
import { createGateway } from "@entrim/gateway";
import { answerRequest } from "@entrim/node-http";

export function createChatServer(tenant: string, app: string, identity: string): Server {
  const gateway = createGateway({
    credential: new ManagedIdentityCredential({ clientId: identity }),
    access: { tenants: [tenant], audiences: [app], scopes: ["Chat.Ask"], tokenGroups: "ignore" },
    search: {
      endpoint: "https://contoso.search.windows.net",
      indexes: ["documents"],
      groupField: "group_ids",
    },
    openai: { endpoint: "https://contoso.openai.azure.com", deployments: ["gpt-4.1"] },
  });
  return createServer((request, response) => {
    answerRequest(request, response, gateway.fetch).catch(() => response.destroy());
  });
}
//#endregion readme

//#region everything
import type { TokenCredential } from "@azure/core-auth";
import type { Gateway, GatewayAccess } from "@entrim/gateway";

const resources = "/subscriptions/00000000-0000-4000-8000-000000000009/resourceGroups/chat";

/** The same with every part. Call `start` when the server listens, `drain` and `close` when it ends. */
export function createFullGateway(
  credential: TokenCredential,
  access: GatewayAccess,
  {
    finance,
    clientState,
    notificationUrl,
    alarm,
  }: { finance: string; clientState: string; notificationUrl: string; alarm: () => void },
): Gateway {
  const [tenantId = ""] = access.tenants;
  return createGateway({
    credential,
    prefix: "/ai",
    access: {
      ...access,
      resource: { address: "https://chat.contoso.com", scopes: ["api://chat/Chat.Ask"] },
    },
    search: {
      endpoint: "https://contoso.search.windows.net",
      indexes: ["documents"],
      groupField: "group_ids",
    },
    openai: {
      endpoint: "https://contoso.openai.azure.com",
      deployments: ["gpt-4.1"],
      limits: { requestsPerMinute: 20 },
    },
    documents: { keyField: "id" },
    jobs: {
      managers: { roles: ["Ingestion.Manage"] },
      storage: [
        {
          endpoint: "https://contoso.blob.core.windows.net",
          resourceId: `${resources}/providers/Microsoft.Storage/storageAccounts/contoso`,
          containers: ["handbook"],
        },
      ],
    },
    readiness: {
      targets: {
        openai: `${resources}/providers/Microsoft.CognitiveServices/accounts/contoso`,
        search: `${resources}/providers/Microsoft.Search/searchServices/contoso`,
      },
      // what is reached from the internet is told apart by tokens alone
      verify: { rules: { A05: "off", A07: "off", S08: "off", S11: "off" } },
      canary: { knownGroups: { documents: finance }, onFailure: alarm },
      operators: { roles: ["Operator"] },
    },
    explain: { operators: { roles: ["Operator"] } },
    groupChanges: { tenantId, clientState, notificationUrl },
  });
}
//#endregion everything

//#region native
import { OnBehalfOfCredential } from "@azure/identity";
import type { GatewaySearch } from "@entrim/gateway";

/** Where a knowledge base finds the documents, of an index with permission fields of its own. */
export function searchOnBehalf(
  identity: TokenCredential,
  { tenantId, clientId }: { tenantId: string; clientId: string },
): GatewaySearch {
  return {
    endpoint: "https://contoso.search.windows.net",
    indexes: ["documents"],
    groupField: "group_ids",
    fieldsFrom: "index",
    knowledgeBase: "handbook",
    enforcement: "filter+native",
    onBehalfOf: (userAssertionToken) =>
      new OnBehalfOfCredential({
        tenantId,
        clientId,
        userAssertionToken,
        getAssertion: async () =>
          (await identity.getToken("api://AzureADTokenExchange/.default"))?.token ?? "",
      }),
  };
}
//#endregion
