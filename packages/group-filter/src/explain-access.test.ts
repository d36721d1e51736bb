import { assert, constantFrom, property, uniqueArray } from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFilter } from "@entrim/odata-filter";
import { evaluateFilter } from "@entrim/odata-filter/evaluate";
import { explainAccess } from "./explain-access.ts";
import { restrictFilter } from "./group-filter.ts";

const [finance, sales] = [1, 2].map((n) => `00000000-0000-4000-8000-00000000000${n}`) as [
  string,
  string,
];

describe("explainAccess", () => {
  it.each([
    [[finance], [finance, sales], { allowed: true, through: [finance], reason: "GROUP_IN_COMMON" }],
    [[finance], [sales], { allowed: false, through: [], reason: "NO_GROUP_IN_COMMON" }],
    [[], [sales], { allowed: false, through: [], reason: "PRINCIPAL_WITHOUT_GROUPS" }],
    [[finance], [], { allowed: false, through: [], reason: "DOCUMENT_WITHOUT_GROUPS" }],
  ])("says of %o and %o why", (principal, document, explanation) => {
    expect(explainAccess(principal, document)).toEqual(explanation);
  });

  it("agrees with the filter", () => {
    const ids = uniqueArray(constantFrom(finance, sales, "A0000000-0000-4000-8000-00000000000A"));
    assert(
      property(ids, ids, (own, document) => {
        const filter = parseFilter(restrictFilter(undefined, own, { field: "g" }));
        const { allowed } = explainAccess(own, document);
        expect(allowed).toBe(evaluateFilter(filter, { g: document }));
      }),
    );
  });
});
