import type { TextQuery } from "./text-query.ts";

/**
 * Reads a query in the simple syntax, which knows no errors: what makes no sense is taken as a text.
 *
 * @see https://learn.microsoft.com/azure/search/query-simple-syntax
 * @param searchMode What holds between words without an operator.
 */
export function parseSimpleQuery(source: string, searchMode: "any" | "all"): TextQuery {
  const standard = searchMode === "all" ? "and" : "or";
  const tokens = [...source.matchAll(tokenPattern)].map(readToken);
  let next = 0;

  /** Operators have one precedence and are read from the left. */
  const parseSequence = (isNested: boolean): TextQuery | undefined => {
    let query: TextQuery | undefined;
    let operator: "and" | "or" = standard;
    for (let token = tokens[next]; token; token = tokens[next]) {
      if (token.kind === "close") {
        next += 1;
        if (isNested) break;
        continue;
      }
      if (token.kind === "operator") {
        next += 1;
        operator = token.operator;
        continue;
      }
      const operand = parseOperand();
      if (!operand) continue;
      query = query ? join(operator, query, operand) : operand;
      operator = standard;
    }
    return query;
  };

  const parseOperand = (): TextQuery | undefined => {
    const token = tokens[next];
    next += 1;
    if (token?.kind === "open") return parseSequence(true);
    if (token?.kind === "query") return token.query;
    if (token?.kind !== "not") return undefined;
    const operand = parseOperand();
    return operand && { kind: "not", operand };
  };

  return parseSequence(false) ?? { kind: "text", text: "" };
}

type Token =
  | { readonly kind: "open" | "close" | "not" }
  | { readonly kind: "operator"; readonly operator: "and" | "or" }
  | { readonly kind: "query"; readonly query: TextQuery };

/** A minus is an operator before a word only: `-pool`, but `wi-fi`. */
const tokenPattern = /"((?:[^"\\]|\\.)*)"|([()+|])|(-)(?=\S)|((?:[^\s"()+|\\]|\\.)+)/gsu;

function readToken([, phrase, sign, minus, word = ""]: RegExpMatchArray): Token {
  if (phrase !== undefined) return ofQuery({ kind: "phrase", text: unescape(phrase), slop: 0 });
  if (minus !== undefined) return { kind: "not" };
  if (sign === "(" || sign === ")") return { kind: sign === "(" ? "open" : "close" };
  if (sign !== undefined) return { kind: "operator", operator: sign === "+" ? "and" : "or" };
  if (word === "*") return ofQuery({ kind: "everything" });
  const prefix = /^(.*[^\\])\*$/su.exec(word)?.[1];
  if (prefix !== undefined) return ofQuery({ kind: "prefix", text: unescape(prefix) });
  return ofQuery({ kind: "text", text: unescape(word) });
}

function ofQuery(query: TextQuery): Token {
  return { kind: "query", query };
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/gsu, "$1");
}

function join(kind: "and" | "or", left: TextQuery, right: TextQuery): TextQuery {
  return left.kind === kind
    ? { kind, operands: [...left.operands, right] }
    : { kind, operands: [left, right] };
}
