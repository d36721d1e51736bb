import type { SearchIsMatch } from "@entrim/odata-filter";
import type { SearchIndex } from "../documents/search-index.ts";
import type { ScoringProfile } from "../schema/scoring-profile.ts";
import { SearchError } from "../search-error.ts";
import { parseFullQuery } from "../text/full-query.ts";
import { parseSimpleQuery } from "../text/simple-query.ts";
import { searchableTextFields, type Scores, type TextField } from "../text/text-index.ts";
import { matchText, type TextQuery, type TextScope } from "../text/text-query.ts";
import { boostOf, type Boost } from "./boost-score.ts";
import { parseSearchFilter, type SearchFilter } from "./search-filter.ts";
import { namesOf, type SearchRequest } from "./search-request.ts";
import { fuseRankings, rankByVector, type Ranking, type VectorRanking } from "./vector-ranking.ts";

/** Hybrid queries take so many documents from their full-text part. */
const maxTextRecall = 1000;

/** The documents that a search finds, and how well they match. */
export interface FoundDocuments {
  readonly scores: Scores;
  /** The text that was searched for, if any. */
  readonly query: TextQuery | undefined;
  readonly parts: ScoreParts;
}

/** What the scores were put together of. */
export interface ScoreParts {
  /** Of the full-text part, if there is one. */
  readonly text: Scores | undefined;
  /** Of each vector query, one ranking for each of its fields. */
  readonly vectors: readonly (readonly VectorRanking[])[];
  /** What a scoring profile multiplies the score of a document by. */
  readonly boost: Boost;
}

/**
 * Finds the documents that pass the filter and match the text, are near the vectors, or both.
 *
 * @see https://learn.microsoft.com/azure/search/hybrid-search-overview
 * @param now Milliseconds since 1970, for what is boosted while it is fresh.
 * @throws SearchError for a part of the request that is not understood, whatever the documents are.
 */
export function scoreDocuments(
  index: SearchIndex,
  request: SearchRequest,
  now: number,
): FoundDocuments {
  const { fields } = index.definition;
  const profile = profileOf(index, request);
  const boost = profile ? boostOf(profile, request.scoringParameters, now) : unboosted;
  const query = parseText(request.search, request.queryType, request.searchMode, fields);
  const filter = parseSearchFilter(request.filter, index, (each) => runIsMatch(each, index));
  const scope = textScope(index, request, profile?.text?.weights);
  const passed = passedBy(filter, index);

  const isFilterLast = request.vectorFilterMode !== "preFilter";
  const vectors = request.vectorQueries.map((vectorQuery) =>
    rankByVector(index, vectorQuery, (key) => isFilterLast || passed.has(key)),
  );
  const rankings: Ranking[] = vectors.flat();
  const text = query || rankings.length === 0 ? scoreText(query, scope, filter, passed) : undefined;
  const parts = { text, vectors, boost };
  if (text) {
    if (rankings.length === 0) return { scores: boosted(text, index, boost), query, parts };
    const best = [...text].toSorted(([, left], [, right]) => right - left).slice(0, maxTextRecall);
    rankings.push({ scores: new Map(best), weight: 1 });
  }
  // the filter has the last word, whichever way a document got here
  const scores = new Map([...combine(rankings)].filter(([key]) => passed.has(key)));
  return { scores: boosted(scores, index, boost), query, parts };
}

/** Without a profile every document counts as it is. */
const unboosted: Boost = () => 1;

function boosted(scores: Scores, { documents }: SearchIndex, boost: Boost): Scores {
  if (boost === unboosted) return scores;
  return new Map(
    [...scores].map(([key, score]) => {
      const document = documents.get(key);
      return [key, document ? score * boost(document) : score];
    }),
  );
}

/** Keys of documents. */
type Keys = Pick<ReadonlyMap<string, unknown>, "has" | "keys">;

function passedBy(filter: SearchFilter, { documents }: SearchIndex): Keys {
  if (filter.isEverything) return documents;
  const passed = new Set<string>();
  for (const [key, document] of documents) if (filter.matches(document)) passed.add(key);
  return passed;
}

function combine(rankings: readonly Ranking[]): Scores {
  const [first] = rankings;
  if (!first || rankings.length > 1) return fuseRankings(rankings);
  return new Map([...first.scores].map(([key, score]) => [key, score * first.weight]));
}

function scoreText(
  query: TextQuery | undefined,
  scope: TextScope,
  filter: SearchFilter,
  passed: Keys,
): Scores {
  const isEverything = !query || query.kind === "everything";
  // where the filter scores, what matched only its other branches has no score at all
  const base = filter.scores ? 0 : 1;
  const matched: Scores = isEverything
    ? new Map([...passed.keys()].map((key) => [key, base]))
    : (matchText(query, scope) ?? new Map());
  const scores = new Map<string, number>();
  for (const [key, score] of matched) {
    if (passed.has(key)) scores.set(key, score + (filter.scores?.get(key) ?? 0));
  }
  return scores;
}

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

function textScope(
  index: SearchIndex,
  { searchFields, searchMode }: Pick<SearchRequest, "searchFields" | "searchMode">,
  weights: TextScope["weights"] = {},
): TextScope {
  const allFields = searchableTextFields(index.definition);
  return {
    index: index.text,
    allFields,
    fields: searchFields.length === 0 ? allFields : fieldsNamed(searchFields, allFields),
    documents: index.documents,
    searchMode,
    synonymsOf: index.synonymsOf,
    weights,
  };
}

function profileOf(
  { definition: { scoringProfiles, defaultScoringProfile } }: SearchIndex,
  { scoringProfile }: SearchRequest,
): ScoringProfile | undefined {
  const name = scoringProfile ?? defaultScoringProfile;
  if (name === null) return undefined;
  const profile = scoringProfiles.find((each) => each.name === name);
  if (profile) return profile;
  throw new SearchError(
    400,
    `Unknown scoring profile '${name}'.\r\nParameter name: scoringProfile`,
    { code: "InvalidRequestParameter" },
  );
}

function fieldsNamed(
  names: readonly string[],
  allFields: readonly TextField[],
): readonly TextField[] {
  return names.map((name) => {
    const field = allFields.find(({ path }) => path === name);
    if (field) return field;
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
  const scope = textScope(index, { searchFields: namesOf(fields), searchMode });
  return matchText(query ?? { kind: "everything" }, scope) ?? new Map();
}
