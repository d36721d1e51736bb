import type { z } from "zod";
import { isObject } from "../request-body.ts";

/** Members whose `type` is part of the path to what lies in them. */
const tagged = new Set<PropertyKey | undefined>([
  "authentication",
  "embedding_dependency",
  "embeddingDependency",
]);

/**
 * What is wrong with a member of a request, in the words of the service, one line each.
 *
 * @param name Of the member, as in `data_sources`.
 */
export function formatProblems(
  issues: readonly z.core.$ZodIssue[],
  { name, value }: { readonly name: string; readonly value: unknown },
): readonly string[] {
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) =>
        formatProblem(
          pathTo([...issue.path, key], { name, value }),
          "Extra inputs are not permitted",
        ),
      );
    }
    return [formatProblem(pathTo(issue.path, { name, value }), wordsFor(issue, value))];
  });
}

/** One line. */
export function formatProblem(path: string, words: string): string {
  return `Validation error at #/${path}: ${words}`;
}

function pathTo(
  path: readonly PropertyKey[],
  { name, value }: { readonly name: string; readonly value: unknown },
): string {
  let at: unknown = value;
  const segments = path.flatMap((key, index) => {
    at = memberOf(at, key);
    const type = memberOf(at, "type");
    const isTagged = index === 0 || tagged.has(key);
    const isWithin = index < path.length - 1;
    return isTagged && isWithin && typeof type === "string" && path[index + 1] !== "type"
      ? [String(key), type]
      : [String(key)];
  });
  return [name, ...segments].join("/");
}

function memberOf(value: unknown, key: PropertyKey): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  return isObject(value) ? value[String(key)] : undefined;
}

const typeWords: Readonly<Record<string, string>> = {
  string: "Input should be a valid string",
  boolean: "Input should be a valid boolean",
  number: "Input should be a valid integer",
  int: "Input should be a valid integer",
  array: "Input should be a valid list",
  object: "Input should be a valid dictionary",
};

function wordsFor(issue: z.core.$ZodIssue, value: unknown): string {
  const found = issue.path.reduce<unknown>(memberOf, value);
  if (found === undefined) return "Field required";
  if (issue.code === "invalid_union") {
    return `Input tag '${typeof found === "string" ? found : JSON.stringify(found)}' found using 'type' does not match any of the expected tags`;
  }
  if (issue.code === "invalid_value") {
    return `Input should be ${issue.values.map((each) => `'${String(each)}'`).join(", ")}`;
  }
  if (issue.code === "too_small" || issue.code === "too_big") return boundWords(issue, found);
  return issue.code === "invalid_type"
    ? (typeWords[issue.expected] ?? "Input is not valid")
    : "Input is not valid";
}

function boundWords(
  issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  found: unknown,
): string {
  const [bound, least] =
    issue.code === "too_small" ? [issue.minimum, true] : [issue.maximum, false];
  return Array.isArray(found)
    ? `List should have at ${least ? "least" : "most"} ${bound} item after validation, not ${found.length}`
    : `Input should be ${least ? "greater" : "less"} than or equal to ${bound}`;
}
