import type { SearchIndex } from "../documents/search-index.ts";
import type { JsonObject } from "../json-object.ts";
import { invalidExpression } from "../search-error.ts";
import { highlightDocument, parseHighlight, type HighlightedField } from "../text/highlights.ts";
import { searchableTextFields } from "../text/text-index.ts";
import type { SynonymsOf, TextQuery } from "../text/text-query.ts";
import { buildDebugInfo } from "./debug-info.ts";
import { parseFacet } from "./facets.ts";
import { firstInOrder } from "./first-in-order.ts";
import { parseSearchOrder, type ScoredDocument } from "./order-by.ts";
import { scoreDocuments } from "./score-documents.ts";
import type { SearchRequest } from "./search-request.ts";
import { parseSelect } from "./select-fields.ts";
import {
  rankSemantically,
  semanticConfigurationOf,
  type SemanticRanking,
} from "./semantic-ranking.ts";

/** The hits of a search, and what goes with them. */
export interface SearchAnswer {
  readonly count: number;
  readonly facets: Readonly<Record<string, readonly object[]>> | undefined;
  readonly answers: readonly JsonObject[] | undefined;
  /** The documents of this page, as they are answered. */
  readonly page: readonly JsonObject[];
  /** The request for the documents after a page that the service itself cut. */
  readonly next: JsonObject | undefined;
}

const defaultPageSize = 50;
const maxPageSize = 1000;

/**
 * Searches an index.
 *
 * @param now Milliseconds since 1970, for what is boosted while it is fresh.
 * @throws SearchError for a request that the service would refuse.
 */
export function searchDocuments(
  index: SearchIndex,
  request: SearchRequest,
  now: number,
): SearchAnswer {
  const { fields } = index.definition;
  const project = parseSelect(request.select, fields);
  const order = parseSearchOrder(request.orderby, index);
  const facets = request.facets.map((facet) => parseFacet(facet, fields));
  const allFields = searchableTextFields(index.definition);
  const highlighted = request.highlight.map((each) => parseHighlight(each, allFields));
  const configuration =
    request.queryType === "semantic"
      ? semanticConfigurationOf(index.definition, request)
      : undefined;
  if (configuration && request.orderby !== undefined) {
    throw invalidExpression("$orderby", "'orderBy' cannot be combined with semantic ranking.");
  }
  const { scores, query, parts } = scoreDocuments(index, request, now);
  const found: ScoredDocument[] = [];
  for (const [key, score] of scores) {
    const document = index.documents.get(key);
    if (document) found.push({ key, document, score });
  }

  const size = Math.min(request.top ?? defaultPageSize, maxPageSize);
  const text = request.semanticQuery ?? request.search ?? "";
  const reranked: readonly Hit[] | undefined =
    configuration && text !== "" && text !== "*"
      ? rankSemantically(found, text, index.definition, configuration)
      : undefined;
  const ranked: readonly Hit[] = reranked ?? firstInOrder(found, order, request.skip + size);
  const formatHit = (hit: Hit): JsonObject => ({
    "@search.score": hit.score,
    ...semanticMembers(hit, request),
    ...(request.debug
      ? {
          "@search.documentDebugInfo": buildDebugInfo(
            request.debug,
            { ...hit, fields, configuration: hit.semantic && configuration },
            parts,
          ),
        }
      : {}),
    ...highlightMembers(hit, query, request, { highlighted, synonymsOf: index.synonymsOf }),
    ...project(hit.document),
  });
  const page = ranked.slice(request.skip, request.skip + size);
  return {
    count: found.length,
    facets:
      facets.length === 0
        ? undefined
        : Object.fromEntries(
            facets.map((facet) => [
              facet.path,
              facet.count(found.map(({ document }) => index.comparable.ofDocument(document))),
            ]),
          ),
    answers: request.answers && configuration ? answersOf(ranked, request.answers) : undefined,
    page: page.map(formatHit),
    next: nextRequest(request, {
      size,
      isMore: (reranked ?? found).length > request.skip + size,
    }),
  };
}

type Hit = ScoredDocument & { readonly semantic?: SemanticRanking };

function semanticMembers({ semantic }: Hit, { captions }: SearchRequest): JsonObject {
  if (!semantic) return {};
  const { caption } = semantic;
  return {
    "@search.rerankerScore": semantic.rerankerScore,
    ...(captions
      ? {
          "@search.captions": caption
            ? [{ text: caption.text, highlights: captions.highlight ? caption.highlights : "" }]
            : [],
        }
      : {}),
  };
}

function highlightMembers(
  { document }: Hit,
  query: TextQuery | undefined,
  { highlightPreTag, highlightPostTag }: SearchRequest,
  {
    highlighted,
    synonymsOf,
  }: { readonly highlighted: readonly HighlightedField[]; readonly synonymsOf: SynonymsOf },
): JsonObject {
  if (!query || highlighted.length === 0) return {};
  const tags = { preTag: highlightPreTag, postTag: highlightPostTag, synonymsOf };
  const highlights = highlightDocument(document, query, highlighted, tags);
  return highlights ? { "@search.highlights": highlights } : {};
}

/** The captions that hold enough of the question. */
function answersOf(
  hits: readonly Hit[],
  { count, threshold }: NonNullable<SearchRequest["answers"]>,
): readonly JsonObject[] {
  return hits
    .flatMap(({ key, semantic }) => {
      const caption = semantic?.caption;
      if (!caption || caption.coverage < threshold) return [];
      return [{ key, text: caption.text, highlights: caption.highlights, score: caption.coverage }];
    })
    .toSorted((left, right) => right.score - left.score)
    .slice(0, count);
}

function nextRequest(
  { body, top, skip }: SearchRequest,
  { size, isMore }: { readonly size: number; readonly isMore: boolean },
): JsonObject | undefined {
  const isCut = top === undefined || top > size;
  if (!isMore || !isCut) return undefined;
  return { ...body, skip: skip + size, ...(top === undefined ? {} : { top: top - size }) };
}
