import type { AzureCloud } from "@entrim/azure-clouds";
import { restrictToGroups } from "@entrim/group-filter";
import type { OnYourDataOptions } from "@entrim/on-your-data";
import {
  createKnowledgeBaseRetriever,
  createSearchRetriever,
  type Embed,
} from "@entrim/on-your-data/azure";
import type { GatewayOptions } from "../gateway-options.ts";

/** How documents are found, the same for whatever reads them. */
export interface Grounds extends Pick<
  OnYourDataOptions,
  "retrieve" | "secondCheck" | "dataSources"
> {
  readonly restrict: ReturnType<typeof restrictToGroups>;
}

/** The indexes, and the rule that says who finds what in them. */
export function composeGrounds(
  { credential, search, documents }: GatewayOptions,
  cloud: AzureCloud,
  embed: Embed | undefined,
): Grounds {
  const { endpoint, indexes, groupField, enforcement, fieldsFrom, secondCheck = "field" } = search;
  return {
    retrieve: createSearchRetriever({
      cloud,
      credential,
      endpoint,
      ...(fieldsFrom !== undefined && { fieldsFrom }),
      ...(embed && { embed }),
    }),
    // an application that asked the hosted service named its groups itself
    restrict: restrictToGroups({ field: groupField, callerGroups: "intersect" }),
    secondCheck,
    dataSources: indexes.map((index) =>
      Object.assign(
        { endpoint, indexName: typeof index === "string" ? index : index.name, groupField },
        documents && { keyField: documents.keyField },
        enforcement !== undefined && { enforcement },
      ),
    ),
  };
}

/**
 * The same for chats, which a knowledge base may find the documents for. It is asked in words, so that
 * whatever picks documents otherwise stays with the index.
 */
export function composeChatGrounds(
  { credential, search }: GatewayOptions,
  cloud: AzureCloud,
  grounds: Grounds,
): Grounds {
  const { endpoint, indexes, knowledgeBase } = search;
  if (knowledgeBase === undefined) return grounds;
  if (indexes.length !== 1) {
    throw new TypeError(
      "gateway: search.knowledgeBase goes with one index, the one that its sources read; leave the others out of search.indexes",
    );
  }
  const retrieve = createKnowledgeBaseRetriever({ cloud, credential, endpoint, knowledgeBase });
  return { ...grounds, retrieve };
}
