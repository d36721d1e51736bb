import { coversActions } from "./action-pattern.ts";
import { allOf, anyOf, type Certainty, negated } from "./certainty.ts";

/** What is known about a request that a condition is asked about. */
export interface ConditionFacts {
  /** The action, in either plane. */
  readonly action: string;
  /** Known attributes by their name in lower case, as `@resource[…/containers:name]`, with all values in play. */
  readonly attributes?: ReadonlyMap<string, readonly string[]>;
}

/**
 * Whether a condition of a role assignment is satisfied; unknown where it goes by what the evidence does
 * not show (tags, time, network, attributes of the principal), and where it cannot be read.
 *
 * With several values in play, as containers, each must satisfy it.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/conditions-format
 */
export function evaluateCondition(condition: string, facts: ConditionFacts): Certainty {
  const tokens = tokensOf(condition);
  if (tokens === undefined) return "unknown";
  const reader = { tokens, next: 0 };
  const answer = readEither(reader, facts, 0);
  return reader.next === tokens.length ? (answer ?? "unknown") : "unknown";
}

interface Reader {
  readonly tokens: readonly string[];
  next: number;
}

const maxDepth = 64;

const token =
  /\s*(&&|\|\||!|[(){},]|'(?:[^'\\]|\\.)*'|@\w+\[[^\]]*\]|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|-?[\d.]+|[a-z][\w:.]*)/iy;

function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  token.lastIndex = 0;
  while (token.lastIndex < end) {
    const match = token.exec(text);
    if (match === null) return undefined;
    tokens.push(match[1] as string);
  }
  return tokens;
}

/** Each reader returns nothing when the text is not of the language. */
function readEither(reader: Reader, facts: ConditionFacts, depth: number): Certainty | undefined {
  const answers = readList(reader, ["||", "or"], () => readAll(reader, facts, depth));
  return answers && anyOf(answers);
}

function readAll(reader: Reader, facts: ConditionFacts, depth: number): Certainty | undefined {
  const answers = readList(reader, ["&&", "and"], () => readOne(reader, facts, depth));
  return answers && allOf(answers);
}

function readList(
  reader: Reader,
  separators: readonly string[],
  read: () => Certainty | undefined,
): Certainty[] | undefined {
  const answers: Certainty[] = [];
  for (;;) {
    const answer = read();
    if (answer === undefined) return undefined;
    answers.push(answer);
    if (!separators.includes(peek(reader))) return answers;
    reader.next++;
  }
}

function readOne(reader: Reader, facts: ConditionFacts, depth: number): Certainty | undefined {
  if (depth > maxDepth) return undefined;
  const head = peek(reader);
  if (head === "!" || head === "not") {
    reader.next++;
    const answer = readOne(reader, facts, depth + 1);
    return answer && negated(answer);
  }
  if (head === "(") {
    reader.next++;
    const answer = readEither(reader, facts, depth + 1);
    return take(reader, ")") ? answer : undefined;
  }
  if (head === "actionmatches" || head === "suboperationmatches") {
    reader.next++;
    const [pattern, ...others] = readValues(reader) ?? [];
    if (pattern === undefined || others.length > 0) return undefined;
    // which suboperation a call makes is not in the evidence
    if (head === "suboperationmatches") return "unknown";
    return coversActions(pattern, facts.action) ? "yes" : "no";
  }
  if (head === "exists") {
    reader.next++;
    const attribute = peek(reader);
    reader.next++;
    if (!attribute.startsWith("@")) return undefined;
    return facts.attributes?.has(attribute) === true ? "yes" : "unknown";
  }
  return readComparison(reader, facts);
}

function readComparison(reader: Reader, facts: ConditionFacts): Certainty | undefined {
  const attribute = peek(reader);
  reader.next++;
  const operator = peek(reader);
  reader.next++;
  if (!attribute.startsWith("@") || !/^[a-z][\w:]*$/.test(operator)) return undefined;
  if (peek(reader).startsWith("@")) {
    reader.next++;
    return "unknown";
  }
  const wanted = readValues(reader);
  if (wanted === undefined) return undefined;
  const actual = facts.attributes?.get(attribute);
  const compare = comparisons.get(operator);
  if (actual === undefined || actual.length === 0 || compare === undefined) return "unknown";
  return actual.every((value) => compare(value, wanted)) ? "yes" : "no";
}

type Comparison = (value: string, wanted: readonly string[]) => boolean;

const comparisons: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ["stringequals", (value, wanted) => wanted.includes(value)],
  ["stringnotequals", (value, wanted) => !wanted.includes(value)],
  ["stringequalsignorecase", equalsIgnoringCase],
  ["stringlike", (value, wanted) => wanted.some((pattern) => coversActions(pattern, value))],
  ["guidequals", equalsIgnoringCase],
  ["guidnotequals", (value, wanted) => !equalsIgnoringCase(value, wanted)],
  ["foranyofanyvalues:stringequals", (value, wanted) => wanted.includes(value)],
  ["foranyofanyvalues:stringequalsignorecase", equalsIgnoringCase],
  ["foranyofanyvalues:guidequals", equalsIgnoringCase],
  ["foranyofallvalues:guidnotequals", (value, wanted) => !equalsIgnoringCase(value, wanted)],
]);

function equalsIgnoringCase(value: string, wanted: readonly string[]): boolean {
  return wanted.some((other) => other.toLowerCase() === value.toLowerCase());
}

/** `'a'`, `{'a', 'b'}`, `{guid, guid}` or a bare word. */
function readValues(reader: Reader): string[] | undefined {
  if (peek(reader) !== "{") {
    const value = literal(reader.tokens[reader.next++]);
    return value === undefined ? undefined : [value];
  }
  const values: string[] = [];
  reader.next++;
  for (;;) {
    const value = literal(reader.tokens[reader.next++]);
    if (value === undefined) return undefined;
    values.push(value);
    const separator = reader.tokens[reader.next++];
    if (separator === "}") return values;
    if (separator !== ",") return undefined;
  }
}

function literal(part: string | undefined): string | undefined {
  if (part === undefined || /^[(){},@]/.test(part)) return undefined;
  return part.startsWith("'") ? part.slice(1, -1).replace(/\\(.)/g, "$1") : part;
}

function peek(reader: Reader): string {
  const text = reader.tokens[reader.next] ?? "";
  return text.startsWith("'") ? text : text.toLowerCase();
}

function take(reader: Reader, expected: string): boolean {
  return reader.tokens[reader.next++] === expected;
}
