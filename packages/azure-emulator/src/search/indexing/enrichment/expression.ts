import { parseAnnotationPath, type AnnotationPath } from "./annotation-path.ts";

/** Where the value of an input comes from: a path, or something that is worked out of paths and literals. */
export interface Expression {
  /** All paths that it looks at. */
  readonly paths: readonly AnnotationPath[];
  /** @throws TypeError for an operator that does not fit its values. */
  evaluate(valueOf: (path: AnnotationPath) => unknown): unknown;
}

type ValueOf = (path: AnnotationPath) => unknown;
type Evaluate = (valueOf: ValueOf) => unknown;

/** How tightly the operators bind. */
const precedence: Readonly<Record<string, number>> = {
  "||": 1,
  "^": 2,
  "&&": 3,
  "==": 4,
  "!=": 4,
  "<": 5,
  "<=": 5,
  ">": 5,
  ">=": 5,
  "+": 6,
  "-": 6,
  "*": 7,
  "/": 7,
  "%": 7,
};

const token =
  /\s*(?:(\$\([^)]*\))|('(?:[^'\\]|\\.)*')|(\d+(?:\.\d+)?)|(true|false|null)\b|(\|\||&&|[=!<>]=|[-+*/%^!<>()]))\s*/y;

/**
 * Reads the source of an input: a path, or after a sign of equality an expression.
 *
 * @see https://learn.microsoft.com/azure/search/cognitive-search-skill-conditional#evaluated-fields
 * @returns `undefined` for a text that is neither.
 */
export function parseExpression(source: string): Expression | undefined {
  if (!source.startsWith("=")) {
    const path = parseAnnotationPath(source);
    return path && { paths: [path], evaluate: (valueOf) => valueOf(path) };
  }
  const tokens = tokensOf(source.slice(1));
  if (!tokens) return undefined;
  const paths: AnnotationPath[] = [];
  const parser = createParser(tokens, paths);
  const evaluate = parser.binary(1);
  return evaluate && parser.isAtEnd() ? { paths, evaluate } : undefined;
}

function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const found = token.exec(text);
    if (!found) return undefined;
    tokens.push(found[0].trim());
  }
  return tokens;
}

interface Parser {
  binary(least: number): Evaluate | undefined;
  isAtEnd(): boolean;
}

function createParser(tokens: readonly string[], paths: AnnotationPath[]): Parser {
  let at = 0;
  const next = (): string => tokens[at++] ?? "";

  const operand = (): Evaluate | undefined => {
    const text = next();
    if (text === "!" || text === "-") {
      const inner = operand();
      if (!inner) return undefined;
      return text === "!"
        ? (valueOf) => inner(valueOf) !== true
        : (valueOf) => -numberOf(inner(valueOf));
    }
    if (text === "(") {
      const inner = parser.binary(1);
      return next() === ")" ? inner : undefined;
    }
    if (text.startsWith("$")) {
      const path = parseAnnotationPath(text.slice(2, -1).trim());
      if (!path) return undefined;
      paths.push(path);
      return (valueOf) => valueOf(path) ?? null;
    }
    const value = literalOf(text);
    return value === undefined ? undefined : () => value;
  };

  const parser: Parser = {
    isAtEnd: () => at === tokens.length,
    binary(least) {
      let left = operand();
      for (;;) {
        const operator = tokens[at] ?? "";
        const strength = precedence[operator] ?? 0;
        if (!left || strength < least) return left;
        at += 1;
        const [before, after] = [left, parser.binary(strength + 1)];
        if (!after) return undefined;
        left = (valueOf) => combine(operator, before(valueOf), () => after(valueOf));
      }
    },
  };
  return parser;
}

function literalOf(text: string): string | number | boolean | null | undefined {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll(/\\(.)/g, "$1");
  if (text === "null") return null;
  if (text === "true" || text === "false") return text === "true";
  return /^\d/.test(text) ? Number(text) : undefined;
}

function combine(operator: string, left: unknown, right: () => unknown): unknown {
  if (operator === "&&") return left === true && right() === true;
  if (operator === "||") return left === true || right() === true;
  const other = right();
  if (operator === "^") return (left === true) !== (other === true);
  if (operator === "==") return left === other;
  if (operator === "!=") return left !== other;
  if (operator === "+" && typeof left === "string") return left + String(other);
  const [a, b] = [numberOf(left), numberOf(other)];
  switch (operator) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    default:
      return a % b;
  }
}

function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  throw new TypeError("The operator takes numbers only.");
}
