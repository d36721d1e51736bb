import { findField } from "../schema/find-field.ts";
import type { SearchField } from "../schema/index-field.ts";
import { SearchError } from "../search-error.ts";
import type { TextQuery } from "./text-query.ts";

/**
 * Reads a query in the full Lucene syntax.
 *
 * @see https://learn.microsoft.com/azure/search/query-lucene-syntax
 * @param searchMode What holds between words without an operator.
 * @throws SearchError for a query that cannot be read, or that names a field which is not searchable.
 */
export function parseFullQuery(
  source: string,
  searchMode: "any" | "all",
  fields: readonly SearchField[],
): TextQuery {
  const tokens = tokenize(source);
  let next = 0;

  const parseClauses = (end: number | undefined): TextQuery => {
    const clauses: Clause[] = [];
    for (let token = tokens[next]; token && token.kind !== "close"; token = tokens[next]) {
      const isAnd = takeOperator("and");
      const isOr = !isAnd && takeOperator("or");
      if ((isAnd || isOr) && clauses.length === 0) throw unreadable(token.offset);
      const occurrence = takeOccurrence();
      const query = parseClause();
      const previous = clauses.at(-1);
      // an operator binds the clause before it too
      if (isAnd && previous?.occurrence === "should") previous.occurrence = "must";
      if (isOr && previous?.isImplied && previous.occurrence === "must") {
        previous.occurrence = "should";
      }
      const implied = isAnd || (searchMode === "all" && !isOr) ? "must" : "should";
      clauses.push({
        query,
        occurrence: occurrence ?? implied,
        isImplied: occurrence === undefined && !isAnd,
      });
    }
    if (clauses.length === 0) throw unreadable(end ?? source.length);
    return combine(clauses);
  };

  const takeOperator = (operator: "and" | "or"): boolean => {
    const token = tokens[next];
    const isTaken = token?.kind === "operator" && token.operator === operator;
    if (isTaken) next += 1;
    return isTaken;
  };

  const takeOccurrence = (): Clause["occurrence"] | undefined => {
    const token = tokens[next];
    if (token?.kind !== "occurrence") return undefined;
    next += 1;
    return token.occurrence;
  };

  const parseClause = (): TextQuery => {
    const token = tokens[next];
    next += 1;
    if (token?.kind === "field") {
      requireSearchable(token.path, fields);
      return { kind: "field", path: token.path, operand: parseClause() };
    }
    if (token?.kind === "query") return withBoost(token.query);
    if (token?.kind !== "open") throw unreadable(token?.offset ?? source.length);
    const query = parseClauses(token.offset);
    if (tokens[next]?.kind !== "close") throw unreadable(source.length);
    next += 1;
    return withBoost(query);
  };

  const withBoost = (operand: TextQuery): TextQuery => {
    const token = tokens[next];
    if (token?.kind !== "boost") return operand;
    next += 1;
    return { kind: "boost", factor: token.factor, operand };
  };

  const query = parseClauses(undefined);
  const rest = tokens[next];
  if (rest) throw unreadable(rest.offset);
  return query;
}

function requireSearchable(path: string, fields: readonly SearchField[]): void {
  if (findField(fields, path)?.searchable) return;
  throw new SearchError(
    400,
    `The field '${path}' in the search query is not searchable.\r\nParameter name: search`,
    { code: "InvalidRequestParameter" },
  );
}

interface Clause {
  readonly query: TextQuery;
  occurrence: "must" | "should" | "mustNot";
  /** Whether no operator said so. */
  readonly isImplied: boolean;
}

function combine(clauses: readonly Clause[]): TextQuery {
  const [only] = clauses;
  if (only && clauses.length === 1 && only.occurrence !== "mustNot") return only.query;
  const those = (occurrence: Clause["occurrence"]): readonly TextQuery[] =>
    clauses.filter((clause) => clause.occurrence === occurrence).map(({ query }) => query);
  return {
    kind: "clauses",
    must: those("must"),
    should: those("should"),
    mustNot: those("mustNot"),
  };
}

type Token = { readonly offset: number } & (
  | { readonly kind: "open" | "close" }
  | { readonly kind: "operator"; readonly operator: "and" | "or" }
  | { readonly kind: "occurrence"; readonly occurrence: "must" | "mustNot" }
  | { readonly kind: "field"; readonly path: string }
  | { readonly kind: "boost"; readonly factor: number }
  | { readonly kind: "query"; readonly query: TextQuery }
);

const word = String.raw`(?:[^\s"()+\-!:^~/\\\[\]{}&|]|\\.|(?<=\S)[\-+/&|])+`;

const tokenPattern = new RegExp(
  [
    String.raw`\s*`,
    String.raw`(?:(?<field>[A-Za-z][\w/]*):(?!\s|$)`,
    String.raw`|"(?<phrase>(?:[^"\\]|\\.)*)"(?:~(?<slop>\d+))?`,
    String.raw`|/(?<pattern>(?:[^/\\]|\\.)+)/`,
    String.raw`|\^(?<boost>\d+(?:\.\d+)?)`,
    String.raw`|(?<and>AND\b|&&)|(?<or>OR\b|\|\|)|(?<not>NOT\b|!|-)|(?<must>\+)`,
    String.raw`|(?<open>\()|(?<close>\))`,
    String.raw`|(?<word>${word})(?:~(?<distance>[012]?))?)`,
  ].join(""),
  "suy",
);

function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  while (source.slice(offset).trim() !== "") {
    tokenPattern.lastIndex = offset;
    const match = tokenPattern.exec(source);
    if (!match?.groups) throw unreadable(offset);
    tokens.push({ ...readToken(match.groups, offset), offset });
    offset = tokenPattern.lastIndex;
  }
  return tokens;
}

type WithoutOffset<T> = T extends unknown ? Omit<T, "offset"> : never;

function readToken(
  groups: Readonly<Record<string, string | undefined>>,
  offset: number,
): WithoutOffset<Token> {
  const { field, phrase, slop, pattern, boost } = groups;
  if (field !== undefined) return { kind: "field", path: field };
  if (boost !== undefined) return { kind: "boost", factor: Number(boost) };
  if (groups["and"] !== undefined) return { kind: "operator", operator: "and" };
  if (groups["or"] !== undefined) return { kind: "operator", operator: "or" };
  if (groups["not"] !== undefined) return { kind: "occurrence", occurrence: "mustNot" };
  if (groups["must"] !== undefined) return { kind: "occurrence", occurrence: "must" };
  if (groups["open"] !== undefined) return { kind: "open" };
  if (groups["close"] !== undefined) return { kind: "close" };
  if (phrase !== undefined) {
    return {
      kind: "query",
      query: { kind: "phrase", text: unescape(phrase), slop: Number(slop ?? 0) },
    };
  }
  if (pattern !== undefined) {
    return { kind: "query", query: { kind: "pattern", pattern: toRegExp(pattern, offset) } };
  }
  return { kind: "query", query: queryOfWord(groups["word"] ?? "", groups["distance"], offset) };
}

function queryOfWord(text: string, distance: string | undefined, offset: number): TextQuery {
  if (distance !== undefined) {
    return { kind: "fuzzy", text: unescape(text), distance: Number(distance || 2) };
  }
  if (text === "*") return { kind: "everything" };
  if (!/(?<!\\)[*?]/.test(text)) return { kind: "text", text: unescape(text) };
  const prefix = /^((?:[^*?\\]|\\.)+)\*$/su.exec(text)?.[1];
  if (prefix !== undefined) return { kind: "prefix", text: unescape(prefix) };
  const pattern = text
    .toLowerCase()
    .replaceAll(/\\(.)|([*?])|([$()+.[\\\]^{|}])/gsu, (_, escaped, wildcard, special) => {
      if (wildcard === "*") return ".*";
      if (wildcard === "?") return ".";
      return `\\${String(escaped ?? special)}`;
    });
  return { kind: "pattern", pattern: toRegExp(pattern, offset) };
}

function toRegExp(pattern: string, offset: number): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, "s");
  } catch {
    throw unreadable(offset);
  }
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/gsu, "$1");
}

function unreadable(offset: number): SearchError {
  return new SearchError(
    400,
    `Failed to parse query string at line 1, column ${offset}. See https://aka.ms/azure-search-full-query for supported syntax.`,
    { code: "InvalidRequestParameter" },
  );
}
