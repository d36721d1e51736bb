import type { AuditIndexOptions } from "../audit/audit-index.ts";
import { decodeJson } from "../evidence/decode-json.ts";
import type { Targets } from "../evidence/targets.ts";
import type { VerifyOptions } from "../verify.ts";
import { readInputFile } from "./read-input-file.ts";

/** What a configuration file says. */
export interface Config {
  readonly targets?: Partial<Targets>;
  /** How to judge. */
  readonly options?: Pick<VerifyOptions, "profile" | "stage" | "rules" | "suppressions">;
  /** How to look through the index of `targets`. */
  readonly audit?: Partial<
    Pick<AuditIndexOptions, "keyField" | "parentField" | "groups" | "largeGroup" | "samples">
  >;
}

const members: ReadonlySet<string> = new Set([
  "targets",
  "profile",
  "stage",
  "rules",
  "suppressions",
  "audit",
]);

const auditMembers: ReadonlySet<string> = new Set([
  "keyField",
  "parentField",
  "groups",
  "largeGroup",
  "samples",
]);

/**
 * Reads a configuration file; nothing without one.
 *
 * @throws TypeError for a member that is none; a typing error must not turn a rule on or off.
 */
export async function readConfig(name: string | undefined): Promise<Config> {
  if (name === undefined) return {};
  const json = requireMembers(decodeJson(name, await readInputFile(name)), members, name);
  const { targets, audit, ...options } = json as Config & NonNullable<Config["options"]>;
  if (targets !== undefined) requireObject(targets, `targets of ${name}`);
  if (audit !== undefined) requireMembers(audit, auditMembers, `audit of ${name}`);
  return {
    ...(targets === undefined ? {} : { targets }),
    ...(audit === undefined ? {} : { audit }),
    options,
  };
}

function requireMembers(value: unknown, known: ReadonlySet<string>, what: string): object {
  const json = requireObject(value, what);
  const unknown = Object.keys(json).find((member) => !known.has(member));
  if (unknown !== undefined) {
    throw new TypeError(
      `rbac-verifier: ${what} has the member ${unknown}; use ${[...known].join(", ")}`,
    );
  }
  return json;
}

function requireObject(value: unknown, what: string): object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`rbac-verifier: ${what} must be a JSON object`);
  }
  return value;
}
