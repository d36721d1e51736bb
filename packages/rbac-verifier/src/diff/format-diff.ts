import type { Finding } from "../finding.ts";
import { plainText } from "../report/plain-text.ts";
import type { ChangedFinding, FindingDiff } from "./diff-findings.ts";

const kinds = [
  { kind: "new", mark: "✗", title: "New", code: 31 },
  { kind: "unclear", mark: "?", title: "Not known any more", code: 33 },
  { kind: "unchanged", mark: "-", title: "As before", code: 90 },
  { kind: "mended", mark: "✓", title: "Mended", code: 32 },
] as const;

/**
 * Writes what became of findings, for people or for programs.
 *
 * @throws TypeError for another format.
 */
export function formatDiff(
  diff: FindingDiff,
  format: "table" | "json",
  { color = false }: { readonly color?: boolean } = {},
): string {
  if (format === "json") {
    return `${JSON.stringify({ schema: "entrim.diff/1", ...diff }, null, 2)}\n`;
  }
  if (format !== "table") throw new TypeError("rbac-verifier: format must be table or json");
  const lines = kinds.flatMap(({ kind, mark, title, code }) => {
    const changes = diff[kind];
    if (changes.length === 0) return [];
    const painted = color ? `\u001B[${code}m${mark}\u001B[0m` : mark;
    return [title, ...changes.map((change) => `    ${painted} ${describe(change)}`)];
  });
  const counts = kinds.map(({ kind }) => `${diff[kind].length} ${words[kind]}`).join(", ");
  return `${[...lines, "", `${counts}.`].join("\n")}\n`;
}

const words: Readonly<Record<keyof FindingDiff, string>> = {
  new: "new",
  unclear: "not known any more",
  unchanged: "as before",
  mended: "mended",
};

function describe({ before, now }: ChangedFinding): string {
  const { ruleId, slug, message } = (now ?? before) as Finding;
  const note =
    now === undefined
      ? " (no longer reported: mended, or no longer judged)"
      : now.status === "suppressed"
        ? " (accepted)"
        : "";
  return `${ruleId} ${slug}  ${plainText(message)}${note}`;
}
