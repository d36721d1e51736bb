import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readDocuments } from "./read-documents.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "local-start-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const rules = (...entries: readonly [path: string, ...groups: string[]][]): string =>
  JSON.stringify({ rules: entries.map(([path, ...groups]) => ({ path, groups })) });

describe("readDocuments", () => {
  it("reads Markdown in all folders, with the groups of the rules", async () => {
    write("a.md", "# A");
    write("sub/規程.MD", "# B");
    write("sub/c.txt", "no document");
    write(".git/d.md", "no document");
    write("access.json", rules(["a.md", "Finance"], ["sub/*", "Sales", "Finance"]));
    expect(await readDocuments(folder)).toEqual({
      documents: [
        { path: "a.md", text: "# A", groups: ["Finance"] },
        { path: "sub/規程.MD", text: "# B", groups: ["Finance", "Sales"] },
      ],
      groups: ["Finance", "Sales"],
      idleRules: [],
    });
  });

  it("gives a document without a rule to nobody, and names rules without a document", async () => {
    write("a.md", "# A");
    write("access.json", rules(["b.md", "Finance"]));
    const { documents, idleRules } = await readDocuments(folder);
    expect(documents).toMatchObject([{ path: "a.md", groups: [] }]);
    expect(idleRules).toEqual(["b.md"]);
  });

  it("says what a folder lacks", async () => {
    await expect(readDocuments(join(folder, "none"))).rejects.toThrow("is no folder");
    await expect(readDocuments(folder)).rejects.toThrow("has no access.json");
    write("access.json", rules(["a.md", "Finance"]));
    await expect(readDocuments(folder)).rejects.toThrow("has no documents");
    write("access.json", "{}");
    write("a.md", "# A");
    await expect(readDocuments(folder)).rejects.toThrow("access.json cannot be used");
  });
});
