import { IngestionError } from "../ingestion-error.ts";

/** Who may read which documents, by a file. */
export interface AccessRules {
  /** The groups of all rules that a document's path matches; undefined if none does. */
  groupsOf(path: string): readonly string[] | undefined;
}

interface Rule {
  readonly pattern: readonly string[];
  readonly groups: readonly string[];
}

/**
 * Reads an access file: `{"rules":[{"path":"hr/*.md","groups":["People Ops"]}]}`. A `*` stands for anything within a
 * folder or file name. All rules that match grant; a document that none matches is visible to nobody.
 *
 * @throws IngestionError for anything else, so that a mistake is found before anything is granted.
 */
export function parseAccessFile(text: string): AccessRules {
  const rules = rulesOf(text).map(parseRule);
  return {
    groupsOf(path) {
      const segments = path.split("/");
      const matching = rules.filter(({ pattern }) => matches(pattern, segments));
      return matching.length === 0
        ? undefined
        : [...new Set(matching.flatMap(({ groups }) => groups))];
    },
  };
}

function rulesOf(text: string): readonly unknown[] {
  let file: unknown;
  try {
    file = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw invalid("it is no JSON", cause);
  }
  const rules = isObject(file) ? file["rules"] : undefined;
  if (!isObject(file) || !Array.isArray(rules)) throw invalid("it must have a list of rules");
  const unknown = Object.keys(file).find((key) => key !== "rules" && !key.startsWith("_"));
  if (unknown !== undefined) throw invalid("it has a member besides rules");
  return rules;
}

function parseRule(rule: unknown, index: number): Rule {
  const at = `rule ${index + 1}`;
  if (!isObject(rule)) throw invalid(`${at} is no object`);
  const { path, groups, ...rest } = rule;
  if (typeof path !== "string" || path === "" || path.startsWith("/")) {
    throw invalid(`${at} has no path relative to the folder`);
  }
  const isGroups =
    Array.isArray(groups) &&
    groups.every((group) => typeof group === "string" && group.trim() !== "");
  if (!isGroups) throw invalid(`${at} has no list of groups`);
  if (Object.keys(rest).some((key) => !key.startsWith("_")))
    throw invalid(`${at} has an unknown member`);
  return { pattern: path.split("/"), groups: groups as string[] };
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) => matchesSegment(part, segments[index] ?? ""))
  );
}

/** Looks for the parts between the stars one after the other, which takes no time to speak of. */
function matchesSegment(pattern: string, segment: string): boolean {
  const [first = "", ...parts] = pattern.split("*");
  const last = parts.pop();
  if (last === undefined) return pattern === segment;
  if (!segment.startsWith(first) || segment.length < first.length + last.length) return false;
  if (!segment.endsWith(last)) return false;
  const inner = segment.slice(first.length, segment.length - last.length);
  let at = 0;
  for (const part of parts) {
    const found = inner.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}

function invalid(why: string, cause?: unknown): IngestionError {
  return new IngestionError("ACCESS_FILE_INVALID", `The access file cannot be used: ${why}.`, {
    cause,
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
