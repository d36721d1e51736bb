import { decodeJson } from "../evidence/decode-json.ts";
import { textAt, type Json } from "../evidence/read-path.ts";
import type { Finding } from "../finding.ts";

/**
 * The findings of a report in JSON, of `verify` or `audit`.
 *
 * @param name Of the file, for messages.
 * @throws RbacVerifierError `INVALID_EVIDENCE` for what is no JSON.
 * @throws TypeError for JSON that is no report.
 */
export function readReport(name: string, content: Uint8Array | string): readonly Finding[] {
  const json = decodeJson(name, content);
  const findings: unknown = Reflect.get(Object(json), "findings");
  const schema = textAt(json, "schema") ?? "";
  if (
    !/^entrim\.(?:findings|audit)\/1$/.test(schema) ||
    !Array.isArray(findings) ||
    !findings.every(isFinding)
  ) {
    throw new TypeError(
      `rbac-verifier: ${name} is no report; verify --format json and audit --format json make them`,
    );
  }
  return findings;
}

/** As much of one as a comparison and a table go by. */
function isFinding(value: Json): value is Finding {
  return ["ruleId", "slug", "status", "severity", "message", "why", "subject.resourceId"].every(
    (path) => textAt(value, path) !== undefined,
  );
}
