import { fieldsFor, findDataSource, type DataSource } from "./data-source.ts";
import { OnYourDataError } from "./on-your-data-error.ts";
import type { OnYourDataSettings } from "./on-your-data-options.ts";
import type { SearchQuery } from "./retrieve.ts";
import type { Reader } from "./steps/second-check.ts";
import type { RequestedSource } from "./wire/requested-source.ts";

/** A source that a question may be answered from, and with which filter. */
export interface AllowedSource {
  readonly source: DataSource;
  /** As the request names it; `undefined` where it names none. */
  readonly requested: RequestedSource | undefined;
  /** Its place in the request. */
  readonly index: number;
  readonly fields: SearchQuery["fields"];
  /** Never empty. */
  readonly filter: string;
}

/** What decides which sources are allowed. */
export type SourceSettings<R extends Reader> = Pick<
  OnYourDataSettings<R>,
  "dataSources" | "unnamedSource" | "embeddingDeployments" | "restrict"
>;

/**
 * The sources that a request names, or the server's own where it names none, without those of which whoever
 * asks may read nothing.
 *
 * @throws OnYourDataError `INVALID_REQUEST`, `INDEX_NOT_FOUND`; what `restrict` throws.
 */
export function allowSources<R extends Reader>(
  settings: SourceSettings<R>,
  requests: readonly RequestedSource[],
  reader: R,
): readonly AllowedSource[] {
  const { dataSources, unnamedSource, embeddingDeployments, restrict } = settings;
  const own = unnamedSource === "all" ? dataSources : dataSources.slice(0, 1);
  const named = requests.map((requested) => {
    const source = findDataSource(dataSources, requested);
    refuseForeignEmbedding(embeddingDeployments, requested);
    return { source, requested, fields: fieldsFor(source, requested) };
  });
  // an answer is grounded even where the request names nothing to ground it in
  const unnamed = own.map((source) => ({
    source,
    requested: undefined,
    fields: fieldsFor(source, undefined),
  }));
  return (named.length > 0 ? named : unnamed).flatMap((each, index) => {
    const filter = restrict(each.requested?.filter, reader, each.source);
    return filter === undefined || filter.trim() === "" ? [] : [{ ...each, index, filter }];
  });
}

function refuseForeignEmbedding(
  deployments: ReadonlySet<string>,
  { embeddingDependency: embedding, queryType, path }: RequestedSource,
): void {
  if (embedding?.type !== "deployment_name" || deployments.has(embedding.deploymentName)) return;
  if (!queryType.startsWith("vector")) return;
  throw new OnYourDataError(
    "INVALID_REQUEST",
    `Validation error at ${path}/embedding_dependency/deployment_name: The deployment is not one of this server's embedding deployments`,
  );
}
