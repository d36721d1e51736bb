import { asJsonObject, isJsonObject, showJson, type JsonObject } from "../json-object.ts";
import { parseDebug, type DebugModes } from "./debug-info.ts";
import { parseScoringParameters, type ScoringParameters } from "./scoring-parameters.ts";
import { invalidRequest, notEmulated, SearchError, unknownMember } from "../search-error.ts";

/** What is searched for, and how the answer is to look. */
export interface SearchRequest {
  /** Nothing, or `*`, is everything. */
  readonly search: string | undefined;
  readonly queryType: "simple" | "full" | "semantic";
  readonly searchMode: "any" | "all";
  readonly searchFields: readonly string[];
  readonly filter: string | undefined;
  readonly orderby: string | undefined;
  /** Paths of fields; without any: all. */
  readonly select: readonly string[];
  readonly facets: readonly string[];
  readonly highlight: readonly string[];
  readonly highlightPreTag: string;
  readonly highlightPostTag: string;
  readonly count: boolean;
  readonly top: number | undefined;
  readonly skip: number;
  readonly scoringProfile: string | undefined;
  /** What its functions are given. */
  readonly scoringParameters: ScoringParameters;
  readonly minimumCoverage: number | undefined;
  readonly vectorQueries: readonly VectorQuery[];
  readonly vectorFilterMode: "preFilter" | "postFilter" | "strictPostFilter";
  readonly semanticConfiguration: string | undefined;
  readonly semanticQuery: string | undefined;
  readonly captions: { readonly highlight: boolean } | undefined;
  readonly answers: { readonly count: number; readonly threshold: number } | undefined;
  /** What is to be told of how documents were found (nothing). */
  readonly debug: DebugModes | undefined;
  /** The request as it was sent, for the parameters of the next page. */
  readonly body: JsonObject;
}

/** A vector that is searched for, or a text that the index makes one of. */
export interface VectorQuery {
  readonly target: readonly number[] | string;
  readonly fields: readonly string[];
  /** How many of the nearest documents count (50). */
  readonly k: number;
  /** What its ranking counts for (1). */
  readonly weight: number;
  /** How many times `k` the service would look for among compressed vectors; it has no effect here. */
  readonly oversampling: number | undefined;
}

const strings = [
  "answers",
  "captions",
  "debug",
  "filter",
  "highlight",
  "highlightPostTag",
  "highlightPreTag",
  "orderby",
  "queryType",
  "scoringProfile",
  "scoringStatistics",
  "search",
  "searchFields",
  "searchMode",
  "select",
  "semanticConfiguration",
  "semanticErrorHandling",
  "semanticQuery",
  "sessionId",
  "vectorFilterMode",
] as const;
const numbers = ["minimumCoverage", "semanticMaxWaitInMilliseconds", "skip", "top"] as const;
const lists = ["facets", "scoringParameters", "vectorQueries"] as const;

const members: ReadonlySet<string> = new Set(["count", ...strings, ...numbers, ...lists]);

const maxSearchLength = 100_000;
const maxSkip = 100_000;
const maxVectorQueries = 10;

/**
 * Reads the body of a search.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/documents/search-post
 * @throws SearchError for members that are unknown or have another type, and for what is not emulated.
 */
export function parseSearchRequest(body: unknown, apiVersion: string): SearchRequest {
  if (!isJsonObject(body)) throw invalidRequest("parameters", "The body must be an object.");
  for (const member of Object.keys(body)) {
    if (members.has(member)) continue;
    throw unknownMember("parameters", member, { type: "SearchRequest", apiVersion });
  }
  const text = (name: (typeof strings)[number]): string | undefined => {
    const value = body[name] ?? undefined;
    if (value === undefined || typeof value === "string") return value;
    throw wrongType(name, "a string");
  };
  const number = (name: (typeof numbers)[number], max: number): number | undefined => {
    const value = body[name] ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value !== "number") throw wrongType(name, "a number");
    if (Number.isInteger(value) && value >= 0 && value <= max) return value;
    throw outOfRange(name, `Value must be between 0 and ${max}.`);
  };
  const count = body["count"] ?? false;
  if (typeof count !== "boolean") throw wrongType("count", "a Boolean");
  requireDefaults(body);
  const search = text("search");
  if (search !== undefined && search.length > maxSearchLength) {
    throw outOfRange("search", `The text is longer than ${maxSearchLength} characters.`);
  }
  return {
    search,
    queryType: oneOf("queryType", text("queryType"), ["simple", "full", "semantic"]),
    searchMode: oneOf("searchMode", text("searchMode"), ["any", "all"]),
    searchFields: namesOf(text("searchFields")),
    filter: text("filter") || undefined,
    orderby: text("orderby") || undefined,
    select: namesOf(text("select")).filter((name) => name !== "*"),
    facets: listOf(body, "facets").map(String),
    highlight: namesOf(text("highlight")),
    highlightPreTag: text("highlightPreTag") ?? "<em>",
    highlightPostTag: text("highlightPostTag") ?? "</em>",
    count,
    top: number("top", Number.MAX_SAFE_INTEGER),
    skip: number("skip", maxSkip) ?? 0,
    scoringProfile: text("scoringProfile") || undefined,
    scoringParameters: parseScoringParameters(listOf(body, "scoringParameters")),
    minimumCoverage: number("minimumCoverage", 100),
    vectorQueries: vectorQueriesOf(listOf(body, "vectorQueries"), apiVersion),
    vectorFilterMode: oneOf("vectorFilterMode", text("vectorFilterMode"), [
      "preFilter",
      "postFilter",
      "strictPostFilter",
    ]),
    semanticConfiguration: text("semanticConfiguration") || undefined,
    semanticQuery: text("semanticQuery") || undefined,
    captions: captionsOf(text("captions")),
    answers: answersOf(text("answers")),
    debug: parseDebug(text("debug")),
    body,
  };
}

/** What only changes how a service of several machines works is checked, and has no effect. */
function requireDefaults(body: JsonObject): void {
  const { scoringStatistics, semanticErrorHandling } = body;
  oneOf("scoringStatistics", scoringStatistics, ["local", "global"]);
  oneOf("semanticErrorHandling", semanticErrorHandling, ["partial", "fail"]);
}

/** A comma-separated list. */
export function namesOf(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** The value, or the first choice where there is none. */
export function oneOf<const T extends string>(
  name: string,
  value: unknown,
  choices: readonly [T, ...T[]],
): T {
  if (value === undefined || value === null) return choices[0];
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw invalidRequest(
    "parameters",
    `The value '${showJson(value)}' of '${name}' is not one of ${choices.join(", ")}.`,
  );
}

function listOf(body: JsonObject, name: (typeof lists)[number]): readonly unknown[] {
  const value = body[name] ?? [];
  if (Array.isArray(value)) return value;
  throw wrongType(name, "a list");
}

function captionsOf(text: string | undefined): SearchRequest["captions"] {
  if (text === undefined || text === "none") return undefined;
  const match = /^extractive(?:\|highlight-(true|false))?$/.exec(text);
  if (!match) throw outOfRange("captions", `The value '${text}' is not supported.`);
  return { highlight: match[1] !== "false" };
}

function answersOf(text: string | undefined): SearchRequest["answers"] {
  if (text === undefined || text === "none") return undefined;
  const [kind, options = ""] = text.split("|");
  const given = new Map<string, string>();
  for (const option of options.split(",").filter(Boolean)) {
    const [name = "", value = ""] = option.split("-");
    given.set(name, value);
  }
  const count = Number(given.get("count") ?? 1);
  const threshold = Number(given.get("threshold") ?? 0.7);
  const isKnown = [...given.keys()].every((name) => name === "count" || name === "threshold");
  const isInRange = count >= 1 && count <= 10 && threshold >= 0 && threshold <= 1;
  if (kind === "extractive" && isKnown && isInRange) return { count, threshold };
  throw outOfRange("answers", `The value '${text}' is not supported.`);
}

const vectorQueryMembers = new Set(["kind", "fields", "k", "exhaustive", "oversampling", "weight"]);

/** What each kind of query names its vector by, and its type. */
const vectorQueryKinds: Readonly<Record<string, readonly [member: string, type: string]>> = {
  vector: ["vector", "VectorizedQuery"],
  text: ["text", "VectorizableTextQuery"],
};

function vectorQueriesOf(list: readonly unknown[], apiVersion: string): readonly VectorQuery[] {
  if (list.length > maxVectorQueries) {
    throw outOfRange("vectorQueries", `Only up to ${maxVectorQueries} can be specified.`);
  }
  return list.map((each) => {
    const query = asJsonObject(each);
    const { kind, fields, k = 50, weight = 1 } = query;
    const oversampling = query["oversampling"] ?? undefined;
    const [targetMember, type] = vectorQueryKinds[String(kind)] ?? [];
    if (targetMember === undefined || type === undefined) {
      throw notEmulated(`vector queries of the kind '${showJson(kind)}'`);
    }
    for (const member of Object.keys(query)) {
      if (member === targetMember || vectorQueryMembers.has(member)) continue;
      throw unknownMember("parameters", member, { type, apiVersion });
    }
    const target = query[targetMember];
    const isTarget = kind === "text" ? typeof target === "string" : isNumberList(target);
    if (!isTarget) throw wrongType(targetMember, kind === "text" ? "a text" : "a list of numbers");
    if (typeof fields !== "string" || fields === "") throw wrongType("fields", "names of fields");
    if (typeof k !== "number" || !Number.isInteger(k) || k < 1 || k > 10_000) {
      throw outOfRange("k", "Value must be between 1 and 10000.");
    }
    if (typeof weight !== "number" || weight <= 0) {
      throw outOfRange("weight", "Value must be positive.");
    }
    if (oversampling !== undefined && !(typeof oversampling === "number" && oversampling >= 1)) {
      throw outOfRange("oversampling", "Value must be one at least.");
    }
    return {
      target: target as VectorQuery["target"],
      fields: namesOf(fields),
      k,
      weight,
      oversampling,
    };
  });
}

function isNumberList(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((each) => typeof each === "number");
}

function wrongType(name: string, wanted: string): SearchError {
  return invalidRequest(
    "parameters",
    `Cannot convert the value of '${name}': it must be ${wanted}.`,
  );
}

function outOfRange(name: string, message: string): SearchError {
  return new SearchError(400, `${message}\r\nParameter name: ${name}`, {
    code: "InvalidRequestParameter",
  });
}
