import type { AzureCloud } from "@entrim/azure-clouds";
import { restrictToGroups } from "@entrim/group-filter";
import type { OnYourDataOptions } from "@entrim/on-your-data";
import { createSearchRetriever } from "@entrim/on-your-data/azure";
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
): Grounds {
  const { endpoint, indexes, groupField, secondCheck = "field" } = search;
  return {
    retrieve: createSearchRetriever({ cloud, credential, endpoint }),
    // an application that asked the hosted service named its groups itself
    restrict: restrictToGroups({ field: groupField, callerGroups: "intersect" }),
    secondCheck,
    dataSources: indexes.map((index) =>
      Object.assign(
        { endpoint, indexName: typeof index === "string" ? index : index.name, groupField },
        documents && { keyField: documents.keyField },
      ),
    ),
  };
}
