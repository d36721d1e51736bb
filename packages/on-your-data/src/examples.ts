//#region readme
import type { TokenCredential } from "@azure/core-auth";
import { restrictToGroups } from "@entrim/group-filter";
import { createOnYourData, createOnYourDataHandler } from "@entrim/on-your-data";
import type { OnYourDataHandler } from "@entrim/on-your-data";
import { createOpenAIGenerator, createSearchRetriever } from "@entrim/on-your-data/azure";

const search = "https://contoso.search.windows.net";
const openai = "https://contoso.openai.azure.com";

/** What to mount behind the guard: `(request, { principal }) => Promise<Response>`. */
export function createChat(credential: TokenCredential): OnYourDataHandler {
  const engine = createOnYourData({
    retrieve: createSearchRetriever({ endpoint: search, credential }),
    generate: createOpenAIGenerator({ endpoint: openai, credential }),
    restrict: restrictToGroups({ field: "group_ids" }),
    secondCheck: "field",
    dataSources: [{ endpoint: search, indexName: "documents", groupField: "group_ids" }],
    deployments: ["gpt-4o"],
  });
  return createOnYourDataHandler(engine);
}
//#endregion

//#region canary
import { createCanary } from "@entrim/on-your-data";

/** The same, but nobody is answered while it is not sure that the index trims. */
export async function createWatchedChat(
  credential: TokenCredential,
  { finance, alarm }: { finance: string; alarm: (message: string) => void },
): Promise<OnYourDataHandler> {
  const parts = {
    retrieve: createSearchRetriever({ endpoint: search, credential }),
    restrict: restrictToGroups({ field: "group_ids" }),
    secondCheck: "field",
    dataSources: [{ endpoint: search, indexName: "documents", groupField: "group_ids" }],
  } as const;
  const canary = createCanary({
    ...parts,
    knownGroups: { documents: finance },
    onFailure: ({ findings }) => alarm(findings.map(({ code }) => code).join()),
  });
  await canary.start();
  const engine = createOnYourData({
    ...parts,
    generate: createOpenAIGenerator({ endpoint: openai, credential }),
    deployments: ["gpt-4o"],
    isReady: canary.isReady,
  });
  return createOnYourDataHandler(engine);
}
//#endregion

//#region documents
import { createDocumentHandler } from "@entrim/on-your-data";

/** The same, with citations that lead to `documents`; mount both behind the guard. */
export function createChatWithDocuments(credential: TokenCredential): {
  chat: OnYourDataHandler;
  documents: OnYourDataHandler;
} {
  const parts = {
    retrieve: createSearchRetriever({ endpoint: search, credential }),
    restrict: restrictToGroups({ field: "group_ids" }),
    secondCheck: "field",
    dataSources: [
      { endpoint: search, indexName: "documents", groupField: "group_ids", keyField: "id" },
    ],
  } as const;
  const engine = createOnYourData({
    ...parts,
    generate: createOpenAIGenerator({ endpoint: openai, credential, api: "responses" }),
    deployments: ["gpt-4.1"],
    documentsUrl: "https://chat.contoso.example/documents",
  });
  return { chat: createOnYourDataHandler(engine), documents: createDocumentHandler(parts) };
}
//#endregion

//#region native
import type { UserToken } from "@entrim/on-your-data";

/**
 * The same, from an index with permission fields of its own. `userToken` obtains a token on behalf of whoever
 * asks, as `acquireTokenOnBehalfOf` of `@azure/msal-node` does, for `https://search.azure.com/.default`.
 */
export function createChatOfGuardedIndex(
  credential: TokenCredential,
  userToken: UserToken,
): OnYourDataHandler {
  const engine = createOnYourData({
    retrieve: createSearchRetriever({ endpoint: search, credential, fieldsFrom: "index" }),
    generate: createOpenAIGenerator({ endpoint: openai, credential }),
    restrict: restrictToGroups({ field: "group_ids" }),
    secondCheck: "field",
    dataSources: [
      {
        endpoint: search,
        indexName: "documents",
        groupField: "group_ids",
        enforcement: "filter+native",
      },
    ],
    userToken,
    deployments: ["gpt-4o"],
  });
  return createOnYourDataHandler(engine);
}
//#endregion

//#region knowledge
import { createKnowledgeBaseRetriever } from "@entrim/on-your-data/azure";

/** The same, from a knowledge base over the index. */
export function createChatOfKnowledgeBase(credential: TokenCredential): OnYourDataHandler {
  const engine = createOnYourData({
    retrieve: createKnowledgeBaseRetriever({
      endpoint: search,
      credential,
      knowledgeBase: "company",
    }),
    generate: createOpenAIGenerator({ endpoint: openai, credential }),
    restrict: restrictToGroups({ field: "group_ids" }),
    secondCheck: "field",
    dataSources: [{ endpoint: search, indexName: "documents", groupField: "group_ids" }],
    deployments: ["gpt-4o"],
  });
  return createOnYourDataHandler(engine);
}
//#endregion
