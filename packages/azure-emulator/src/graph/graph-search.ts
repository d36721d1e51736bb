import type { DirectoryObject } from "./directory-objects.ts";
import { GraphError } from "./graph-error.ts";

/** A `$search` that was read. */
export interface GraphSearch {
  matches(object: DirectoryObject): boolean;
  /** The properties that it names. */
  readonly properties: readonly string[];
}

/** Names are found by the beginnings of their words, all else by its own beginning. */
const wordProperties: ReadonlySet<string> = new Set(["displayName", "description"]);

/**
 * Reads a `$search`, as in `"displayName:fin" OR "mail:finance"`.
 *
 * @throws GraphError for one of another form.
 * @see https://learn.microsoft.com/graph/search-query-parameter#using-search-on-directory-object-collections
 */
export function parseGraphSearch(source: string): GraphSearch {
  const alternatives = source
    .split(/\s+OR\s+/)
    .map((part) => part.split(/\s+AND\s+/).map(clauseOf));
  return {
    matches: (object) =>
      alternatives.some((clauses) =>
        clauses.every(({ name, wanted }) => {
          const value = object[name];
          return typeof value === "string" && isFound(name, value.toLowerCase(), wanted);
        }),
      ),
    properties: [...new Set(alternatives.flat().map(({ name }) => name))],
  };
}

function clauseOf(text: string): { readonly name: string; readonly wanted: string } {
  const [, name, wanted] = /^\s*"([a-z]+):([^"]+)"\s*$/i.exec(text) ?? [];
  if (name !== undefined && wanted !== undefined) return { name, wanted: wanted.toLowerCase() };
  throw new GraphError(
    400,
    "Request_BadRequest",
    `Syntax error: a clause of $search has the form "property:value", unlike ${text.trim()}.`,
  );
}

function isFound(name: string, value: string, wanted: string): boolean {
  if (!wordProperties.has(name)) return value.startsWith(wanted);
  const words = wordsOf(value);
  return wordsOf(wanted).every((start) => words.some((word) => word.startsWith(start)));
}

/** Words end at blanks and signs. */
function wordsOf(text: string): readonly string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}
