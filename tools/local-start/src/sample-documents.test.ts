import { expect, it } from "vitest";
import { readDocuments } from "./read-documents.ts";
import { splitPassages } from "./split-passages.ts";
import { sampleDocuments } from "./start-local.ts";

const { documents, groups, idleRules } = await readDocuments(sampleDocuments);

function countWith(script: RegExp): number {
  return documents.filter(({ path }) => script.test(path)).length;
}

it("are for five groups, in three languages", () => {
  expect(groups).toHaveLength(5);
  expect(documents.length).toBeGreaterThan(15);
  expect(idleRules).toEqual([]);
  const japanese = documents.filter(({ text }) => /\p{Script=Hiragana}/u.test(text));
  expect(japanese.length).toBeGreaterThanOrEqual(3);
  expect(countWith(/\p{Script=Han}/u) - japanese.length).toBeGreaterThanOrEqual(3);
});

it("have one that nobody may read", () => {
  expect(documents.filter((document) => document.groups.length === 0)).toHaveLength(1);
});

it("fall into several passages each", () => {
  const short = documents.filter(({ path, text }) => splitPassages(text, path).length < 2);
  expect(short).toEqual([]);
});

it("answer the same question differently for each group", () => {
  const allowances = documents.flatMap(({ path, text }) =>
    splitPassages(text, path)
      .filter(({ content }) => content.includes("The travel allowance for"))
      .map(() => path.replace(/\/.*/, "")),
  );
  expect(allowances.toSorted()).toEqual(["engineering", "finance", "legal", "people", "sales"]);
});
