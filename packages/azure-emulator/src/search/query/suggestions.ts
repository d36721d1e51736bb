import { valuesAt } from "../schema/find-field.ts";
import { isJsonObject, type JsonObject } from "../json-object.ts";
import { isSimilar } from "../text/edit-distance.ts";
import { markSpans } from "../text/highlights.ts";
import { byScore, parseSearchOrder, type ScoredDocument } from "./order-by.ts";
import { invalidRequest, SearchError, unknownMember } from "../search-error.ts";
import { parseSearchFilter } from "./search-filter.ts";
import type { SearchIndex } from "../documents/search-index.ts";
import { namesOf, oneOf } from "./search-request.ts";
import { parseSelect } from "./select-fields.ts";

const sharedMembers = [
  "filter",
  "fuzzy",
  "highlightPostTag",
  "highlightPreTag",
  "minimumCoverage",
  "search",
  "searchFields",
  "suggesterName",
  "top",
];
const suggestMembers: ReadonlySet<string> = new Set([...sharedMembers, "orderby", "select"]);
const autocompleteMembers: ReadonlySet<string> = new Set([...sharedMembers, "autocompleteMode"]);

const defaultTop = 5;
const maxTop = 100;

/**
 * Documents with a text that has the query's words, the last of which may be unfinished.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/documents/suggest-post
 * @throws SearchError for a request that the service would refuse.
 */
export function suggest(index: SearchIndex, body: unknown, apiVersion: string): JsonObject {
  const request = parse(index, body, {
    type: "SuggestRequest",
    apiVersion,
    members: suggestMembers,
  });
  const { fields } = index.definition;
  const select = namesOf(request.text("select")).filter((name) => name !== "*");
  // without a selection only the key is answered
  const project = parseSelect(select.length > 0 ? select : [index.keyField], fields);
  const order = parseSearchOrder(request.text("orderby") || undefined, index);
  const found = candidates(index, request).flatMap((each) => {
    const text = request.paths
      .flatMap((path) => valuesAt(each.document, path).map(String))
      .find((value) => matchPartial(value, request.words, request.isFuzzy) !== undefined);
    return text === undefined ? [] : [{ ...each, text }];
  });
  const format = ({ document, text }: (typeof found)[number]): JsonObject => ({
    "@search.text": request.tags
      ? markSpans(text, matchPartial(text, request.words, request.isFuzzy) ?? [], request.tags)
      : text,
    ...project(document),
  });
  const suggestions = found.toSorted(order).slice(0, request.top);
  return { ...request.coverage, value: suggestions.map(format) };
}

/**
 * Words that finish the query's last one.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/documents/autocomplete-post
 * @throws SearchError for a request that the service would refuse.
 */
export function autocomplete(index: SearchIndex, body: unknown, apiVersion: string): JsonObject {
  const request = parse(index, body, {
    type: "AutocompleteRequest",
    apiVersion,
    members: autocompleteMembers,
  });
  const mode = oneOf("autocompleteMode", request.text("autocompleteMode"), [
    "oneTerm",
    "twoTerms",
    "oneTermWithContext",
  ]);
  const before = request.words.slice(0, -1);
  const last = request.words.at(-1)?.toLowerCase() ?? "";
  const counts = new Map<string, number>();
  for (const { document } of candidates(index, request)) {
    const texts = request.paths.flatMap((path) => valuesAt(document, path).map(String));
    for (const completion of new Set(
      texts.flatMap((text) => completionsIn(text, last, before, mode)),
    )) {
      counts.set(completion, (counts.get(completion) ?? 0) + 1);
    }
  }
  const completions = [...counts]
    .toSorted(([left, many], [right, more]) => more - many || (left < right ? -1 : 1))
    .slice(0, request.top)
    .map(([completion]) => completion);
  return {
    ...request.coverage,
    value: completions.map((completion) => {
      const isWithContext = mode === "oneTermWithContext";
      const plus = isWithContext ? completion : [...before, completion].join(" ");
      return { text: completion, queryPlusText: mark(plus, request) };
    }),
  };
}

function mark(text: string, { tags, words }: SuggestionRequest): string {
  return tags ? markSpans(text, matchPartial(text, words, false) ?? [], tags) : text;
}

function completionsIn(
  text: string,
  last: string,
  before: readonly string[],
  mode: "oneTerm" | "twoTerms" | "oneTermWithContext",
): readonly string[] {
  const words = wordsOf(text).map(({ word }) => word.toLowerCase());
  return words.flatMap((word, at) => {
    if (!word.startsWith(last)) return [];
    if (mode === "oneTerm") return [word];
    if (mode === "twoTerms") return words[at + 1] === undefined ? [] : [`${word} ${words[at + 1]}`];
    const context = words.slice(at - before.length, at);
    const isContext = before.every((each, index) => context[index] === each.toLowerCase());
    return at >= before.length && isContext ? [[...context, word].join(" ")] : [];
  });
}

interface SuggestionRequest {
  readonly words: readonly string[];
  readonly paths: readonly string[];
  readonly isFuzzy: boolean;
  readonly top: number;
  readonly tags: { readonly preTag: string; readonly postTag: string } | undefined;
  readonly coverage: JsonObject;
  readonly filter: string | undefined;
  text(name: string): string | undefined;
}

function parse(
  index: SearchIndex,
  body: unknown,
  {
    type,
    apiVersion,
    members,
  }: { readonly type: string; readonly apiVersion: string; readonly members: ReadonlySet<string> },
): SuggestionRequest {
  if (!isJsonObject(body)) throw invalidRequest("parameters", "The body must be an object.");
  for (const member of Object.keys(body)) {
    if (!members.has(member)) throw unknownMember("parameters", member, { type, apiVersion });
  }
  const text = (name: string): string | undefined => {
    const value = body[name] ?? undefined;
    if (value === undefined || typeof value === "string") return value;
    throw invalidRequest(
      "parameters",
      `Cannot convert the value of '${name}': it must be a string.`,
    );
  };
  const search = text("search") ?? "";
  if (search.length < 1 || search.length > 100) {
    throw parameterError("search", "The text must have from 1 to 100 characters.");
  }
  const { suggesters } = index.definition;
  const suggester = suggesters.find(({ name }) => name === text("suggesterName"));
  if (!suggester) {
    throw parameterError(
      "suggester",
      `The specified suggester name '${text("suggesterName") ?? ""}' does not exist in this index definition.`,
    );
  }
  const paths = namesOf(text("searchFields"));
  const stray = paths.find((path) => !suggester.sourceFields.includes(path));
  if (stray !== undefined) {
    throw parameterError("searchFields", `The field '${stray}' is not in the suggester.`);
  }
  const { top = defaultTop, fuzzy = false, minimumCoverage } = body;
  if (typeof top !== "number" || !Number.isInteger(top) || top < 1 || top > maxTop) {
    throw parameterError("$top", `Value must be between 1 and ${maxTop}.`);
  }
  if (typeof fuzzy !== "boolean") throw parameterError("fuzzy", "It must be a Boolean.");
  const preTag = text("highlightPreTag");
  const postTag = text("highlightPostTag");
  return {
    words: wordsOf(search).map(({ word }) => word),
    paths: paths.length > 0 ? paths : suggester.sourceFields,
    isFuzzy: fuzzy,
    top,
    tags: preTag !== undefined && postTag !== undefined ? { preTag, postTag } : undefined,
    coverage: minimumCoverage === undefined ? {} : { "@search.coverage": 100 },
    filter: text("filter") || undefined,
    text,
  };
}

function parameterError(parameter: string, message: string): SearchError {
  return new SearchError(400, `${message}\r\nParameter name: ${parameter}`, {
    code: "InvalidRequestParameter",
  });
}

/** The documents that pass the filter; full-text functions are refused in it. */
function candidates(index: SearchIndex, { filter }: SuggestionRequest): readonly ScoredDocument[] {
  const parsed = parseSearchFilter(filter, index);
  return [...index.documents]
    .filter(([, document]) => parsed.matches(document))
    .map(([key, document]) => ({ key, document, score: 1 }))
    .toSorted(byScore);
}

interface Word {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

function wordsOf(text: string): readonly Word[] {
  return [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map(({ 0: word, index }) => ({
    word,
    start: index,
    end: index + word.length,
  }));
}

/** Where the words stand in a text, the last one as a beginning; undefined unless all of them do. */
function matchPartial(
  text: string,
  words: readonly string[],
  isFuzzy: boolean,
): readonly { readonly start: number; readonly end: number }[] | undefined {
  const found = words.map((word, at) => {
    const wanted = word.toLowerCase();
    const isLast = at === words.length - 1;
    return wordsOf(text).find((each) => {
      const candidate = each.word.toLowerCase();
      const compared = isLast ? candidate.slice(0, wanted.length) : candidate;
      return compared === wanted || (isFuzzy && isSimilar(wanted, compared, 1));
    });
  });
  const spans = found.filter((word) => word !== undefined);
  if (spans.length === 0 || spans.length < words.length) return undefined;
  return spans.toSorted((left, right) => left.start - right.start);
}
