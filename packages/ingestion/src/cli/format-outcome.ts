import type { DocumentProblem, IngestionResult } from "../service/ingest-documents.ts";

/** What there is to say when all is done. */
export interface FormattedOutcome {
  /** A line for each document that was left out, by name, and then for those that nobody sees, as far as they are few. */
  readonly problems: readonly string[];
  /** How many documents there are of each kind. */
  readonly summary: string;
  /** What may be the reason that nobody sees anything. */
  readonly hint: string | undefined;
  /** Whether documents were left out. */
  readonly isPartial: boolean;
}

/** Of what nobody sees there may be much, and all for one reason. */
const maxUnseen = 20;

/** Puts what became of a folder into words. */
export function formatOutcome(result: IngestionResult): FormattedOutcome {
  const { found, written, unchanged, removed } = result;
  const problems = result.problems.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const unseen = problems.filter(({ code }) => code === "NO_GROUPS");
  const leftOut = problems.filter(({ code }) => code !== "NO_GROUPS");
  const counts = [
    `${written} written`,
    `${unchanged} unchanged`,
    `${removed} removed`,
    ...(leftOut.length > 0 ? [`${leftOut.length} left out`] : []),
    ...(unseen.length > 0 ? [`${unseen.length} seen by nobody`] : []),
  ];
  const more = unseen.length - maxUnseen;
  return {
    problems: [
      ...leftOut.map(lineOf),
      ...unseen.slice(0, maxUnseen).map(lineOf),
      ...(more > 0 ? [`and ${more} more that nobody sees`] : []),
    ],
    summary: `${found} ${found === 1 ? "document" : "documents"}: ${counts.join(", ")}`,
    hint:
      unseen.length > 0 && unseen.length === written + unchanged
        ? 'Nobody sees any of them. Say in access.json who may, as in {"rules":[{"path":"*.md","groups":["Everyone"]}]}, and run it again.'
        : undefined,
    isPartial: leftOut.length > 0,
  };
}

function lineOf({ name, code, message }: DocumentProblem): string {
  return `${printable(name)}: ${code}: ${message}`;
}

/** A name may hold anything, and what it holds must not steer a terminal. */
function printable(name: string): string {
  return name.replaceAll(/\p{C}/gu, "");
}
