import { FilterError, type FilterErrorCode } from "./filter-error.ts";
import { isIdentifier } from "./identifier.ts";
import { syntaxHint } from "./syntax-hint.ts";
import { readToken, type Token } from "./token.ts";

/** Walks along the words of a filter, within its limits. */
export interface TokenReader {
  /** The next word, or one further on. */
  peek(ahead?: number): Token;
  skip(count: number): void;
  /** Whether the next word is this name. */
  isName(name: string): boolean;
  isPunctuation(character: string, ahead?: number): boolean;
  takeName(name: string): boolean;
  takePunctuation(character: string): boolean;
  /** @throws FilterError unless the next word is this character. */
  expectPunctuation(character: string): void;
  /** @throws FilterError unless the next word can name a field or a range variable. */
  takeIdentifier(): string;
  /** Reads what lies one level deeper. */
  nested<T>(read: () => T): T;
  countClause(): void;
  /** Remembers where a node stands in the text. */
  at<T extends object>(node: T, offset: number): T;
  /** An error at the next word, or at one before it, that says what should stand there. */
  unexpected(wanted: string, ahead?: number): FilterError;
  /** An error at a node that was remembered. */
  readonly failAt: (node: object, code: FilterErrorCode, message: string) => FilterError;
}

/**
 * A reader at the first word. It reads words as they are asked for, so that a text which is refused early
 * costs little however long it is.
 */
export function createTokenReader(
  source: string,
  { maxDepth, maxClauses }: { readonly maxDepth: number; readonly maxClauses: number },
): TokenReader {
  const tokens: Token[] = [];
  const offsets = new WeakMap<object, number>();
  let position = 0;
  let readUpTo = 0;
  let depth = 0;
  let clauses = 0;

  const peek = (ahead = 0): Token => {
    for (;;) {
      const known = tokens[position + ahead];
      if (known) return known;
      const { token, end } = readToken(source, readUpTo);
      readUpTo = end;
      tokens.push(token);
    }
  };
  const fail = (code: FilterErrorCode, message: string): FilterError =>
    new FilterError(code, message, { offset: peek().offset, source });
  const unexpected = (wanted: string, ahead = 0): FilterError => {
    const { kind, offset } = peek(ahead);
    const hint = kind === "name" ? syntaxHint(source, offset) : ".";
    const message = `The text should have ${wanted} at ${offset}${hint}`;
    return new FilterError("SYNTAX", message, { offset, source });
  };
  const isNext = (kind: Token["kind"], text: string, ahead = 0): boolean =>
    peek(ahead).kind === kind && peek(ahead).text === text;
  const takeIf = (kind: Token["kind"], text: string): boolean => {
    const isTaken = isNext(kind, text);
    if (isTaken) position += 1;
    return isTaken;
  };

  return {
    peek,
    unexpected,
    skip(count) {
      position += count;
    },
    isName: (name) => isNext("name", name),
    isPunctuation: (character, ahead) => isNext("punctuation", character, ahead),
    takeName: (name) => takeIf("name", name),
    takePunctuation: (character) => takeIf("punctuation", character),
    expectPunctuation(character) {
      if (!takeIf("punctuation", character)) throw unexpected(`"${character}"`);
    },
    takeIdentifier() {
      const { kind, text } = peek();
      if (kind !== "name" || !isIdentifier(text)) {
        throw unexpected("the name of a field");
      }
      position += 1;
      return text;
    },
    nested(read) {
      depth += 1;
      if (depth > maxDepth) throw fail("TOO_DEEP", `The filter is nested deeper than ${maxDepth}.`);
      const result = read();
      depth -= 1;
      return result;
    },
    countClause() {
      clauses += 1;
      if (clauses > maxClauses) {
        throw fail("TOO_MANY_CLAUSES", `The filter has more than ${maxClauses} conditions.`);
      }
    },
    at(node, offset) {
      offsets.set(node, offset);
      return node;
    },
    failAt: (node, code, message) =>
      new FilterError(code, message, { offset: offsets.get(node) ?? 0, source }),
  };
}
