import { expect, it } from "vitest";
import { problemOf } from "./problem.js";

it.each([
  [401, "sign-in", /session has ended/],
  [403, "none", /may not use/],
  [413, "none", /could not be read/],
  [429, "again", /busy/],
  [502, "again", /cannot be searched/],
  [503, "again", /busy/],
])("says what to do about %i", (status, action, title) => {
  const problem = problemOf(status, null);
  expect(problem.action).toBe(action);
  expect(problem.title).toMatch(title);
  expect(problem.remedy).toMatch(/\.$/);
});

it("tells when to ask again, if that is soon", () => {
  expect(problemOf(503, "7").remedy).toBe("Ask again in 7 seconds.");
  for (const header of ["3600", "Wed, 21 Oct 2026 07:28:00 GMT", null]) {
    expect(problemOf(503, header).remedy).toBe("Ask again in a moment.");
  }
});
