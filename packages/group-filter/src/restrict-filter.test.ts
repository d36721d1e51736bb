import {
  array,
  assert,
  constantFrom,
  letrec,
  oneof,
  property,
  record,
  uniqueArray,
  uuid,
  type Arbitrary,
} from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFilter } from "@entrim/odata-filter";
import { evaluateFilter } from "@entrim/odata-filter/evaluate";
import { isGroupFilterError, type GroupFilterErrorCode } from "./group-filter-error.ts";
import { restrictFilter, restrictToGroups } from "./group-filter.ts";

const field = "group_ids";
const [finance, sales, legal] = [1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000000${n}`) as [
  string,
  string,
  string,
];

const matches = (filter: string, document: Record<string, unknown>): boolean =>
  evaluateFilter(parseFilter(filter), document);

function codeOf(act: () => unknown): GroupFilterErrorCode | undefined {
  try {
    act();
  } catch (error) {
    return isGroupFilterError(error) ? error.code : undefined;
  }
  return undefined;
}

describe("restrictFilter", () => {
  it("[trim/caller-only-narrows] lets nothing through without a group in common", () => {
    const groups = uniqueArray(constantFrom(finance, sales, legal));
    assert(
      property(callerFilters(), groups, documents(), (callerFilter, own, document) => {
        const filter = restrictFilter(callerFilter, own, { field });
        if (!matches(filter, document)) return;
        expect(document.group_ids?.some((id) => own.includes(id))).toBe(true);
        expect(matches(callerFilter, document)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("lets through what both the caller's filter and the groups do", () => {
    const filter = restrictFilter("year ge 2020", [finance, sales], { field });
    expect(matches(filter, { year: 2021, group_ids: [sales] })).toBe(true);
    expect(matches(filter, { year: 2019, group_ids: [sales] })).toBe(false);
  });

  it.each([
    "x eq 'a') or (true",
    "true) or (true",
    "x eq 'a' or",
    "x eq 'a' --",
    "x eq 'a''",
    "(".repeat(500),
    "x".repeat(200_000),
    "%27",
    "x eq \u2019a\u2019",
  ])("[trim/breakout-refused] refuses %s", (callerFilter) => {
    const restrict = () => restrictFilter(callerFilter, [finance], { field });
    expect(codeOf(restrict)).toBe("INVALID_CALLER_FILTER");
  });

  it.each([
    "group_ids/any()",
    "not group_ids/any()",
    "group_ids/any(g: g ne '')",
    "group_ids/all(g: g ne 'x')",
    `group_ids/any(g: search.in(g, '${sales}'))`,
    "GROUP_IDS/any()",
    "search.ismatch('x', 'title,group_ids')",
    "search.ismatch('x')",
    "title eq 'a' or not (group_ids/any(h: h eq 'x'))",
  ])("[trim/security-field-refused] refuses %s", (callerFilter) => {
    const restrict = () => restrictFilter(callerFilter, [finance], { field });
    expect(codeOf(restrict)).toBe("SECURITY_FIELD_IN_FILTER");
  });

  it("runs a tautology, still trimmed", () => {
    const filter = restrictFilter("true or true", [finance], { field });
    expect(matches(filter, { group_ids: [finance] })).toBe(true);
    expect(matches(filter, { group_ids: [sales] })).toBe(false);
  });

  it.each([{}, { group_ids: null }, { group_ids: [] }])(
    "[trim/positive-any] shows %o to nobody",
    (document) => {
      const filter = restrictFilter(undefined, [finance, sales, legal], { field });
      expect(matches(filter, document)).toBe(false);
    },
  );

  it("[trim/no-groups-no-documents] matches nothing without groups", () => {
    expect(restrictFilter(undefined, [], { field })).toBe("false");
    expect(matches(restrictFilter("true", [], { field }), { group_ids: [finance] })).toBe(false);
  });

  it.each(["", "finance", `${finance},${sales}`, `${finance}') or (true`, `${finance}\n`, "*"])(
    "[trim/ids-validated] refuses the id %j",
    (id) => {
      expect(codeOf(() => restrictFilter(undefined, [finance, id], { field }))).toBe(
        "INVALID_GROUP_ID",
      );
    },
  );

  it("compares ids in lower case, each once", () => {
    expect(restrictFilter(undefined, [finance, finance.toUpperCase()], { field })).toBe(
      `group_ids/any(g: search.in(g, '${finance}', ','))`,
    );
  });

  it.each([1, 200, 11_000])("is right for %i groups, and leaves none out", (count) => {
    const ids = Array.from(
      { length: count },
      (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    );
    const filter = restrictFilter("year eq 2026", ids, { field });
    for (const id of [ids[0], ids.at(-1)]) {
      expect(matches(filter, { year: 2026, group_ids: [id] })).toBe(true);
    }
    expect(filter.match(/0000-4000/g)).toHaveLength(count);
    expect(codeOf(() => restrictFilter(undefined, ids, { field, maxLength: 50 }))).toBe(
      "FILTER_TOO_LONG",
    );
  });

  it("knows sentinels for everybody, who still must be in a group", () => {
    const options = { field, everyone: ["all"] };
    const filter = restrictFilter(undefined, [finance], options);
    expect(matches(filter, { group_ids: ["all"] })).toBe(true);
    expect(restrictFilter(undefined, [], options)).toBe("false");
  });

  it("takes ids of another pattern by option, never with the delimiter", () => {
    const options = { field, idPattern: /^[a-z,]+$/ };
    expect(restrictFilter(undefined, ["finance"], options)).toContain("'finance'");
    expect(codeOf(() => restrictFilter(undefined, ["finance,sales"], options))).toBe(
      "INVALID_GROUP_ID",
    );
  });
});

describe("a caller's groups, intersected", () => {
  const options = { field, callerGroups: "intersect" } as const;
  const named = (ids: string): string => `group_ids/any(g:search.in(g, '${ids}'))`;

  it("keeps those that are the principal's", () => {
    const filter = restrictFilter(named(`${sales}, ${legal}`), [finance, sales], options);
    expect(filter).toBe(`group_ids/any(g: search.in(g, '${sales}', ','))`);
    expect(restrictFilter(named(legal), [finance], options)).toBe("false");
  });

  it("keeps the rest of the filter", () => {
    const both = `year eq 2026 and ${named(sales)}`;
    expect(restrictFilter(both, [sales], options)).toBe(
      `(group_ids/any(g: search.in(g, '${sales}', ','))) and ((year eq 2026))`,
    );
  });

  it.each([
    `${named(sales)} or true`,
    `not ${named(sales)}`,
    `${named(sales)} and group_ids/any(g: g ne 'x')`,
    "group_ids/any()",
  ])("[trim/security-field-refused] refuses the form %s", (callerFilter) => {
    expect(codeOf(() => restrictFilter(callerFilter, [sales], options))).toBe(
      "SECURITY_FIELD_IN_FILTER",
    );
  });
});

describe("restrictToGroups", () => {
  const restrict = restrictToGroups({ field });

  it("[trim/no-groups-no-documents] has nothing to send without groups", () => {
    expect(restrict(undefined, { groups: [] })).toBeUndefined();
    expect(restrict("year eq 2026", { groups: [] })).toBeUndefined();
  });

  it("[trim/breakout-refused] refuses a bad filter with or without groups", () => {
    expect(codeOf(() => restrict("true) or (true", { groups: [] }))).toBe("INVALID_CALLER_FILTER");
  });

  it("never keeps the filter of a list that may change", () => {
    const groups = [finance];
    expect(restrict(undefined, { groups })).toContain(finance);
    groups[0] = sales;
    expect(restrict(undefined, { groups })).not.toContain(finance);
  });

  it("builds the filter of a frozen list once", () => {
    const groups = Object.freeze([finance]);
    expect(restrict(undefined, { groups })).toBe(restrict(undefined, { groups }));
  });

  it("refuses a field that is none", () => {
    expect(() => restrictToGroups({ field: "a b" })).toThrow(TypeError);
  });
});

/** Filters over the fields of {@link documents}, all that the language has. */
function callerFilters(): Arbitrary<string> {
  return letrec<{ filter: string }>((tie) => ({
    filter: oneof(
      { maxDepth: 4 },
      constantFrom(
        "true",
        "false",
        "title eq 'a'",
        "title ne 'a'",
        "title eq null",
        "year gt 2020",
        "2020 ge year",
        "published",
        "published eq false",
        "search.in(title, 'a,b')",
        "tags/any()",
        "tags/any(t: t eq 'x')",
        "tags/all(t: t ne 'x')",
        "title eq 'it''s) or (true'",
      ),
      tie("filter").map((inner) => `not (${inner})`),
      tie("filter").map((inner) => `(${inner})`),
      record({ a: tie("filter"), b: tie("filter"), join: constantFrom("and", "or") }).map(
        ({ a, b, join }) => `${a} ${join} ${b}`,
      ),
    ),
  })).filter;
}

interface TestDocument extends Record<string, unknown> {
  readonly group_ids?: readonly string[] | null;
}

function documents(): Arbitrary<TestDocument> {
  const ids = oneof(constantFrom(finance, sales, legal), uuid());
  return record(
    {
      title: constantFrom("a", "b", null),
      year: constantFrom(2019, 2020, 2021),
      published: constantFrom(true, false),
      tags: array(constantFrom("x", "y"), { maxLength: 2 }),
      group_ids: oneof(array(ids, { maxLength: 3 }), constantFrom(null)),
    },
    { requiredKeys: [] },
  );
}
