import { expect, it } from "vitest";
import { formatOverview } from "./format-overview.ts";
import { peopleOf } from "./people.ts";
import type { LocalDocument } from "./read-documents.ts";

function document(path: string, ...groups: string[]): LocalDocument {
  return { path, text: "", groups };
}

function overview(azurePort: number): string {
  const groups = ["Finance", "Sales"];
  return formatOverview({
    origin: "http://localhost:3000",
    azureOrigin: `http://127.0.0.1:${azurePort}`,
    people: peopleOf(groups),
    folder: {
      groups,
      idleRules: ["typo.md"],
      documents: [
        document("all.md", "Finance", "Sales"),
        document("finance/a.md", "Finance"),
        document("finance/b.md", "Finance"),
        document("hidden.md"),
      ],
    },
    deployment: "gpt",
    searchEndpoint: "https://contoso.search.windows.net",
    indexName: "documents",
  });
}

it("says who can sign in, what each may read, and where", () => {
  expect(overview(4600)).toBe(`
Who can sign in, and what each may read:
  maria@contoso.example  Finance
      all.md, finance/ (all 2)
  kenji@contoso.example  Sales
      all.md
  alex@contoso.example   in all groups
      all.md, finance/ (all 2)
  nina@contoso.example   in no group
      nothing

No rule in access.json names these, so nobody may read them:
  hidden.md

Rules in access.json that name no document:
  typo.md

Chat         http://localhost:3000
Local Azure  http://127.0.0.1:4600
A token      npm run --silent token -- --user maria@contoso.example

Ctrl-C ends both.`);
});

it("names the port of a local Azure that is not where it is looked for", () => {
  expect(overview(4601)).toContain("--user maria@contoso.example --port 4601");
});
