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
