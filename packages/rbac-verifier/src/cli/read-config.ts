import { readFile } from "node:fs/promises";
import { decodeJson } from "../evidence/decode-json.ts";
import type { Targets } from "../evidence/targets.ts";
import type { VerifyOptions } from "../verify.ts";

/** What a configuration file says. */
export interface Config {
  readonly targets?: Partial<Targets>;
  readonly options?: VerifyOptions;
}

const members: ReadonlySet<string> = new Set([
  "targets",
  "profile",
  "stage",
  "rules",
  "suppressions",
]);

/**
 * Reads a configuration file.
 *
 * @throws TypeError for a member that is none; a typing error must not turn a rule on or off.
 */
export async function readConfig(name: string): Promise<Config> {
  const json = decodeJson(name, await readFile(name));
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new TypeError(`rbac-verifier: ${name} must be a JSON object`);
  }
  const unknown = Object.keys(json).find((member) => !members.has(member));
  if (unknown !== undefined) {
    throw new TypeError(
      `rbac-verifier: ${name} has the member ${unknown}; use ${[...members].join(", ")}`,
    );
  }
  const { targets, ...options } = json as { targets?: Partial<Targets> } & VerifyOptions;
  return { ...(targets === undefined ? {} : { targets }), options };
}
