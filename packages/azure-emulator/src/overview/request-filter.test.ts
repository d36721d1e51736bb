import { expect, it } from "vitest";
import { filtersOf } from "./request-filter.ts";

const url = "https://contoso.search.windows.net/indexes/documents/docs/search";
const filter = "groups/any(g: g eq 'a')";

it.each([
  ["in the address", { url: `${url}?$filter=${encodeURIComponent(filter)}`, body: "" }],
  ["in the body", { url, body: JSON.stringify({ filter }) }],
  [
    "for a knowledge source",
    { url, body: JSON.stringify({ knowledgeSourceParams: [{ filterAddOn: filter }, {}] }) },
  ],
  [
    "for data of its own",
    { url, body: JSON.stringify({ data_sources: [{ parameters: { filter } }] }) },
  ],
])("finds a filter %s", (_where, request) => {
  expect(filtersOf(request)).toEqual([filter]);
});

it.each([
  "",
  "no JSON",
  "null",
  "[]",
  '{"filter":7}',
  '{"filter":""}',
  '{"data_sources":[null,{"parameters":7}]}',
])("finds none in %j", (body) => {
  expect(filtersOf({ url, body })).toEqual([]);
});
