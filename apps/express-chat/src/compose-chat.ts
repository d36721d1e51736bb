import { ManagedIdentityCredential } from "@azure/identity";
import { createAccessTokenVerifier } from "@entrim/access-token";
import { restrictToGroups } from "@entrim/group-filter";
import { createGroupResolver } from "@entrim/group-membership";
import { createGuard } from "@entrim/guard";
import { createOnYourData, createOnYourDataHandler } from "@entrim/on-your-data";
import { createOpenAIGenerator, createSearchRetriever } from "@entrim/on-your-data/azure";
import type { Express } from "express";
import { createChatApp } from "./chat-app.ts";
import { createEntraSignIn } from "./entra-sign-in.ts";
import type { Settings } from "./settings.ts";

/** The whole app: who may ask, what each may read, who answers, and the routes to it. */
export function composeChat(settings: Settings, log: (line: string) => void): Express {
  const { cloud, tenantId, clientId, publicOrigin, openai, search } = settings;

  // the one identity of the app: at Entra, Graph, AI Search and Azure OpenAI
  const credential = new ManagedIdentityCredential({ clientId: settings.identityClientId });

  const guard = createGuard({
    verifier: createAccessTokenVerifier({
      cloud,
      tenants: [tenantId],
      // Entra names the app by its id or, in tokens of version 1, by its address
      audiences: [clientId, `api://${clientId}`],
      scopes: ["access_as_user"],
    }),
    groups: createGroupResolver({ cloud, credential, tokenGroups: "complete" }),
  });

  const engine = createOnYourData({
    retrieve: createSearchRetriever({ cloud, credential, endpoint: search.endpoint }),
    generate: createOpenAIGenerator({ cloud, credential, endpoint: openai.endpoint }),
    restrict: restrictToGroups({ field: search.groupField }),
    secondCheck: "field",
    dataSources: [
      { endpoint: search.endpoint, indexName: search.index, groupField: search.groupField },
    ],
    deployments: [openai.deployment],
    onForeignHits: ({ count }) => {
      log(`${count} documents came that the person may not read: a filter was lost on its way`);
    },
  });

  return createChatApp({
    publicOrigin,
    log,
    guard,
    completions: createOnYourDataHandler(engine),
    chat: createOnYourDataHandler(engine, { deployment: openai.deployment }),
    entra: createEntraSignIn({
      cloud,
      tenantId,
      clientId,
      publicOrigin,
      authorityMetadata: settings.authorityMetadata,
      clientAssertion: async () => {
        const scope = `${cloud.federatedCredentialAudience}/.default`;
        return (await credential.getToken(scope)).token;
      },
    }),
  });
}
