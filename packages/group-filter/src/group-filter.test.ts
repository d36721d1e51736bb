import { assert, constantFrom, oneof, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { formatFilter, type IndexDefinition } from "@entrim/odata-filter";
import { evaluateFilter } from "@entrim/odata-filter/evaluate";
import { groupFilter, restrictFilter, restrictToGroups } from "./group-filter.ts";
import {
  callerFilters,
  codeOf,
  documents,
  errorOf,
  field,
  finance,
  groupSets,
  hostileFilters,
  legal,
  matches,
  sales,
  type TestDocument,
} from "./group-filter.test.fixture.ts";

const sharesGroup = ({ group_ids }: TestDocument, groups: readonly string[]): boolean =>
  group_ids?.some((id) => groups.includes(id)) ?? false;

describe("whatever a caller writes", () => {
  it("[trim/caller-only-narrows] a match implies a group in common, and no more is taken away", () => {
    assert(
      property(callerFilters(), groupSets(), documents(), (callerFilter, groups, document) => {
        const isMatch = matches(restrictFilter(callerFilter, groups, { field }), document);
        return isMatch === (sharesGroup(document, groups) && matches(callerFilter, document));
      }),
      { numRuns: 1000 },
    );
  });

  it("[trim/caller-only-narrows] an attack is refused, or narrows like any other filter", () => {
    const modes = constantFrom("refuse", "intersect");
    const texts = oneof(hostileFilters(), callerFilters());
    assert(
      property(texts, groupSets(), documents(), modes, (text, groups, document, callerGroups) => {
        let filter = "false";
        const code = codeOf(() => {
          filter = restrictFilter(text, groups, { field, callerGroups });
        });
        return code !== undefined || !matches(filter, document) || sharesGroup(document, groups);
      }),
      { numRuns: 2000 },
    );
  });

  it("[trim/caller-only-narrows] adds nothing to what is for everybody or for the user", () => {
    const options = { field, everyone: ["all"], user: { field: "user_ids", id: legal } };
    assert(
      property(callerFilters(), groupSets(), documents(), (callerFilter, groups, document) => {
        const isOpen = matches(restrictFilter(undefined, groups, options), document);
        const isMatch = matches(restrictFilter(callerFilter, groups, options), document);
        return isMatch === (isOpen && matches(callerFilter, document));
      }),
      { numRuns: 500 },
    );
  });

  it("runs a tautology, still trimmed", () => {
    const filter = restrictFilter("true or true", [finance], { field });
    expect(matches(filter, { group_ids: [finance] })).toBe(true);
    expect(matches(filter, { group_ids: [sales] })).toBe(false);
  });

  it.each([undefined, "", "  "])("takes %j for no filter", (callerFilter) => {
    const alone = `group_ids/any(g: search.in(g, '${finance}', ','))`;
    expect(restrictFilter(callerFilter, [finance], { field })).toBe(alone);
  });

  it.each([
    "title eq 'a') or (true",
    "true) or (true",
    "title eq 'a' or",
    "title eq 'a' --",
    "title eq 'a''",
    "title eq 'a\0",
    "n eq \u2019a\u2019",
    "%27",
    "(".repeat(200),
    "tags/any(t: ".repeat(200),
  ])("[trim/breakout-refused] refuses %j", (callerFilter) => {
    const restrict = (): unknown => restrictFilter(callerFilter, [finance], { field });
    expect(codeOf(restrict)).toBe("INVALID_CALLER_FILTER");
  });

  it("[trim/breakout-refused] refuses a megabyte", () => {
    const text = "true or ".repeat(125_000);
    expect(codeOf(() => restrictFilter(text, [finance], { field }))).toBe("INVALID_CALLER_FILTER");
  });

  it.each([[["true"]], [["a"]], [{ or: "true" }], [null], [1]])(
    "[trim/breakout-refused] refuses %o, which is no text",
    (callerFilter) => {
      const text = callerFilter as unknown as string;
      expect(codeOf(() => restrictFilter(text, [finance], { field }))).toBe(
        "INVALID_CALLER_FILTER",
      );
    },
  );

  it("tells what is wrong with a filter and repeats nothing of it", () => {
    const error = errorOf(() => restrictFilter("x eq 'secret' AND y", [finance], { field }));
    expect(error?.message).toMatch(/small letters/);
    expect(error?.message).not.toContain("secret");
    expect(error).toHaveProperty("cause.code", "SYNTAX");
  });

  it.each([
    "group_ids/any()",
    "not group_ids/any()",
    "group_ids/any(g: g ne '')",
    "group_ids/all(g: g ne 'x')",
    `group_ids/any(g: search.in(g, '${sales}'))`,
    "GROUP_IDS/any()",
    "group_ids/x eq 1",
    "search.ismatch('x', 'title, group_ids')",
    "search.ismatch('x')",
    "search.ismatchscoring('x', '')",
    "search.ismatch('group_ids:x', 'title', 'full', 'any')",
    "title eq 'a' or not (group_ids/any(h: h eq 'x'))",
    "tags/any(t: t eq 'a') and (published or group_ids/any())",
  ])("[trim/security-field-refused] refuses %s", (callerFilter) => {
    const restrict = (): unknown => restrictFilter(callerFilter, [finance], { field });
    expect(codeOf(restrict)).toBe("SECURITY_FIELD_IN_FILTER");
  });

  it("[trim/security-field-refused] also refuses the field of users", () => {
    const options = { field, user: { field: "user_ids", id: legal } };
    const restrict = (): unknown => restrictFilter("user_ids/any()", [finance], options);
    expect(codeOf(restrict)).toBe("SECURITY_FIELD_IN_FILTER");
  });
});

describe("groups", () => {
  it.each([{}, { group_ids: null }, { group_ids: [] }, { group_ids: [""] }])(
    "[trim/positive-any] show %o to nobody",
    (document) => {
      const options = { field, everyone: ["all"] };
      const filter = restrictFilter(undefined, [finance, sales, legal], options);
      expect(matches(filter, document)).toBe(false);
      expect(filter).not.toMatch(/\bnot\b|\ball\(/);
    },
  );

  it("[trim/no-groups-no-documents] that are none match nothing", () => {
    expect(restrictFilter(undefined, [], { field })).toBe("false");
    expect(restrictFilter("true", [], { field })).toBe("false");
    expect(formatFilter(groupFilter([], { field, everyone: ["all"] }))).toBe("false");
  });

  it.each([
    "",
    "finance",
    "*",
    "all",
    "S-1-5-21-1",
    `{${finance}}`,
    finance.slice(1),
    `${finance},${sales}`,
    `${finance}') or (true`,
    `${finance}\n`,
    ` ${finance}`,
    "0".repeat(1000),
  ])("[trim/ids-validated] refuse the id %j", (id) => {
    const restrict = (): unknown => restrictFilter(undefined, [finance, id], { field });
    expect(codeOf(restrict)).toBe("INVALID_GROUP_ID");
  });

  it.each([finance, undefined, null, [[finance]], [null], [{ id: finance }]])(
    "[trim/ids-validated] refuse %o, which is no list of ids",
    (groups) => {
      const list = groups as unknown as string[];
      expect(codeOf(() => restrictFilter(undefined, list, { field }))).toBe("INVALID_GROUP_ID");
      expect(codeOf(() => groupFilter(list, { field }))).toBe("INVALID_GROUP_ID");
    },
  );

  it("are compared in lower case, each once", () => {
    expect(restrictFilter(undefined, [finance, finance.toUpperCase()], { field })).toBe(
      `group_ids/any(g: search.in(g, '${finance}', ','))`,
    );
  });

  it.each([1, 200, 11_000])("may be %i, and none is left out", (count) => {
    const ids = Array.from(
      { length: count },
      (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    );
    const filter = groupFilter(ids, { field });
    expect(formatFilter(filter)).toBe(`group_ids/any(g: search.in(g, '${ids.join()}', ','))`);
    for (const id of [ids[0], ids.at(-1)]) {
      expect(evaluateFilter(filter, { group_ids: [id] })).toBe(true);
    }
    const restrict = (): unknown => restrictFilter(undefined, ids, { field, maxLength: 50 });
    expect(codeOf(restrict)).toBe("FILTER_TOO_LONG");
  });

  it("of another pattern fit it from the first character to the last, and never hold a comma", () => {
    const options = { field, idPattern: /[a-z,]+|S-1/gm };
    expect(restrictFilter(undefined, ["finance", "sales", "S-1"], options)).toContain(
      "'finance,sales,S-1'",
    );
    for (const id of ["finance,sales", "x') or (true", "Finance", "finance\n\nx", "xS-1"]) {
      expect(codeOf(() => restrictFilter(undefined, [id], options))).toBe("INVALID_GROUP_ID");
    }
  });

  it("open what is for everybody, but to nobody who is in none", () => {
    const options = { field, everyone: ["all"] };
    const filter = restrictFilter(undefined, [finance], options);
    expect(matches(filter, { group_ids: ["all"] })).toBe(true);
    expect(matches(restrictFilter(undefined, [finance], { field }), { group_ids: ["all"] })).toBe(
      false,
    );
    expect(restrictFilter(undefined, [], options)).toBe("false");
  });
});

describe("a user", () => {
  const user = { field: "user_ids", id: legal.toUpperCase() };

  it("reads what names them, with and without groups", () => {
    const byName = { user_ids: [legal], group_ids: [] };
    for (const groups of [[], [finance]]) {
      const filter = restrictFilter("published", groups, { field, user });
      expect(matches(filter, { ...byName, published: true })).toBe(true);
      expect(matches(filter, { ...byName, published: false })).toBe(false);
      expect(matches(filter, { user_ids: [sales], published: true })).toBe(false);
    }
  });

  it("[trim/ids-validated] has an id, too", () => {
    const options = { field, user: { ...user, id: "x') or (true" } };
    expect(codeOf(() => groupFilter([finance], options))).toBe("INVALID_GROUP_ID");
  });
});

describe("a caller's groups, intersected", () => {
  const options = { field, callerGroups: "intersect" } as const;

  it("are those that are the principal's", () => {
    const filter = restrictFilter(
      named(`${sales.toUpperCase()}, ${legal}`),
      [finance, sales],
      options,
    );
    expect(matches(filter, { group_ids: [sales] })).toBe(true);
    expect(matches(filter, { group_ids: [finance] })).toBe(false);
    expect(matches(filter, { group_ids: [legal] })).toBe(false);
    expect(filter).not.toContain(legal);
  });

  it("are nothing when none of them is the principal's", () => {
    expect(restrictFilter(named(legal), [finance], options)).toBe("false");
    expect(restrictFilter(`published and ${named(legal)}`, [finance], options)).toBe("false");
  });

  it("do not widen to what is for everybody, which may be named, too", () => {
    const withAll = { ...options, everyone: ["all"] };
    const document = { group_ids: ["all"] };
    expect(matches(restrictFilter(named(sales), [sales], withAll), document)).toBe(false);
    expect(matches(restrictFilter(named("all"), [sales], withAll), document)).toBe(true);
  });

  it("leave the rest of the filter as it is", () => {
    const filter = restrictFilter(`year eq 2026 and ${named(sales)}`, [sales], options);
    expect(matches(filter, { year: 2026, group_ids: [sales] })).toBe(true);
    expect(matches(filter, { year: 2025, group_ids: [sales] })).toBe(false);
    expect(restrictFilter("year eq 2026", [sales], options)).toBe(
      restrictFilter("year eq 2026", [sales], { field }),
    );
  });

  it.each([
    `${named(sales)} or true`,
    `not ${named(sales)}`,
    `${named(sales)} and group_ids/any(g: g ne 'x')`,
    `${named(sales)} eq true and true`,
    "group_ids/any(g: not search.in(g, 'x'))",
    "group_ids/any(g: search.in(g/x, 'x'))",
    `group_ids/all(g: search.in(g, '${sales}'))`,
    `group_ids/any(g: g eq '${sales}')`,
    "group_ids/any()",
    `${named(sales)} and search.ismatch('x')`,
  ])("[trim/security-field-refused] have one form, not %s", (callerFilter) => {
    const code = codeOf(() => restrictFilter(callerFilter, [sales], options));
    expect(["SECURITY_FIELD_IN_FILTER", "INVALID_CALLER_FILTER"]).toContain(code);
  });
});

describe("an index", () => {
  const index: IndexDefinition = {
    fields: [
      { name: "title", type: "Edm.String" },
      { name: "group_ids", type: "Collection(Edm.String)", searchable: false },
      { name: "open_ids", type: "Collection(Edm.String)" },
      { name: "dark_ids", type: "Collection(Edm.String)", filterable: false },
    ],
  };

  it("refuses a caller's filter that it could not run", () => {
    for (const callerFilter of ["title gt 'a'", "other eq 'a'"]) {
      const restrict = (): unknown => restrictFilter(callerFilter, [finance], { field, index });
      expect(codeOf(restrict)).toBe("INVALID_CALLER_FILTER");
    }
  });

  it("lets full-text search look everywhere if it cannot look into the security field", () => {
    const query = "search.ismatch('x')";
    expect(restrictFilter(query, [finance], { field, index })).toContain(query);
    const restrict = (): unknown => restrictFilter(query, [finance], { field: "open_ids", index });
    expect(codeOf(restrict)).toBe("SECURITY_FIELD_IN_FILTER");
  });

  it.each(["title", "dark_ids", "missing"])("refuses %s as the security field", (name) => {
    expect(() => restrictToGroups({ field: name, index })).toThrow(/filterable Collection/);
  });
});

describe("restrictToGroups", () => {
  const restrict = restrictToGroups({ field });

  it("[trim/no-groups-no-documents] has nothing to send without groups", () => {
    expect(restrict(undefined, { groups: [] })).toBeUndefined();
    expect(restrict("year eq 2026", { groups: [], objectId: finance })).toBeUndefined();
  });

  it("has nothing to send for a caller who asks for nothing", () => {
    expect(restrict("false", { groups: [finance] })).toBeUndefined();
  });

  it("[trim/breakout-refused] refuses a bad filter with or without groups", () => {
    for (const groups of [[], [finance]]) {
      expect(codeOf(() => restrict("true) or (true", { groups }))).toBe("INVALID_CALLER_FILTER");
      expect(codeOf(() => restrict("group_ids/any()", { groups }))).toBe(
        "SECURITY_FIELD_IN_FILTER",
      );
    }
  });

  it("never keeps the filter of a list that may change", () => {
    const groups = [finance];
    expect(restrict(undefined, { groups })).toContain(finance);
    groups[0] = sales;
    expect(restrict(undefined, { groups })).not.toContain(finance);
  });

  it("gives each frozen list its own filter, however often", () => {
    const lists = [finance, sales, legal].map((id) => Object.freeze([id]));
    for (const groups of [...lists, ...lists]) {
      expect(restrict(undefined, { groups })).toBe(restrictFilter(undefined, groups, { field }));
    }
  });

  it("asks for the user by name where there is a field for it", () => {
    const byName = restrictToGroups({ field, userField: "user_ids" });
    const groups = Object.freeze([finance]);
    const filterOf = (objectId: string): string => byName(undefined, { groups, objectId }) ?? "";
    expect(matches(filterOf(legal), { user_ids: [legal] })).toBe(true);
    expect(matches(filterOf(sales), { user_ids: [legal] })).toBe(false);
    expect(byName(undefined, { groups: [] })).toBeUndefined();
    expect(codeOf(() => byName("user_ids/any()", { groups }))).toBe("SECURITY_FIELD_IN_FILTER");
  });

  it("is not changed by who changes the options afterwards", () => {
    const options = { field, everyone: ["all"] };
    const own = restrictToGroups(options);
    options.field = "other";
    options.everyone.push("none");
    expect(own(undefined, { groups: [finance] })).toBe(
      `group_ids/any(g: search.in(g, '${finance},all', ','))`,
    );
  });

  it.each([
    { field: "a b" },
    { field: "" },
    { field, everyone: ["a,b"] },
    { field, everyone: [""] },
    { field, userField: "x) or (true" },
    { field, maxLength: Number.NaN },
    { field, callerGroups: "allow" as "refuse" },
  ])("refuses the options %o", (options) => {
    expect(() => restrictToGroups(options)).toThrow(/^group-filter: /);
  });
});

function named(ids: string): string {
  return `group_ids/any(g:search.in(g, '${ids}'))`;
}
