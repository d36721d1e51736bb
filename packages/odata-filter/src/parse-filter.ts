import { checkFilter } from "./check-filter.ts";
import type {
  BooleanFunction,
  CollectionTest,
  ComparisonOperator,
  Constant,
  FieldPath,
  FieldTest,
  Filter,
  GeoDistance,
} from "./filter.ts";
import { FilterError } from "./filter-error.ts";
import { isFunctionName, parseFunctionCall } from "./function-call.ts";
import type { IndexDefinition } from "./index-definition.ts";
import { checkLambdaScopes } from "./lambda-scopes.ts";
import { createTokenReader, type TokenReader } from "./token-reader.ts";

/** How a filter is read. */
export interface ParseFilterOptions {
  /** Checks types, filterability and the rules for lambdas against it (none: the grammar alone). */
  readonly index?: IndexDefinition;
  /** UTF-16 code units (1,000,000). */
  readonly maxLength?: number;
  /** Parentheses, negations and lambdas inside each other (100; no more than 500, for each takes stack). */
  readonly maxDepth?: number;
  /** Conditions joined by `and` and `or` (3,000). */
  readonly maxClauses?: number;
  /** Root field paths that it may name, as in `title` or `Address/City` (any). */
  readonly allowedFields?: readonly string[];
}

const defaultMaxLength = 1_000_000;
const defaultMaxDepth = 100;
const highestMaxDepth = 500;
const defaultMaxClauses = 3000;

const operators = new Set(["eq", "ne", "gt", "lt", "ge", "le"]);

/** What a constant on the left becomes when the sides are swapped. */
const mirrored: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  eq: "eq",
  ne: "ne",
  gt: "lt",
  lt: "gt",
  ge: "le",
  le: "ge",
};

/**
 * Reads a whole filter.
 *
 * @see https://learn.microsoft.com/azure/search/search-query-odata-filter
 * @throws FilterError for a text that is no filter, is too long, deep or wide, or does not fit the index.
 * @throws TypeError for a `maxDepth` that could overflow the stack.
 */
export function parseFilter(source: string, options: ParseFilterOptions = {}): Filter {
  const { index, maxLength = defaultMaxLength, allowedFields } = options;
  const { maxDepth = defaultMaxDepth, maxClauses = defaultMaxClauses } = options;
  if (!(maxDepth <= highestMaxDepth)) {
    throw new TypeError(`odata-filter: maxDepth is a number up to ${highestMaxDepth}`);
  }
  if (source.length > maxLength) {
    throw new FilterError("TOO_LONG", `The filter is longer than ${maxLength} characters.`, {
      offset: maxLength,
    });
  }
  const reader = createTokenReader(source, { maxDepth, maxClauses });
  const filter = parseOr(reader);
  if (reader.peek().kind !== "end") throw reader.unexpected("and, or, or its end");
  checkLambdaScopes(filter, reader);
  checkFilter(filter, { index, allowedFields, fail: reader.failAt });
  return filter;
}

function parseOr(reader: TokenReader): Filter {
  return parseChain(reader, "or", (inner) => parseChain(inner, "and", parseUnary));
}

/** One or more operands; a chain is read in a loop, so its length costs no depth. */
function parseChain(
  reader: TokenReader,
  kind: "and" | "or",
  parseOperand: (reader: TokenReader) => Filter,
): Filter {
  const first = parseOperand(reader);
  if (!reader.isName(kind)) return first;
  const operands = [first];
  while (reader.takeName(kind)) operands.push(parseOperand(reader));
  return { kind, operands };
}

function parseUnary(reader: TokenReader): Filter {
  if (!reader.takeName("not")) return parsePrimary(reader);
  const isGroup = reader.isPunctuation("(");
  const operand = reader.nested(() => parseUnary(reader));
  // `not` binds tighter than a comparison, whose left side it cannot be
  if (operand.kind === "comparison" && !isGroup) {
    throw reader.failAt(operand, "SYNTAX", "The filter negates a comparison: write not (a eq 1).");
  }
  return { kind: "not", operand };
}

function parsePrimary(reader: TokenReader): Filter {
  if (reader.takePunctuation("(")) {
    const inner = reader.nested(() => parseOr(reader));
    reader.expectPunctuation(")");
    return inner;
  }
  reader.countClause();
  const { offset } = reader.peek();
  const constant = parseConstant(reader);
  if (constant) return parseAfterConstant(reader, constant);
  const variable = parseVariable(reader);
  const operator = parseOperator(reader);
  if (operator) {
    const right = parseConstant(reader);
    if (!right) throw reader.unexpected("a constant");
    return reader.at(
      { kind: "comparison", left: asOperand(reader, variable), operator, right },
      offset,
    );
  }
  if (variable.kind === "geo.distance") {
    throw reader.unexpected("a comparison, for a distance is no condition by itself");
  }
  return variable;
}

type Operand = FieldTest | GeoDistance | BooleanFunction;

function parseAfterConstant(reader: TokenReader, right: Constant): Filter {
  const { offset } = reader.peek();
  const operator = parseOperator(reader);
  if (operator) {
    const left = asOperand(reader, parseVariable(reader));
    return reader.at({ kind: "comparison", left, operator: mirrored[operator], right }, offset);
  }
  if (right.type === "boolean") return { kind: "constant", value: right.value };
  throw reader.unexpected("a comparison, for a constant is no condition by itself");
}

/** A collection test cannot be compared. */
function asOperand(reader: TokenReader, variable: Operand | CollectionTest): Operand {
  if (!isCollectionTest(variable)) return variable;
  throw reader.unexpected("no comparison after any or all");
}

function isCollectionTest(variable: Operand | CollectionTest): variable is CollectionTest {
  return variable.kind === "any" || variable.kind === "all";
}

function parseVariable(reader: TokenReader): Operand | CollectionTest {
  const token = reader.peek();
  if (token.kind !== "name") throw reader.unexpected("a field, a function or a constant");
  if (isFunctionName(token.text)) return parseFunctionCall(reader);
  const path: string[] = [reader.takeIdentifier()];
  while (reader.takePunctuation("/")) {
    const quantifier = (["any", "all"] as const).find((name) => reader.isName(name));
    if (quantifier && reader.isPunctuation("(", 1)) {
      return parseCollectionTest(reader, path, quantifier, token.offset);
    }
    path.push(reader.takeIdentifier());
  }
  if (reader.isPunctuation("(")) {
    throw reader.unexpected(
      "no call of a function that filters do not have; they have search.in, search.ismatch, search.ismatchscoring, geo.distance and geo.intersects",
    );
  }
  return reader.at({ kind: "field", path }, token.offset);
}

function parseCollectionTest(
  reader: TokenReader,
  path: FieldPath,
  kind: "any" | "all",
  offset: number,
): Operand | CollectionTest {
  reader.skip(2);
  if (kind === "any" && reader.takePunctuation(")")) return reader.at({ kind, path }, offset);
  const variable = reader.takeIdentifier();
  reader.expectPunctuation(":");
  const body = reader.nested(() => parseOr(reader));
  reader.expectPunctuation(")");
  return reader.at({ kind, path, predicate: { variable, body } }, offset);
}

function parseOperator(reader: TokenReader): ComparisonOperator | undefined {
  const { kind, text } = reader.peek();
  if (kind !== "name" || !operators.has(text)) return undefined;
  reader.skip(1);
  return text as ComparisonOperator;
}

function parseConstant(reader: TokenReader): Constant | undefined {
  const { kind, text } = reader.peek();
  const constant = constantOf(kind, text);
  if (constant) reader.skip(1);
  if (constant?.type === "dateTimeOffset" && !isDateTime(constant.text)) {
    throw reader.unexpected("a date and time that exist", -1);
  }
  return constant;
}

function constantOf(kind: string, text: string): Constant | undefined {
  switch (kind) {
    case "string":
      return { type: "string", value: text.replaceAll("''", "'") };
    case "integer":
    case "float":
    case "dateTimeOffset":
      return { type: kind, text };
    case "name":
      if (text === "true" || text === "false") return { type: "boolean", value: text === "true" };
      if (text === "null") return { type: "null" };
      return text === "NaN" || text === "INF" ? { type: "float", text } : undefined;
    default:
      return undefined;
  }
}

const dateTime =
  /^(\d{4})-(0[1-9]|1[0-2])-(\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** The ranges of the grammar, and days that the month has. */
function isDateTime(text: string): boolean {
  const [, year, month, day] = (dateTime.exec(text) ?? []).map(Number);
  if (!year || !month || !day) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
