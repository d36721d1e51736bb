import { beforeAll, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { ask, createSearchEmulator } from "../search.test.fixture.ts";
import { component, defineAgain, defineAnalysis, termsOf } from "./analysis.test.fixture.ts";

let azure: Emulator;
beforeAll(() => {
  azure = createSearchEmulator();
});

const html = String.raw`<p class="a">Caf&eacute; &amp; <b>bar</b>s</p><script>let a</script><!-- b -->&#65;&#x42;`;

it("markup is left out, and characters that are written by their names are not", async () => {
  await defineAnalysis(azure, {});
  const request = { tokenizer: "whitespace", charFilters: ["html_strip"], text: html };
  expect(await termsOf(azure, request)).toEqual(["Caf&eacute;@0", "&@1", "bars@2", "AB@3"]);
});

it.each<readonly [string, object, string, readonly string[]]>([
  ["MappingCharFilter", { mappings: ["ph=>f", "p=>", "\\u00e4=>ae"] }, "pha pä", ["fa@0", "ae@1"]],
  [
    "PatternReplaceCharFilter",
    { pattern: "(aa)\\s+(bb)", replacement: "$1#$2" },
    "aa  bb",
    ["aa#bb@0"],
  ],
])("a %s with %j", async (type, options, text, terms) => {
  await defineAnalysis(azure, { charFilters: [component(type, options)] });
  expect(await defineAgain(azure)).toBe(204);
  const request = { tokenizer: "whitespace", charFilters: ["own"], text };
  expect(await termsOf(azure, request)).toEqual(terms);
});

it("terms stand where the text before the filters has them", async () => {
  await defineAnalysis(azure, {
    charFilters: [component("MappingCharFilter", { mappings: ["&=>and"] })],
  });
  const body = {
    tokenizer: "whitespace",
    charFilters: ["html_strip", "own"],
    text: "<b>a</b> & b",
  };
  const answer = await ask(azure, "/indexes/analyzed/analyze", { method: "POST", body });
  expect(answer.body["tokens"]).toMatchObject([
    { token: "a", startOffset: 3 },
    { token: "and", startOffset: 9, endOffset: 10 },
    { token: "b", startOffset: 11, endOffset: 12 },
  ]);
});

it.each<readonly [string, object, string]>([
  ["MappingCharFilter", { mappings: ["ab"] }, "'ab'"],
  ["MappingCharFilter", { mappings: [] }, "'mappings'"],
  ["PatternReplaceCharFilter", { pattern: "(", replacement: "" }, "'('"],
  ["PatternReplaceCharFilter", { pattern: "a" }, "'replacement'"],
  ["HtmlStripCharFilter", {}, "HtmlStripCharFilter"],
])("a %s is refused with %j", async (type, options, message) => {
  const { status, body } = await defineAnalysis(azure, { charFilters: [component(type, options)] });
  expect(status).toBe(400);
  expect(body.error.message).toContain(message);
});
