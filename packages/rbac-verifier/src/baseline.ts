import { decodeJson } from "./evidence/decode-json.ts";
import type { Finding } from "./finding.ts";
import type { Suppression } from "./suppression.ts";

/** What a baseline says of what it accepts. */
export interface BaselineOptions {
  /** Why it is accepted. */
  readonly reason: string;
  /** The last day, ISO 8601. */
  readonly until: string;
}

const schema = "entrim.baseline/1";

/**
 * Accepts what was found as it is now, as the text of a file: what fails or has to be looked at, each thing by its
 * rule, resource, principal and edge. What is unknown is not accepted; it may turn out to be worse.
 */
export function formatBaseline(
  findings: readonly Finding[],
  { reason, until }: BaselineOptions,
): string {
  const suppressions = findings
    .filter(({ status }) => status === "fail" || status === "review")
    .map(({ ruleId, subject }): Suppression =>
      Object.assign({ rule: ruleId }, subject, { reason, until }),
    );
  const unique = new Map(suppressions.map((one) => [JSON.stringify(one), one]));
  return `${JSON.stringify({ schema, suppressions: [...unique.values()] }, null, 2)}\n`;
}

/**
 * Reads a baseline, for `suppressions` of `verify`.
 *
 * @param name Of the file, for messages.
 * @throws RbacVerifierError `INVALID_EVIDENCE` for what is no JSON.
 * @throws TypeError for JSON that is no baseline.
 */
export function parseBaseline(name: string, content: Uint8Array | string): readonly Suppression[] {
  const json = Object(decodeJson(name, content)) as { schema?: unknown; suppressions?: unknown };
  if (json.schema !== schema || !Array.isArray(json.suppressions)) {
    throw new TypeError(`rbac-verifier: ${name} is no baseline; verify --write-baseline makes one`);
  }
  return json.suppressions;
}
