/** Who may read which documents of a folder. */
export interface AccessRule {
  /** A path within the folder; `*` stands for anything within a folder, `**` for anything. */
  readonly path: string;
  /** Names of groups. */
  readonly groups: readonly string[];
}

/**
 * Reads the text of an `access.json`. Members that begin with `_` are remarks.
 *
 * @param file Its path, for error messages.
 * @throws Error that names every fault and its place.
 */
export function parseAccessRules(text: string, file: string): readonly AccessRule[] {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file} is no JSON`, { cause });
  }
  const faults: string[] = [];
  const rules = requireRules(content, faults);
  if (faults.length > 0) throw new Error(`${file} cannot be used:\n- ${faults.join("\n- ")}`);
  return rules;
}

/** The groups that the rules let read a document; none where no rule names it. */
export function groupsOf(path: string, rules: readonly AccessRule[]): readonly string[] {
  const matching = rules.filter((rule) => matches(path, rule));
  return [...new Set(matching.flatMap(({ groups }) => groups))].toSorted();
}

/** Whether a rule names a document. */
export function matches(path: string, { path: pattern }: AccessRule): boolean {
  const source = pattern
    .normalize("NFC")
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/\*\*\/?|\*/g, (star) => (star === "*" ? "[^/]*" : ".*"));
  return new RegExp(`^${source}$`, "u").test(path);
}

function requireRules(content: unknown, faults: string[]): AccessRule[] {
  const { rules, ...rest } = isObject(content) ? content : {};
  if (!Array.isArray(rules)) {
    faults.push('wanted is {"rules": [{"path": "policies/*.md", "groups": ["Finance"]}]}');
    return [];
  }
  faults.push(...unknownMembers(rest, ""));
  return rules.map((rule: unknown, i) => requireRule(rule, `rules[${i}]`, faults));
}

function requireRule(rule: unknown, place: string, faults: string[]): AccessRule {
  const { path, groups, ...rest } = isObject(rule) ? rule : {};
  if (typeof path !== "string" || path === "") {
    faults.push(`${place}.path: a path within the folder is wanted, as in "policies/*.md"`);
  }
  // a list that is empty by mistake would look like a rule and let nobody read
  if (!Array.isArray(groups) || groups.length === 0 || !groups.every(isName)) {
    faults.push(`${place}.groups: names of groups are wanted, as in ["Finance"]`);
  }
  faults.push(...unknownMembers(rest, place));
  return { path: path as string, groups: groups as string[] };
}

function unknownMembers(rest: object, place: string): string[] {
  return Object.keys(rest)
    .filter((name) => !name.startsWith("_"))
    .map((name) => `${place}${place && "."}${name}: there is no such member`);
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value.trim() === value && value !== "";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
