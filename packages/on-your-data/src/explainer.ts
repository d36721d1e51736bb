import { checkDataSource, type DataSource } from "./data-source.ts";
import { OnYourDataError } from "./on-your-data-error.ts";
import type { OnYourDataOptions } from "./on-your-data-options.ts";
import type { SearchHit } from "./retrieve.ts";
import type { Reader } from "./steps/second-check.ts";
import { traceRetrieve } from "./telemetry/trace-retrieve.ts";
import { isNative } from "./user-token.ts";

/** What an explainer is made of: the parts of the engine that decide. */
export interface ExplainerOptions<R extends Reader = Reader> extends Pick<
  OnYourDataOptions<R>,
  "retrieve" | "restrict" | "dataSources"
> {
  /** Why groups open a document or do not, as `explainAccess` of `@entrim/group-filter` says it. */
  readonly explainAccess: (
    groups: readonly string[],
    documentGroups: readonly string[] | null | undefined,
    options: { readonly everyone: readonly string[] },
  ) => { readonly allowed: boolean; readonly through: readonly string[]; readonly reason: string };
}

/** What an operator wants to know. */
export interface ExplainRequest<R extends Reader = Reader> {
  /** Who asks, or did. */
  readonly reader: R;
  /** What is searched for, as it stands: no model is asked (everything). */
  readonly question?: string | undefined;
  /** One of the data sources (the first). */
  readonly indexName?: string | undefined;
  /** The filter that came with the question (none). */
  readonly filter?: string | undefined;
  /** A filter that picks documents, as in `filepath eq 'leave.pdf'`: these are explained though the reader may not find them (none). */
  readonly documents?: string | undefined;
}

/** A document by its names, never by its content. */
export interface ExplainedDocument {
  readonly title: string | null;
  readonly filepath: string | null;
  readonly chunkId: string | null;
  /** The groups that it demands one of; `null` if it does not say. */
  readonly groups: readonly string[] | null;
  readonly allowed: boolean;
  /** What of the document's field lets the reader through. */
  readonly through: readonly string[];
  /** A code, as `GROUP_IN_COMMON`; `NAMED` for a reader by name, `SECURITY_FIELD_MISSING` if the document does not say. */
  readonly reason: string;
}

/** Why somebody finds what they find. */
export interface Explanation {
  readonly indexName: string;
  /** The groups that counted. */
  readonly groups: readonly string[];
  /** The filter that was sent; `null` if nothing was, for the reader may read nothing. */
  readonly filter: string | null;
  /** What the index returned for it; one that is not allowed would have been dropped by the second check. */
  readonly found: readonly ExplainedDocument[];
  /** The documents that the operator picked. */
  readonly picked: readonly ExplainedDocument[];
}

/** Explains, to those who run the server. */
export type Explainer<R extends Reader = Reader> = (
  request: ExplainRequest<R>,
  options: { readonly abortSignal: AbortSignal },
) => Promise<Explanation>;

/**
 * Makes an explainer. Picked documents are looked up without the reader's filter, so whoever can call it sees
 * of every document its names and its groups: for operators only, as {@link createExplainHandler} demands.
 *
 * @throws TypeError for options that are wrong.
 */
export function createExplainer<R extends Reader = Reader>({
  restrict,
  dataSources,
  explainAccess,
  ...options
}: ExplainerOptions<R>): Explainer<R> {
  const sources = dataSources.map(checkDataSource);
  if (sources.some(isNative)) {
    throw new TypeError(
      "on-your-data: an operator has nobody else's token, so a data source with enforcement 'filter+native' cannot be explained; leave it out",
    );
  }
  const retrieve = traceRetrieve(options.retrieve, { captureContent: false });

  function explain(
    { groups, users, title, filepath, chunkId }: SearchHit,
    { everyone = [] }: DataSource,
    reader: R,
  ): ExplainedDocument {
    const names = { title, filepath, chunkId, groups: groups ?? null };
    if (users?.some((id) => id.toLowerCase() === reader.objectId.toLowerCase())) {
      return { ...names, allowed: true, through: [], reason: "NAMED" };
    }
    if (groups === undefined) {
      return { ...names, allowed: false, through: [], reason: "SECURITY_FIELD_MISSING" };
    }
    return { ...names, ...explainAccess(reader.groups, groups, { everyone }) };
  }

  return async (
    { reader, question = "", indexName, filter: asked, documents },
    { abortSignal },
  ) => {
    const source = sources.find((each) => (indexName ?? each.indexName) === each.indexName);
    if (source === undefined) {
      throw new OnYourDataError("INDEX_NOT_FOUND", "The index is not one of the data sources.");
    }
    const search = async (
      text: string,
      filter: string | undefined,
    ): Promise<readonly ExplainedDocument[]> => {
      if (filter === undefined || filter.trim() === "") return [];
      const hits = await retrieve(
        {
          source,
          text,
          filter,
          // no content is asked for where it is known what the other fields are
          fields: source.fields ? { ...source.fields, contentFields: [source.groupField] } : {},
          showsReaders: true,
          queryType: "simple",
          semanticConfiguration: undefined,
          embedding: undefined,
          top: 50,
        },
        { abortSignal },
      );
      return hits.map((hit) => explain(hit, source, reader));
    };
    const filter = restrict(asked, reader, source);
    const [found, picked] = await Promise.all([search(question, filter), search("", documents)]);
    return {
      indexName: source.indexName,
      groups: reader.groups,
      filter: filter ?? null,
      found,
      picked,
    };
  };
}
