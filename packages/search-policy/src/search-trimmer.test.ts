import { describe, expect, it } from "vitest";
import { createSearchTrimmer, parseSearchRoute, type SearchTrimmerOptions } from "./index.ts";
import { ada, board, finance, nobodys } from "./search-policy.test.fixture.ts";

const version = "api-version=2026-04-01";
const route = (method: string, path: string) =>
  parseSearchRoute(method, new URL(`https://proxy.example/search${path}`));

const trim = (
  method: string,
  path: string,
  body?: unknown,
  options: Partial<SearchTrimmerOptions> = {},
) =>
  createSearchTrimmer({ field: "group_ids", keyField: "id", ...options })(
    route(method, path),
    body,
    { groups: [finance], objectId: ada },
  );

const refusedWith = (code: string) => expect.objectContaining({ code });
const ours = `group_ids/any(g: search.in(g, '${finance}', ','))`;

describe("an address", () => {
  it.each([
    ["POST", "/indexes/documents/docs/search", "search"],
    ["POST", "/indexes('documents')/docs/search.post.search", "search"],
    ["GET", "/indexes/documents/docs", "search"],
    ["GET", "/indexes('documents')/docs/search.suggest", "suggest"],
    ["POST", "/indexes/documents/docs/autocomplete", "autocomplete"],
    ["GET", "/indexes/documents/docs/$count", "count"],
    ["GET", "/indexes('documents')/docs/%24count", "count"],
    ["GET", "/indexes('documents')/docs('a_b-c%3D')", "lookup"],
    ["GET", "/indexes/documents/docs/a_b-c%3D", "lookup"],
  ])("is read in each of its spellings: %s %s", (method, path, operation) => {
    const read = route(method, `${path}?${version}`);
    expect(read).toMatchObject({ operation, index: "documents", apiVersion: "2026-04-01" });
    expect(read.key).toBe(operation === "lookup" ? "a_b-c=" : "");
  });

  it.each([
    ["POST", "/indexes/documents/docs/index"],
    ["POST", "/indexes('documents')/docs/search.index"],
    ["GET", "/indexes/documents/docs/index"],
    ["POST", "/indexes/documents/docs"],
    ["DELETE", "/indexes/documents/docs/search"],
    ["GET", "/indexes/documents"],
    ["GET", "/indexes/documents/docs/a'b"],
    ["GET", "/indexes/documents/docs('a%27%20or%20true')"],
    ["GET", "/indexes/doc%75ments/docs"],
    ["GET", "/indexes/a/docs/../../b/docs/$count/x"],
    ["GET", "/constructor"],
    ["GET", "/indexes/documents/docs/search.post.search"],
  ])("that cannot be trimmed is refused: %s %s", (method, path) => {
    expect(() => route(method, `${path}?${version}`)).toThrow(refusedWith("ROUTE_NOT_ALLOWED"));
  });

  it.each([
    ["GET", "/indexes/documents/docs?search=*"],
    ["GET", `/indexes/documents/docs?${version}&${version}`],
    ["GET", "/indexes/documents/docs?api-version=latest"],
    ["GET", `/indexes/documents/docs?${version}&$filter=a&%24filter=b`],
    ["GET", `/indexes/documents/docs?${version}&$filter=a&%2524filter=b`],
    ["GET", `/indexes/documents/docs?${version}&$top=many`],
    ["GET", `/indexes/documents/docs?${version}&$count=perhaps`],
    ["POST", `/indexes/documents/docs/search?${version}&$filter=true`],
  ])("with options that are none is refused: %s %s", (method, path) => {
    expect(() => route(method, path)).toThrow(refusedWith("INVALID_REQUEST"));
  });
});

describe("what is sent", () => {
  it("is a body, for the options of a query", () => {
    const options = "search=a&searchFields=title&facet=pages&facet=lang&$top=5&$count=true";
    const { request } = trim("GET", `/indexes/documents/docs?${version}&${options}`);
    expect(request).toEqual({
      path: `/indexes('documents')/docs/search.post.search?${version}`,
      body: {
        search: "a",
        searchFields: "title",
        facets: ["pages", "lang"],
        top: 5,
        count: true,
        filter: ours,
      },
    });
  });

  it("is a search for a count and for a lookup", () => {
    const count = trim("GET", `/indexes/documents/docs/$count?${version}`);
    expect(count.request?.body).toEqual({ search: "*", count: true, top: 0, filter: ours });
    const lookup = trim("GET", `/indexes/documents/docs/7?${version}&$select=title`);
    expect(lookup.request?.body).toEqual({
      top: 1,
      select: "title",
      filter: `(${ours}) and (id eq '7')`,
    });
  });

  it.each(["/docs/$count", "/docs/7"])("is nothing for an unknown option of %s", (path) => {
    expect(() => trim("GET", `/indexes/documents${path}?${version}&$filter=true`)).toThrow(
      refusedWith("INVALID_REQUEST"),
    );
  });

  it("is nothing for an option of a search that may reach around the filter", () => {
    expect(() => trim("GET", `/indexes/documents/docs?${version}&debug=all`)).toThrow(
      refusedWith("MEMBER_NOT_ALLOWED"),
    );
  });
});

describe("an answer", () => {
  const search = `/indexes/documents/docs/search?${version}`;

  it("shows of a hit its fields, and of the service's what is about that hit", () => {
    const { answer } = trim("POST", search, { search: "*" });
    const hit = {
      "@search.score": 1,
      "@search.documentDebugInfo": { filter: "secret" },
      "@odata.context": "https://contoso.search.windows.net",
      id: "7",
    };
    const found = answer({
      "@odata.context": "https://contoso.search.windows.net",
      "@search.debug": {},
      "@odata.count": 1,
      value: [hit],
    });
    expect(JSON.parse(found.body)).toEqual({
      "@odata.count": 1,
      value: [{ "@search.score": 1, id: "7" }],
    });
  });

  it("shows no security field that lies in another, in whatever case", () => {
    const { answer } = trim("POST", search, { search: "*" }, { field: "access/groups" });
    const value = [{ id: "7", access: { groups: [finance], Groups: [board], level: 3 } }];
    expect(JSON.parse(answer({ value }).body)).toEqual({
      value: [{ id: "7", access: { level: 3 } }],
    });
  });

  it.each([[[board]], [[]], [null], [["all"]]])(
    "is refused where a document is of nobody's that asks: %j",
    (groups) => {
      const { answer } = trim("POST", search, { search: "*" });
      expect(() => answer({ value: [{ id: "7", group_ids: groups }] })).toThrow(
        refusedWith("FILTER_LOST"),
      );
    },
  );

  it.each([
    ["everybody", { group_ids: ["all"] }],
    ["a group, written in capitals", { group_ids: [nobodys, finance.toUpperCase()] }],
    ["the user by name", { group_ids: [], user_ids: [ada] }],
  ])("shows a document for %s", (_, document) => {
    const options = { everyone: ["all"], userField: "user_ids" };
    const { answer } = trim("POST", search, { search: "*" }, options);
    expect(JSON.parse(answer({ value: [{ id: "7", ...document }] }).body)).toEqual({
      value: [{ id: "7" }],
    });
  });

  it("has no documents where nothing was sent", () => {
    const { answer } = trim("POST", search, { search: "*", count: true });
    expect(JSON.parse(answer().body)).toEqual({ "@odata.count": 0, value: [] });
  });

  it.each([null, [], { value: 1 }, { value: [1] }, "text"])(
    "that is none is refused: %j",
    (found) => {
      const { answer } = trim("POST", search, { search: "*" });
      expect(() => answer(found)).toThrow(refusedWith("ANSWER_NOT_UNDERSTOOD"));
    },
  );
});
