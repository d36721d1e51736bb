import { ManagedIdentityCredential } from "@azure/identity";
import { createAccessTokenVerifier } from "@entrim/access-token";
import { restrictToGroups } from "@entrim/group-filter";
import { createGroupResolver } from "@entrim/group-membership";
import { createGuard } from "@entrim/guard";
import {
  createDocumentHandler,
  createOnYourData,
  createOnYourDataHandler,
} from "@entrim/on-your-data";
import { createOpenAIGenerator, createSearchRetriever } from "@entrim/on-your-data/azure";
import type { Express } from "express";
import { createChatApp } from "./chat-app.ts";
import { createEntraSignIn } from "./entra-sign-in.ts";
import { createKeptSessions } from "./kept-sessions.ts";
import { describeCauses } from "./log-failures.ts";
import type { Settings } from "./settings.ts";

/** The whole app: who may ask, what each may read, who answers, and the routes to it. */
export function composeChat(
  settings: Settings,
  log: (line: string) => void,
): { readonly app: Express; readonly close: () => void } {
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

  const { keyField } = search;
  const grounds = {
    retrieve: createSearchRetriever({ cloud, credential, endpoint: search.endpoint }),
    restrict: restrictToGroups({ field: search.groupField }),
    secondCheck: "field",
    dataSources: [
      {
        endpoint: search.endpoint,
        indexName: search.index,
        groupField: search.groupField,
        ...(keyField !== undefined && { keyField }),
      },
    ],
    onForeignHits: ({ count }: { count: number }) => {
      log(`${count} documents came that the person may not read: a filter was lost on its way`);
    },
  } as const;
  const engine = {
    ...grounds,
    generate: createOpenAIGenerator({ cloud, credential, endpoint: openai.endpoint }),
    deployments: [openai.deployment],
  };
  // the page's citations open for whoever has a session, which programs do not have
  const pageEngine = { ...engine, ...(keyField !== undefined && { documentsUrl: "/documents" }) };

  const kept = createKeptSessions({
    redis: settings.redis,
    cloud,
    credential,
    onFailure: (error) => log(`the store of sessions failed: ${describeCauses(error)}`),
  });

  const app = createChatApp({
    publicOrigin,
    log,
    guard,
    sessions: kept.sessions,
    attempts: kept.attempts,
    completions: createOnYourDataHandler(createOnYourData(engine)),
    chat: createOnYourDataHandler(createOnYourData(pageEngine), { deployment: openai.deployment }),
    documents: keyField === undefined ? undefined : createDocumentHandler(grounds),
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
  return { app, close: kept.close };
}
