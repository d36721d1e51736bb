import { FilterError } from "./filter-error.ts";
import { syntaxHint } from "./syntax-hint.ts";

/** A word of the language and where it stands. */
export interface Token {
  readonly kind:
    | "name"
    | "string"
    | "geography"
    | "integer"
    | "float"
    | "dateTimeOffset"
    | "punctuation"
    | "end";
  /** As it stands in the text; of strings and geography literals what is between the quotes. */
  readonly text: string;
  readonly offset: number;
}

/** Every pattern is sticky and linear; the first that fits wins, so times come before numbers. */
const patterns: readonly (readonly [Token["kind"], RegExp])[] = [
  ["dateTimeOffset", /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)(?![\w.])/y],
  ["float", /[+-]?\d+(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)(?![\w.])|-INF(?!\w)/y],
  ["integer", /[+-]?\d+(?![\w.-])/y],
  ["geography", /geography'([^']*)'/y],
  ["string", /'((?:[^']|'')*)'(?!')/y],
  ["name", /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y],
  ["punctuation", /[(),:/]/y],
];

const blanks = /[ \t\r\n]*/y;

/**
 * The word that begins at an offset or after the blanks there, and where it stops.
 *
 * @throws FilterError for a character that begins none.
 */
export function readToken(source: string, from: number): { token: Token; end: number } {
  blanks.lastIndex = from;
  blanks.test(source);
  const offset = blanks.lastIndex;
  if (offset === source.length) return { token: { kind: "end", text: "", offset }, end: offset };
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = offset;
    const match = pattern.exec(source);
    if (!match) continue;
    const text = match[1] ?? match[0];
    return { token: { kind, text, offset }, end: pattern.lastIndex };
  }
  throw new FilterError(
    "SYNTAX",
    `The filter has a character at ${offset} that begins nothing${syntaxHint(source, offset)}`,
    { offset, source },
  );
}
