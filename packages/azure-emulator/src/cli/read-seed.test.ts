import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contoso } from "../contoso.test.fixture.ts";
import { readSeed } from "./read-seed.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "azure-emulator-seed-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const file = join(folder, "seed.json");
  writeFileSync(file, text);
  return file;
}

describe("readSeed", () => {
  it("reads what a program would have passed", async () => {
    expect(await readSeed(fileWith(JSON.stringify(contoso)))).toEqual(contoso);
  });

  it("says how to make a file that is not there", async () => {
    const missing = join(folder, "none.json");
    await expect(readSeed(missing)).rejects.toThrow(`"azure-emulator seed > ${missing}"`);
  });

  it("says that a file is no JSON", async () => {
    await expect(readSeed(fileWith("tenant: contoso"))).rejects.toThrow(/seed\.json is no JSON/);
  });

  it("names the place of each fault", async () => {
    const seed = {
      ...contoso,
      groups: [{ id: "finance", displayName: "Finance" }],
      rolls: [],
      searchServices: [{ name: "Contoso Search" }],
      storageAccounts: [
        {
          name: "contoso",
          containers: [{ name: "a", blobs: [{ name: "b", text: "", base64: "" }] }],
        },
      ],
    };
    const reading = readSeed(fileWith(JSON.stringify(seed)));
    await expect(reading).rejects.toThrow(/a GUID is wanted[^]*at groups\[0\]\.id/);
    await expect(reading).rejects.toThrow(/"rolls"/);
    await expect(reading).rejects.toThrow(/text or base64, not both/);
    await expect(reading).rejects.toThrow(/digits and dashes[^]*at searchServices\[0\]\.name/);
  });
});
