import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { complaints, entrimSnapshot, ids, judge, resource } from "../contoso.test.fixture.ts";
import { readConfig } from "./read-config.ts";

const readme = new URL("../../README.md", import.meta.url);

async function saved(text: string): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), "entrim-config-")), "config.json");
  await writeFile(file, text);
  return file;
}

it("reads the configuration of the README, by which a set-up is judged", async () => {
  const [, text = ""] = /```json\n(.*?)```/s.exec(await readFile(readme, "utf8")) ?? [];
  const { targets, options = {}, audit } = await readConfig(await saved(text));
  expect(targets).toMatchObject({ index: "documents", groupField: "group_ids" });
  expect(audit).toEqual({ keyField: "id", parentField: "parent_id", largeGroup: 500 });
  const snapshot = entrimSnapshot();
  resource(snapshot, ids.openai).properties.publicNetworkAccess = "Enabled";
  resource(snapshot, ids.site).properties.httpsOnly = false;
  expect(complaints(judge(snapshot, options))).toEqual(["A05 suppressed", "W08 fail"]);
});

it("is nothing without a file", async () => {
  expect(await readConfig(undefined)).toEqual({});
});

it.each([
  ["[]", /must be a JSON object/],
  ['{ "supressions": [] }', /supressions/],
  ['{ "targets": [] }', /targets of .* must be a JSON object/],
  ['{ "audit": { "key": "id" } }', /audit of .* has the member key/],
])("refuses %s", async (text, message) => {
  await expect(readConfig(await saved(text))).rejects.toThrow(message);
});
