import type { RoleAction } from "../azure.ts";
import { matchesPattern } from "./role-permissions.ts";
import { segmentsOf } from "./scope.ts";

/** Whether an assignment grants an action on a resource. */
export type RoleCondition = (action: RoleAction, resourceId: string) => boolean;

/** As deep as parentheses go. */
const maxDepth = 20;

type Comparison = (value: string, wanted: string) => boolean;

const comparisons: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ["stringequals", (value, wanted) => value === wanted],
  ["stringequalsignorecase", (value, wanted) => value.toLowerCase() === wanted.toLowerCase()],
  ["stringstartswith", (value, wanted) => value.startsWith(wanted)],
  ["stringlike", (value, wanted) => wildcard(wanted).test(value)],
]);

/** Where the attributes of a resource stand in its id, by their names in lower case. */
const attributes: ReadonlyMap<string, number> = new Map([
  ["microsoft.storage/storageaccounts:name", 7],
  ["microsoft.storage/storageaccounts/blobservices/containers:name", 11],
]);

/**
 * Reads a condition: which actions it is about (`ActionMatches`), and the names that the storage account or
 * container has to have, joined by `AND`, `OR` and `NOT`.
 *
 * @throws TypeError for anything else, which must not be taken for granted.
 * @see https://learn.microsoft.com/azure/role-based-access-control/conditions-format
 */
export function parseRoleCondition(source: string): RoleCondition {
  const tokens = tokensOf(source);
  let at = 0;

  const accept = (...words: readonly string[]): boolean => {
    if (!words.includes(tokens[at]?.toLowerCase() ?? "")) return false;
    at += 1;
    return true;
  };
  const expect = (word: string): void => {
    if (!accept(word)) throw notUnderstood(source);
  };
  const text = (): string => {
    const token = tokens[at] ?? "";
    if (!token.startsWith("'")) throw notUnderstood(source);
    at += 1;
    return token.slice(1, -1);
  };

  const either = (depth: number): RoleCondition => {
    const parts = [both(depth)];
    while (accept("or", "||")) parts.push(both(depth));
    return (...asked) => parts.some((part) => part(...asked));
  };
  const both = (depth: number): RoleCondition => {
    const parts = [negated(depth)];
    while (accept("and", "&&")) parts.push(negated(depth));
    return (...asked) => parts.every((part) => part(...asked));
  };
  const negated = (depth: number): RoleCondition => {
    if (depth > maxDepth) throw notUnderstood(source);
    if (!accept("not", "!")) return primary(depth);
    const part = negated(depth + 1);
    return (...asked) => !part(...asked);
  };
  const primary = (depth: number): RoleCondition => {
    if (accept("(")) {
      const part = either(depth + 1);
      expect(")");
      return part;
    }
    return accept("actionmatches") ? actionMatches() : comparison();
  };
  const actionMatches = (): RoleCondition => {
    expect("{");
    const pattern = text();
    expect("}");
    return (action) =>
      matchesPattern(pattern, "dataAction" in action ? action.dataAction : action.action);
  };
  const comparison = (): RoleCondition => {
    const [, name = ""] = /^@resource\[(.*)\]$/i.exec(tokens[at] ?? "") ?? [];
    const place = attributes.get(name.toLowerCase());
    const operator = tokens[at + 1]?.toLowerCase() ?? "";
    const isNegative = operator.startsWith("stringnot");
    const compare = comparisons.get(operator.replace("stringnot", "string"));
    if (place === undefined || compare === undefined) throw notUnderstood(source);
    at += 2;
    const wanted = text();
    return (_action, resourceId) => {
      const value = resourceId.split("/").filter(Boolean)[place];
      // what a resource does not have meets nothing, not even that it should be another
      const isOfType = segmentsOf(resourceId)[place - 1] === collectionOf(name);
      return isOfType && value !== undefined && compare(value, wanted) !== isNegative;
    };
  };

  const condition = either(0);
  if (at < tokens.length) throw notUnderstood(source);
  return condition;
}

/** The segment before the name, as in `containers`. */
function collectionOf(attribute: string): string {
  return attribute.toLowerCase().split(":")[0]?.split("/").at(-1) ?? "";
}

function tokensOf(source: string): readonly string[] {
  const pattern = /\s*('[^']*'|@[a-z]+\[[^\]]*\]|&&|\|\||[!(){}]|[a-z]+(?::[a-z]+)?)/iy;
  const tokens: string[] = [];
  const end = source.trimEnd().length;
  while (pattern.lastIndex < end) {
    const found = pattern.exec(source)?.[1];
    if (found === undefined) throw notUnderstood(source);
    tokens.push(found);
  }
  return tokens;
}

/** `*` stands for any text, `?` for one sign. */
function wildcard(pattern: string): RegExp {
  const literal = pattern.replace(/[.\\^$+()[\]{}|]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");
}

function notUnderstood(source: string): TypeError {
  return new TypeError(
    `azure-emulator: the condition ${JSON.stringify(source)} is not understood here; compare @Resource[Microsoft.Storage/storageAccounts:name] or …/blobServices/containers:name as texts, with ActionMatches, AND, OR and NOT`,
  );
}
