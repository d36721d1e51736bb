import { hash } from "node:crypto";

/** What was found out about tokens that were good. */
export interface VerifiedTokens<Finding> {
  find(token: string): Finding | undefined;
  add(token: string, finding: Finding): void;
}

/**
 * A bounded memory of tokens that were good, each by its SHA-256; refused ones are not kept.
 *
 * @param size How many to keep; the one unused for longest goes first. With 0 nothing is kept or hashed.
 */
export function createVerifiedTokens<Finding>(size: number): VerifiedTokens<Finding> {
  const findings = new Map<string, Finding>();

  function find(token: string): Finding | undefined {
    if (findings.size === 0) return undefined;
    const name = digest(token);
    const finding = findings.get(name);
    if (finding === undefined) return undefined;
    // a map keeps the order of insertion: what is used moves to the end
    findings.delete(name);
    findings.set(name, finding);
    return finding;
  }

  function add(token: string, finding: Finding): void {
    if (size === 0) return;
    findings.set(digest(token), finding);
    if (findings.size <= size) return;
    const [oldest] = findings.keys();
    if (oldest !== undefined) findings.delete(oldest);
  }

  return { find, add };
}

/** Of the whole token: a part of it would let two tokens share an entry. */
function digest(token: string): string {
  return hash("sha256", token, "base64");
}
