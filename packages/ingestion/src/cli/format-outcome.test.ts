import { expect, it } from "vitest";
import { formatOutcome } from "./format-outcome.ts";

const nobody = { code: "NO_GROUPS", message: "Nobody sees it." };
const broken = { code: "DOCUMENT_MALFORMED", message: "It is broken." };
const result = {
  found: 4,
  read: 4,
  changed: 2,
  written: 2,
  unchanged: 1,
  removed: 0,
  problems: [
    { name: "z.md", ...nobody },
    { name: "a.docx", ...broken },
  ],
};

it("names each document that is left out or unseen, in their order, and counts them", () => {
  expect(formatOutcome(result)).toEqual({
    problems: ["a.docx: DOCUMENT_MALFORMED: It is broken.", "z.md: NO_GROUPS: Nobody sees it."],
    summary: "4 documents: 2 written, 1 unchanged, 0 removed, 1 left out, 1 seen by nobody",
    hint: undefined,
    isPartial: true,
  });
});

it("says how to grant where nobody sees anything", () => {
  const problems = [{ name: "a.md", ...nobody }];
  const outcome = formatOutcome({ ...result, found: 1, written: 1, unchanged: 0, problems });
  expect(outcome.hint).toMatch(/access\.json/);
  expect(outcome).toMatchObject({
    summary: "1 document: 1 written, 0 unchanged, 0 removed, 1 seen by nobody",
    isPartial: false,
  });
});

it("names some of many that nobody sees, after all that were left out", () => {
  const many = Array.from({ length: 25 }, (_, at) => Object.assign({ name: `${at}.md` }, nobody));
  const { problems } = formatOutcome({ ...result, problems: [...many, ...result.problems] });
  expect(problems).toHaveLength(22);
  expect([problems[0], problems.at(-1)]).toEqual([
    "a.docx: DOCUMENT_MALFORMED: It is broken.",
    "and 6 more that nobody sees",
  ]);
});

it("lets no name steer the terminal", () => {
  const problems = [{ name: "a\u001B[2J\n.md", ...broken }];
  expect(formatOutcome({ ...result, problems }).problems).toEqual([
    "a[2J.md: DOCUMENT_MALFORMED: It is broken.",
  ]);
});
