import type { Finding, FindingStatus } from "../finding.ts";
import { groupFindings } from "../group-findings.ts";

/** A finding before and now. */
export interface ChangedFinding {
  /** Undefined when there was none. */
  readonly before: Finding | undefined;
  /** Undefined when there is none any more. */
  readonly now: Finding | undefined;
}

/** What became of findings. */
export interface FindingDiff {
  /** Wrong now, and not before. */
  readonly new: readonly ChangedFinding[];
  /** Wrong before, and right now. */
  readonly mended: readonly ChangedFinding[];
  /** Wrong before and now, accepted or not. */
  readonly unchanged: readonly ChangedFinding[];
  /** Known before, and now neither right nor wrong: not known, to be looked at, or no longer reported. */
  readonly unclear: readonly ChangedFinding[];
}

/**
 * Compares two runs, finding by finding: those of the same rule, resource, principal and edge are the same. Only what
 * passes now is mended; what is no longer reported may be mended, or no longer judged.
 */
export function diffFindings(before: readonly Finding[], now: readonly Finding[]): FindingDiff {
  const diff = {
    new: [] as ChangedFinding[],
    mended: [] as ChangedFinding[],
    unchanged: [] as ChangedFinding[],
    unclear: [] as ChangedFinding[],
  };
  for (const pair of pairsOf(before, now)) {
    const kind = kindOf(pair);
    if (kind !== undefined) diff[kind].push(pair);
  }
  return diff;
}

const wrong: ReadonlySet<FindingStatus | undefined> = new Set(["fail", "suppressed"]);

function kindOf({ before, now }: ChangedFinding): keyof FindingDiff | undefined {
  const wasWrong = wrong.has(before?.status);
  if (wrong.has(now?.status)) return wasWrong ? "unchanged" : "new";
  if (now?.status === "pass") return wasWrong ? "mended" : undefined;
  return wasWrong || (before?.status === "pass" && now !== undefined) ? "unclear" : undefined;
}

/** Rules may say several things of one subject; they are told apart by their order. */
function pairsOf(before: readonly Finding[], now: readonly Finding[]): readonly ChangedFinding[] {
  const old = groupFindings(before, keyOf);
  const young = groupFindings(now, keyOf);
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((key) => {
    const was = old.get(key) ?? [];
    const is = young.get(key) ?? [];
    const allRight = is.length > 0 && is.every(({ status }) => status === "pass");
    return Array.from({ length: Math.max(was.length, is.length) }, (_, index): ChangedFinding => {
      // one word of praise stands for all that was wrong
      const after = is[index] ?? (allRight ? is[0] : undefined);
      return { before: was[index], now: after };
    });
  });
}

/** What makes two findings the same one. */
function keyOf({ ruleId, subject }: Finding): string {
  const { resourceId, principalId = "", edge = "" } = subject;
  return JSON.stringify([ruleId, resourceId.toLowerCase(), principalId.toLowerCase(), edge]);
}
