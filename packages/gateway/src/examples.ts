//#region readme
import { createServer, type Server } from "node:http";
import { ManagedIdentityCredential } from "@azure/identity";
import { createGateway } from "@entrim/gateway";
import { answerRequest } from "@entrim/node-http";

export function createChatServer(ids: { tenant: string; app: string; identity: string }): Server {
  const gateway = createGateway({
    credential: new ManagedIdentityCredential({ clientId: ids.identity }),
    access: {
      tenants: [ids.tenant],
      audiences: [ids.app],
      scopes: ["access_as_user"],
      tokenGroups: "ignore",
    },
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
//#endregion
