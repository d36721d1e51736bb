import type { DirectoryObject } from "./directory-objects.ts";
import { GraphError } from "./graph-error.ts";

/** A `$filter` that was read. */
export interface GraphFilter {
  matches(object: DirectoryObject): boolean;
  /** The properties that it names. */
  readonly properties: readonly string[];
  /** Whether it takes what only the index for advanced queries can do: `ne`, `not` and `endsWith`. */
  readonly isAdvanced: boolean;
}

type Test = (object: DirectoryObject) => boolean;
type Literal = string | boolean | null;

/** As deep as parentheses go. */
const maxDepth = 20;

/**
 * Reads a `$filter`: `eq`, `ne`, `in`, `startsWith`, `endsWith`, `any` on a list, joined by `and`, `or` and
 * `not`. Texts are compared without regard to case.
 *
 * @throws GraphError for anything else.
 * @see https://learn.microsoft.com/graph/filter-query-parameter
 */
export function parseGraphFilter(source: string): GraphFilter {
  const tokens = tokensOf(source);
  const properties = new Set<string>();
  let isAdvanced = false;
  let at = 0;

  const is = (word: string) => tokens[at]?.toLowerCase() === word;
  const accept = (word: string): boolean => {
    if (!is(word)) return false;
    at += 1;
    return true;
  };
  const expect = (word: string): void => {
    if (!accept(word)) throw invalidFilter(source);
  };
  const property = (): string => {
    const name = tokens[at] ?? "";
    if (!/^[a-z]\w*$/i.test(name)) throw invalidFilter(source);
    at += 1;
    properties.add(name);
    return name;
  };
  const literal = (): Literal => {
    const token = tokens[at] ?? "";
    at += 1;
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    const value = new Map<string, Literal>([
      ["true", true],
      ["false", false],
      ["null", null],
    ]).get(token.toLowerCase());
    if (value === undefined) throw invalidFilter(source);
    return value;
  };
  const text = (): string => {
    const value = literal();
    if (typeof value !== "string") throw invalidFilter(source);
    return value.toLowerCase();
  };

  const either = (depth: number): Test => {
    const tests = [both(depth)];
    while (accept("or")) tests.push(both(depth));
    return (object) => tests.some((test) => test(object));
  };
  const both = (depth: number): Test => {
    const tests = [negated(depth)];
    while (accept("and")) tests.push(negated(depth));
    return (object) => tests.every((test) => test(object));
  };
  const negated = (depth: number): Test => {
    if (!accept("not")) return primary(depth);
    isAdvanced = true;
    const test = primary(depth);
    return (object) => !test(object);
  };
  const primary = (depth: number): Test => {
    if (depth > maxDepth) throw invalidFilter(source);
    if (accept("(")) {
      const test = either(depth + 1);
      expect(")");
      return test;
    }
    if (is("startswith") || is("endswith")) return affix();
    const name = property();
    if (accept("/")) return anyOf(name);
    if (accept("in")) return oneOf(name);
    if (accept("eq")) {
      const value = literal();
      return (object) => isEqual(object[name], value);
    }
    expect("ne");
    isAdvanced = true;
    const value = literal();
    return (object) => !isEqual(object[name], value);
  };
  const affix = (): Test => {
    const isStart = accept("startswith");
    if (!isStart) {
      expect("endswith");
      isAdvanced = true;
    }
    expect("(");
    const name = property();
    expect(",");
    const wanted = text();
    expect(")");
    return (object) => {
      const value = object[name];
      if (typeof value !== "string") return false;
      return isStart
        ? value.toLowerCase().startsWith(wanted)
        : value.toLowerCase().endsWith(wanted);
    };
  };
  const oneOf = (name: string): Test => {
    expect("(");
    const values = [literal()];
    while (accept(",")) values.push(literal());
    expect(")");
    return (object) => values.some((value) => isEqual(object[name], value));
  };
  /** As in `groupTypes/any(c:c eq 'Unified')`. */
  const anyOf = (name: string): Test => {
    expect("any");
    expect("(");
    const variable = tokens[at]?.toLowerCase() ?? "";
    at += 1;
    expect(":");
    expect(variable);
    expect("eq");
    const value = literal();
    expect(")");
    return (object) => {
      const list = object[name];
      return Array.isArray(list) && list.some((one) => isEqual(one, value));
    };
  };

  const matches = either(0);
  if (at < tokens.length) throw invalidFilter(source);
  return { matches, properties: [...properties], isAdvanced };
}

function isEqual(value: unknown, wanted: Literal): boolean {
  if (typeof value === "string" && typeof wanted === "string") {
    return value.toLowerCase() === wanted.toLowerCase();
  }
  return (value ?? null) === wanted;
}

function tokensOf(source: string): readonly string[] {
  const pattern = /\s*('(?:[^']|'')*'|[(),:/]|[a-z_]\w*)/iy;
  const tokens: string[] = [];
  const end = source.trimEnd().length;
  while (pattern.lastIndex < end) {
    const found = pattern.exec(source)?.[1];
    if (found === undefined) throw invalidFilter(source);
    tokens.push(found);
  }
  return tokens;
}

function invalidFilter(source: string): GraphError {
  return new GraphError(400, "BadRequest", `Invalid filter clause: syntax error in '${source}'.`);
}
