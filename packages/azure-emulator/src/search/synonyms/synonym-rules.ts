import { invalidRequest } from "../search-error.ts";

/** What stands for what in queries. */
export interface SynonymRule {
  /** The texts that are replaced. */
  readonly from: readonly string[];
  /** The texts that are looked for in their place. */
  readonly to: readonly string[];
}

/**
 * Reads rules in the form that Solr has for them: `usa, united states` are the same, and `wash. => wa`
 * replaces one by the other.
 *
 * @see https://learn.microsoft.com/azure/search/search-synonyms
 * @throws SearchError for a line that is no rule.
 */
export function parseSynonymRules(source: string): readonly SynonymRule[] {
  return source.split("\n").flatMap((line, index) => {
    const text = line.trim();
    return text === "" || text.startsWith("#") ? [] : [parseRule(text, index + 1)];
  });
}

function parseRule(text: string, line: number): SynonymRule {
  const sides = splitUnescaped(text, "=>");
  const [from = [], to = from, ...others] = sides.map((side) =>
    splitUnescaped(side, ",").map((term) => term.replaceAll(/\\(.)/gsu, "$1").trim()),
  );
  if (others.length === 0 && [...from, ...to].every((term) => term !== "")) return { from, to };
  throw invalidRequest("synonymMap", `The synonym rule in line ${line} is not valid: '${text}'.`);
}

/** A separator after a backslash is a part of the text. */
function splitUnescaped(text: string, separator: "," | "=>"): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text.startsWith(separator, at)) {
      parts.push(text.slice(start, at));
      start = at + separator.length;
      at = start - 1;
    }
  }
  return [...parts, text.slice(start)];
}
