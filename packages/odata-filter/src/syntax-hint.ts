/** What people most often write instead, by what stands where the text stops making sense. */
const hints: readonly (readonly [RegExp, string])[] = [
  [/"/y, "strings stand in single quotes"],
  [/==?|!=|<>|[<>]=?/y, "the comparisons are eq, ne, gt, lt, ge and le"],
  [/&&?|\|\|?|!/y, "conditions are joined by and, or and not"],
  [/(?<=')\w|'/y, "a quote inside a string is doubled, and a string ends with one"],
  [/--|\/\*|;|#/y, "there are no comments"],
  [/\[/y, "a collection is tested by any or all"],
  [/\*/y, "there are no wildcards; use search.ismatch"],
  [/[-+]?\d/y, "a number or time is wanted, as in 5, -1.2e7 or 2026-01-31T00:00:00Z"],
  [
    /(?:AND|And|OR|Or|NOT|Not|EQ|Eq|NE|Ne|GT|Gt|LT|Lt|GE|Ge|LE|Le)\b/y,
    "words are in small letters, as in and, or, not, eq",
  ],
  [/in\b/y, "one of several values is search.in(field, 'a,b')"],
  [/(?:add|sub|mul|div|mod)\b|[-+%]/y, "there is no arithmetic"],
];

/** Tells what to write instead, as the end of a message; empty where nothing is known. */
export function syntaxHint(source: string, offset: number): string {
  const hint = hints.find(([pattern]) => {
    pattern.lastIndex = offset;
    return pattern.test(source);
  })?.[1];
  return hint === undefined ? "." : `: ${hint}.`;
}
