import { checkDataSource, type DataSource } from "./data-source.ts";
import type { OnYourDataHandler } from "./on-your-data-handler.ts";
import { OnYourDataError } from "./on-your-data-error.ts";
import type { OnYourDataOptions } from "./on-your-data-options.ts";
import { requireKeyless } from "./require-keyless.ts";
import { requireKnownOptions } from "./require-known-options.ts";
import type { SearchHit } from "./retrieve.ts";
import { keepReadable, type Reader } from "./steps/second-check.ts";
import { traceRetrieve } from "./telemetry/trace-retrieve.ts";
import { requireUserToken, userTokenFor } from "./user-token.ts";

/** What a document handler is made of: the parts of the engine that decide. */
export type DocumentHandlerOptions<R extends Reader = Reader> = Pick<
  OnYourDataOptions<R>,
  | "retrieve"
  | "restrict"
  | "secondCheck"
  | "dataSources"
  | "userToken"
  | "isReady"
  | "onForeignHits"
>;

const knownOptions: Readonly<Record<keyof DocumentHandlerOptions, true>> = {
  retrieve: true,
  restrict: true,
  secondCheck: true,
  dataSources: true,
  userToken: true,
  isReady: true,
  onForeignHits: true,
};

/** An index and a key, of the characters that keys have. */
const route = /\/([a-z\d][a-z\d_-]{0,127})\/([\w=-]{1,1024})$/;

/** Text, whatever it holds: nothing of it runs, nothing is loaded, nobody keeps it or frames it. */
const headers = {
  "content-type": "text/plain; charset=utf-8",
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

/**
 * Answers `GET …/{index}/{key}` with a passage as text, for somebody who was let in: what a citation's link
 * leads to. Whether they may read it is decided anew, by the same filter and the same second check as for a
 * question. What they may not read, what there is not, and what is no address of a passage are the same
 * `DOCUMENT_NOT_FOUND`.
 *
 * @throws TypeError for options that are wrong, as a data source without `keyField`.
 */
export function createDocumentHandler<R extends Reader = Reader>(
  options: DocumentHandlerOptions<R>,
): OnYourDataHandler<R> {
  requireKeyless(options);
  requireKnownOptions<DocumentHandlerOptions<R>>(options, knownOptions);
  const { restrict, secondCheck, userToken, isReady = () => true, onForeignHits } = options;
  if (typeof options.retrieve !== "function" || typeof restrict !== "function") {
    throw new TypeError("on-your-data: a document handler needs retrieve and restrict");
  }
  if (secondCheck !== "field" && secondCheck !== "off") {
    throw new TypeError("on-your-data: secondCheck must be chosen: 'field' or 'off'");
  }
  const sources = new Map(
    options.dataSources.map((source) => [source.indexName, requireKeyField(source)]),
  );
  requireUserToken(options.dataSources, userToken);
  const retrieve = traceRetrieve(options.retrieve, { captureContent: false });

  async function find(
    { source, keyField }: KeyedSource,
    key: string,
    { reader, abortSignal }: { readonly reader: R; readonly abortSignal: AbortSignal },
  ): Promise<SearchHit | undefined> {
    const filter = restrict(`${keyField} eq '${key}'`, reader, source);
    if (filter === undefined || filter.trim() === "") return undefined;
    const token = await userTokenFor([source], { userToken, reader, abortSignal });
    const found = await retrieve(
      {
        source,
        text: "",
        filter,
        fields: source.fields ?? {},
        showsReaders: secondCheck === "field",
        queryType: "simple",
        semanticConfiguration: undefined,
        embedding: undefined,
        top: 2,
      },
      { abortSignal, userToken: token },
    );
    const readable = secondCheck === "field" ? keepReadable(found, source, reader) : found;
    const count = found.length - readable.length;
    if (count > 0) onForeignHits?.({ source, count });
    // a filter that was lost on its way finds another
    return readable.find((hit) => hit.key === key);
  }

  return async ({ method, url, signal: abortSignal }, { principal: reader }) => {
    if (!isReady()) {
      throw new OnYourDataError("NOT_READY", "It is not sure that the index trims.");
    }
    const [, indexName = "", key = ""] = route.exec(new URL(url).pathname) ?? [];
    const source = sources.get(indexName);
    const isRead = method === "GET" || method === "HEAD";
    const hit = isRead && source && (await find(source, key, { reader, abortSignal }));
    if (!hit) throw new OnYourDataError("DOCUMENT_NOT_FOUND", "There is no such document.");
    return new Response(method === "HEAD" ? null : formatDocument(hit), { headers });
  };
}

interface KeyedSource {
  readonly source: DataSource;
  readonly keyField: string;
}

function requireKeyField(unchecked: DataSource): KeyedSource {
  const source = checkDataSource(unchecked);
  const { keyField } = source;
  if (keyField !== undefined) return { source, keyField };
  throw new TypeError(
    `on-your-data: the data source ${source.indexName} needs keyField, the key of its index, for its documents to open`,
  );
}

function formatDocument({ title, filepath, content }: SearchHit): string {
  const head = [...new Set([title, filepath])].filter((line) => line !== null && line !== "");
  return head.length === 0 ? content : `${head.join("\n")}\n\n${content}`;
}
