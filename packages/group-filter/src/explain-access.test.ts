import { array, assert, constantFrom, oneof, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { explainAccess } from "./explain-access.ts";
import { finance, groupSets, legal, matches, sales } from "./group-filter.test.fixture.ts";
import { restrictFilter } from "./group-filter.ts";

describe("explainAccess", () => {
  it.each([
    [[finance], [finance, sales], { allowed: true, through: [finance], reason: "GROUP_IN_COMMON" }],
    [[finance], [sales], { allowed: false, through: [], reason: "NO_GROUP_IN_COMMON" }],
    [[], [sales], { allowed: false, through: [], reason: "PRINCIPAL_WITHOUT_GROUPS" }],
    [[finance], [], { allowed: false, through: [], reason: "DOCUMENT_WITHOUT_GROUPS" }],
    [[finance], null, { allowed: false, through: [], reason: "DOCUMENT_WITHOUT_GROUPS" }],
    [
      [finance],
      [finance.toUpperCase()],
      { allowed: false, through: [], reason: "DOCUMENT_GROUP_IN_CAPITALS" },
    ],
  ])("says of %o and %o why", (principal, document, explanation) => {
    expect(explainAccess(principal, document)).toEqual(explanation);
  });

  it("knows what is for everybody", () => {
    const options = { everyone: ["all"] };
    expect(explainAccess([finance], ["all"], options)).toMatchObject({ through: ["all"] });
    expect(explainAccess([], ["all"], options).allowed).toBe(false);
  });

  it("agrees with the filter", () => {
    const values = array(constantFrom(finance, sales.toUpperCase(), legal, "all"));
    const everyone = constantFrom([], ["all"]);
    assert(
      property(
        groupSets(),
        oneof(values, constantFrom(null, undefined)),
        everyone,
        (own, document, all) => {
          const options = { field: "g", everyone: all };
          const isMatch = matches(restrictFilter(undefined, own, options), { g: document });
          return explainAccess(own, document, { everyone: all }).allowed === isMatch;
        },
      ),
      { numRuns: 1000 },
    );
  });
});
