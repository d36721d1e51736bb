import type { SearchIsMatch } from "@entrim/odata-filter";
import type { FieldAtPath } from "../schema/find-field.ts";
import { parseFacet } from "./facets.ts";
import { parseFullQuery } from "../text/full-query.ts";
import { highlightDocument, parseHighlight } from "../text/highlights.ts";
import type { JsonObject } from "../json-object.ts";
import { parseSearchOrder, type ScoredDocument } from "./order-by.ts";
import { invalidExpression, SearchError } from "../search-error.ts";
import { parseSearchFilter, type SearchFilter } from "./search-filter.ts";
import type { SearchIndex } from "../documents/search-index.ts";
import type { SearchRequest } from "./search-request.ts";
import { parseSelect } from "./select-fields.ts";
import {
  rankSemantically,
  semanticConfigurationOf,
  type SemanticRanking,
} from "./semantic-ranking.ts";
import { parseSimpleQuery } from "../text/simple-query.ts";
import { searchableTextFields, type Scores } from "../text/text-index.ts";
import { matchText, type TextQuery, type TextScope } from "../text/text-query.ts";
import { fuseRankings, rankByVector, type Ranking } from "./vector-ranking.ts";

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

/** Hybrid queries take so many documents from their full-text part. */
const maxTextRecall = 1000;

/**
 * Searches an index.
 *
 * @throws SearchError for a request that the service would refuse.
 */
export function searchDocuments(index: SearchIndex, request: SearchRequest): SearchAnswer {
  const { fields } = index.definition;
  const project = parseSelect(request.select, fields);
  const order = parseSearchOrder(request.orderby, fields);
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
  const query = parseText(request.search, request.queryType, request.searchMode, fields);
  const filter = parseSearchFilter(request.filter, index, (each) => runIsMatch(each, index));

  const scores = scoreDocuments(index, request, query, filter);
  const found = [...scores]
    .flatMap(([key, score]): readonly ScoredDocument[] => {
      const document = index.documents.get(key);
      return document ? [{ key, document, score }] : [];
    })
    .toSorted(order);

  const text = request.semanticQuery ?? request.search ?? "";
  const ranked: readonly Hit[] =
    configuration && text !== "" && text !== "*"
      ? rankSemantically(found, text, index.definition, configuration)
      : found;
  const formatHit = (hit: Hit): JsonObject => ({
    "@search.score": hit.score,
    ...semanticMembers(hit, request),
    ...highlightMembers(hit, query, request, highlighted),
    ...project(hit.document),
  });
  const size = Math.min(request.top ?? defaultPageSize, maxPageSize);
  const page = ranked.slice(request.skip, request.skip + size);
  return {
    count: found.length,
    facets:
      facets.length === 0
        ? undefined
        : Object.fromEntries(
            facets.map((facet) => [facet.path, facet.count(found.map(({ document }) => document))]),
          ),
    answers: request.answers && configuration ? answersOf(ranked, request.answers) : undefined,
    page: page.map(formatHit),
    next: nextRequest(request, { size, isMore: ranked.length > request.skip + size }),
  };
}

type Hit = ScoredDocument & { readonly semantic?: SemanticRanking };

/** @returns `undefined` where there is no text to search for. */
function parseText(
  search: string | undefined,
  queryType: SearchRequest["queryType"],
  searchMode: SearchRequest["searchMode"],
  fields: SearchIndex["definition"]["fields"],
): TextQuery | undefined {
  const text = search?.trim() ?? "";
  if (text === "") return undefined;
  if (text === "*") return { kind: "everything" };
  return queryType === "full"
    ? parseFullQuery(text, searchMode, fields)
    : parseSimpleQuery(text, searchMode);
}

/** Which documents match and how well, of those that pass the filter. */
function scoreDocuments(
  index: SearchIndex,
  request: SearchRequest,
  query: TextQuery | undefined,
  filter: SearchFilter,
): Scores {
  const passed = new Set<string>();
  for (const [key, document] of index.documents) if (filter.matches(document)) passed.add(key);
  const isFilterLast = request.vectorFilterMode !== "preFilter";
  const rankings: Ranking[] = request.vectorQueries.flatMap((vectorQuery) =>
    rankByVector(index, vectorQuery, (key) => isFilterLast || passed.has(key)),
  );
  if (query || rankings.length === 0) {
    const text = textScores(index, request, query, filter, passed);
    if (rankings.length === 0) return text;
    const best = [...text].toSorted(([, left], [, right]) => right - left).slice(0, maxTextRecall);
    rankings.push({ scores: new Map(best), weight: 1 });
  }
  const [first] = rankings;
  const fused =
    rankings.length === 1 && first
      ? new Map([...first.scores].map(([key, score]) => [key, score * first.weight]))
      : fuseRankings(rankings);
  return new Map([...fused].filter(([key]) => passed.has(key)));
}

function textScores(
  index: SearchIndex,
  request: SearchRequest,
  query: TextQuery | undefined,
  filter: SearchFilter,
  passed: ReadonlySet<string>,
): Scores {
  const isEverything = !query || query.kind === "everything";
  // where the filter scores, what matched only its other branches has no score at all
  const base = filter.scores ? 0 : 1;
  const matched: Scores = isEverything
    ? new Map([...passed].map((key) => [key, base]))
    : (matchText(query, textScope(index, request)) ?? new Map());
  return new Map(
    [...matched]
      .filter(([key]) => passed.has(key))
      .map(([key, score]) => [key, score + (filter.scores?.get(key) ?? 0)]),
  );
}

function textScope(
  index: SearchIndex,
  { searchFields, searchMode, scoringProfile }: SearchRequest,
): TextScope {
  const { scoringProfiles, defaultScoringProfile } = index.definition;
  const name = scoringProfile ?? defaultScoringProfile;
  const profile = scoringProfiles.find((each) => each.name === name);
  if (name && !profile) {
    throw new SearchError(
      400,
      `Unknown scoring profile '${name}'.\r\nParameter name: scoringProfile`,
      { code: "InvalidRequestParameter" },
    );
  }
  const allFields = searchableTextFields(index.definition);
  return {
    index: index.text,
    allFields,
    fields: searchFields.length === 0 ? allFields : fieldsNamed(searchFields, allFields),
    keys: [...index.documents.keys()],
    searchMode,
    weights: profile?.text?.weights ?? {},
  };
}

function fieldsNamed(
  names: readonly string[],
  allFields: readonly FieldAtPath[],
): readonly FieldAtPath[] {
  return names.map((name) => {
    const [path = name, boost] = name.split("^");
    const field = allFields.find((each) => each.path === path);
    if (field && boost === undefined) return field;
    throw new SearchError(
      400,
      `The field '${name}' in the search field list is not searchable.\r\nParameter name: searchFields`,
      { code: "InvalidRequestParameter" },
    );
  });
}

function runIsMatch(
  { search, fields, queryType = "simple", searchMode = "any" }: SearchIsMatch,
  index: SearchIndex,
): Scores {
  const query = parseText(search, queryType, searchMode, index.definition.fields);
  const allFields = searchableTextFields(index.definition);
  const names = (fields ?? "").split(",").filter((name) => name.trim() !== "");
  const scope: TextScope = {
    index: index.text,
    allFields,
    fields:
      names.length === 0
        ? allFields
        : fieldsNamed(
            names.map((name) => name.trim()),
            allFields,
          ),
    keys: [...index.documents.keys()],
    searchMode,
    weights: {},
  };
  return matchText(query ?? { kind: "everything" }, scope) ?? new Map();
}

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
  highlighted: Parameters<typeof highlightDocument>[2],
): JsonObject {
  if (!query || highlighted.length === 0) return {};
  const tags = { preTag: highlightPreTag, postTag: highlightPostTag };
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
