import type { Check, Diagnosis } from "./check.ts";

const marks = {
  works: { mark: "✓", color: 32 },
  fails: { mark: "✗", color: 31 },
  unknown: { mark: "·", color: 90 },
} as const;

/** What was found, for people: a line for each hop, what to do under the one that fails, a verdict last. */
export function formatDiagnosis(
  { works, signIn, services }: Diagnosis,
  { color = false }: { readonly color?: boolean } = {},
): string {
  const paint = (code: number, text: string): string =>
    color ? `\u001B[${code}m${text}\u001B[0m` : text;
  const linesOf = ({ hop, state, detail, remedy, command }: Check): readonly string[] => {
    const { mark, color: code } = marks[state];
    const indent = " ".repeat(14);
    return [
      `  ${paint(code, mark)} ${hop.padEnd(10)}${state === "unknown" ? paint(90, detail) : detail}`,
      ...(remedy === undefined ? [] : [`${indent}${remedy}`]),
      ...(command === undefined ? [] : [`${indent}${paint(36, command)}`]),
    ];
  };
  const failing = services.filter(({ checks }) => checks.some(({ state }) => state === "fails"));
  const verdict = works
    ? paint(32, "All of it works.")
    : signIn.state === "fails"
      ? paint(31, "Nobody is signed in, so nothing else was tried.")
      : paint(31, `${failing.length} of ${services.length} fail.`);
  return `${[
    ...linesOf(signIn),
    ...services.flatMap(({ service, endpoint, checks }) => [
      "",
      `${paint(1, service)}  ${endpoint}`,
      ...checks.flatMap(linesOf),
    ]),
    "",
    verdict,
  ].join("\n")}\n`;
}
