import { valuesAt } from "../schema/find-field.ts";
import type { JsonObject } from "../json-object.ts";
import { matchSpans, type Span } from "./match-spans.ts";
import { SearchError } from "../search-error.ts";
import type { TextField } from "./text-index.ts";
import type { SynonymsOf, TextQuery } from "./text-query.ts";

/** What surrounds words in a highlighted text. */
export interface HighlightTags {
  readonly preTag: string;
  readonly postTag: string;
}

/** A field that is highlighted. */
export interface HighlightedField {
  readonly field: TextField;
  readonly maxFragments: number;
}

const defaultFragments = 5;

/**
 * Reads a field of `highlight`, as in `content` or `content-3`.
 *
 * @see https://learn.microsoft.com/azure/search/search-pagination-page-layout#hit-highlighting
 * @throws SearchError for a field that is not searchable text.
 */
export function parseHighlight(source: string, fields: readonly TextField[]): HighlightedField {
  const [, path = source, count] = /^(.+?)-(\d+)$/.exec(source) ?? [];
  const field = fields.find((each) => each.path === path);
  if (field) return { field, maxFragments: Number(count ?? defaultFragments) };
  throw new SearchError(
    400,
    `The field '${path}' in the highlight field list is not searchable.\r\nParameter name: highlight`,
    { code: "InvalidRequestParameter" },
  );
}

/** The sentences of a document with the words that match, by field; undefined where there are none. */
export function highlightDocument(
  document: JsonObject,
  query: TextQuery,
  highlighted: readonly HighlightedField[],
  { synonymsOf, ...tags }: HighlightTags & { readonly synonymsOf: SynonymsOf },
): Readonly<Record<string, readonly string[]>> | undefined {
  const found = highlighted.flatMap(({ field, maxFragments }) => {
    const fragments = valuesAt(document, field.path)
      .flatMap((value) => sentencesOf(String(value)))
      .flatMap((sentence) => {
        const spans = matchSpans(sentence, field, query, synonymsOf);
        return spans.length > 0 ? [{ text: markSpans(sentence, spans, tags), spans }] : [];
      })
      .toSorted((left, right) => right.spans.length - left.spans.length)
      .slice(0, maxFragments)
      .map(({ text }) => text);
    return fragments.length > 0 ? [[field.path, fragments] as const] : [];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** A text with its spans in tags. */
export function markSpans(
  text: string,
  spans: readonly Span[],
  { preTag, postTag }: HighlightTags,
): string {
  let marked = "";
  let last = 0;
  for (const { start, end } of spans) {
    marked += `${text.slice(last, start)}${preTag}${text.slice(start, end)}${postTag}`;
    last = end;
  }
  return marked + text.slice(last);
}

const sentences = new Intl.Segmenter("en", { granularity: "sentence" });

/** The sentences of a text, without the blanks around them. */
export function sentencesOf(text: string): readonly string[] {
  return [...sentences.segment(text)]
    .map(({ segment }) => segment.trim())
    .filter((sentence) => sentence !== "");
}
