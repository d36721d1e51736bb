import type { AllowedSource } from "../allowed-source.ts";
import type { PlannedSearch } from "./retrieve-hits.ts";

/** What all searches of a question have in common. */
interface PlanOptions {
  readonly topNDocuments: number;
  readonly showsReaders: boolean;
  readonly allowPartialResult: boolean;
}

/** Every query in every source, with the filter that is the source's. */
export function planSearches(
  sources: readonly AllowedSource[],
  queries: readonly string[],
  { topNDocuments, showsReaders, allowPartialResult }: PlanOptions,
): readonly PlannedSearch[] {
  return sources.flatMap((from) =>
    queries.map((text) => ({
      from,
      query: {
        source: from.source,
        text,
        filter: from.filter,
        fields: from.fields,
        showsReaders,
        queryType: from.requested?.queryType ?? "simple",
        semanticConfiguration: from.requested?.semanticConfiguration,
        embedding: from.requested?.embeddingDependency,
        allowPartialResult,
        top: Math.min(50, Math.max(20, topNDocuments * 2)),
      },
    })),
  );
}
