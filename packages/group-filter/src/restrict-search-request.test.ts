import { describe, expect, it } from "vitest";
import type { IndexDefinition } from "@entrim/odata-filter";
import { codeOf, field, finance, legal, sales } from "./group-filter.test.fixture.ts";
import { restrictFilter } from "./group-filter.ts";
import { restrictSearchRequest, type SearchRequest } from "./restrict-search-request.ts";

const index: IndexDefinition = {
  fields: [
    { name: "title", type: "Edm.String" },
    { name: "group_ids", type: "Collection(Edm.String)", searchable: false },
  ],
};

const restrict = (body: SearchRequest): SearchRequest | undefined =>
  restrictSearchRequest(body, [finance, sales], { field, index });

const restrictOpen = (body: SearchRequest): SearchRequest | undefined =>
  restrictSearchRequest(body, [finance], { field });

describe("a search request", () => {
  it("[trim/caller-only-narrows] gets the filter of the groups, and keeps the rest", () => {
    const body = {
      search: "budget",
      filter: "title eq 'a'",
      select: "title",
      orderby: "title desc",
      top: 5,
      count: true,
    };
    const filter = restrictFilter(body.filter, [finance, sales], { field });
    expect(restrict(body)).toEqual({ ...body, filter });
    expect(body.filter).toBe("title eq 'a'");
  });

  it.each([undefined, null, ""])("gets a filter where it has %o", (filter) => {
    expect(restrict({ filter })).toEqual({
      filter: restrictFilter(undefined, [finance, sales], { field }),
    });
  });

  it("[trim/no-groups-no-documents] is not sent without groups", () => {
    expect(restrictSearchRequest({ search: "*" }, [], { field })).toBeUndefined();
  });

  it.each([
    ["trim/breakout-refused", { filter: "true) or (true" }, "INVALID_CALLER_FILTER"],
    ["trim/breakout-refused", { filter: ["true"] }, "INVALID_CALLER_FILTER"],
    ["trim/security-field-refused", { filter: "group_ids/any()" }, "SECURITY_FIELD_IN_FILTER"],
    ["trim/security-field-refused", { select: "title,GROUP_IDS" }, "SECURITY_FIELD_IN_REQUEST"],
    ["trim/security-field-refused", { select: ["title", field] }, "SECURITY_FIELD_IN_REQUEST"],
    ["trim/security-field-refused", { orderby: "group_ids desc" }, "SECURITY_FIELD_IN_REQUEST"],
    ["trim/security-field-refused", { facets: ["group_ids,count:9"] }, "SECURITY_FIELD_IN_REQUEST"],
    ["trim/security-field-refused", { highlight: "group_ids-3" }, "SECURITY_FIELD_IN_REQUEST"],
    ["trim/security-field-refused", { searchFields: "group_ids^2" }, "SECURITY_FIELD_IN_REQUEST"],
    [
      "trim/security-field-refused",
      { vectorQueries: [{ kind: "text", text: "x", fields: "vector, group_ids" }] },
      "SECURITY_FIELD_IN_REQUEST",
    ],
    [
      "trim/caller-only-narrows",
      { vectorQueries: [{ kind: "text", text: "x", filterOverride: "true" }] },
      "MEMBER_NOT_ALLOWED",
    ],
    ["trim/caller-only-narrows", { moreLikeThis: "key" }, "MEMBER_NOT_ALLOWED"],
    ["trim/caller-only-narrows", { $filter: "true" }, "MEMBER_NOT_ALLOWED"],
    ["trim/caller-only-narrows", JSON.parse('{"__proto__":{}}'), "MEMBER_NOT_ALLOWED"],
    ["trim/caller-only-narrows", { vectorQueries: "x" }, "MEMBER_NOT_ALLOWED"],
    ["trim/caller-only-narrows", { vectorQueries: ["x"] }, "MEMBER_NOT_ALLOWED"],
    ["trim/caller-only-narrows", { select: { "0": field } }, "MEMBER_NOT_ALLOWED"],
    ["trim/caller-only-narrows", [], "MEMBER_NOT_ALLOWED"],
  ])("[%s] refuses %o", (_id, body, code) => {
    expect(codeOf(() => restrict(body as SearchRequest))).toBe(code);
  });

  it("[trim/security-field-refused] may not name the complex field around it", () => {
    const options = { field: "access/group_ids" };
    const codes = ["access", "accessories"].map((select) =>
      codeOf(() => restrictSearchRequest({ select }, [legal], options)),
    );
    expect(codes).toEqual(["SECURITY_FIELD_IN_REQUEST", undefined]);
  });

  it("asks for all fields if it likes, for what comes back is another matter", () => {
    expect(restrict({ select: "*" })).toMatchObject({ select: "*" });
  });

  it.each(["postFilter", "strictPostFilter", undefined])(
    "filters before vectors are compared, whatever %s says",
    (vectorFilterMode) => {
      const vectorQueries = [{ kind: "vector", vector: [0, 1], fields: "vector", k: 5 }];
      expect(restrict({ vectorQueries, vectorFilterMode })).toMatchObject({
        vectorQueries,
        vectorFilterMode: "preFilter",
      });
    },
  );

  it("is for suggestions and completions, too", () => {
    const body = {
      search: "bud",
      suggesterName: "titles",
      autocompleteMode: "oneTerm",
      fuzzy: true,
    };
    expect(restrict(body)).toMatchObject({ ...body, filter: expect.stringContaining(finance) });
  });
});

describe("a query, where the security field may be searchable", () => {
  it.each([
    { search: finance },
    { search: "x", searchFields: "" },
    { search: "group_ids:x", searchFields: "title", queryType: "full" },
    { search: "x", searchFields: "title", queryType: ["full"] },
  ])("[trim/security-field-refused] may not look everywhere as %o does", (body) => {
    expect(codeOf(() => restrictOpen(body))).toBe("SECURITY_FIELD_IN_REQUEST");
  });

  it.each([
    {},
    { search: "*" },
    { search: "x", searchFields: "title" },
    { search: "x", searchFields: "title", queryType: "semantic" },
  ])("may be %o", (body) => {
    expect(restrictOpen(body)).toMatchObject(body);
  });
});
