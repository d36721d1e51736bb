import { beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../emulator.ts";
import { ask } from "../../search.test.fixture.ts";
import { deleteBlob, documentsOf, index, run, upload } from "../indexing.test.fixture.ts";
import {
  chunking,
  createChunkingEmulator,
  mapped,
  selector,
  sentence,
} from "./chunking.test.fixture.ts";

let azure: Emulator;
beforeEach(() => {
  azure = createChunkingEmulator();
});

describe("a document becomes pages with vectors", () => {
  it("each a document with the groups of the whole, found by its vector", async () => {
    expect(await index(azure, { skillset: chunking, indexer: mapped })).toMatchObject({
      status: "success",
      itemsProcessed: 1,
      errors: [],
      warnings: [],
    });
    expect(await documentsOf(azure)).toEqual([]);
    const pages = await documentsOf(azure, "pages");
    expect(pages).toHaveLength(2);
    const parent = pages[0]?.["parent_id"];
    expect(pages.map(({ chunk_id }) => chunk_id)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(new RegExp(`^[0-9a-f]{12}_${String(parent)}_pages_0$`)),
        expect.stringMatching(/_pages_1$/),
      ]),
    );
    expect(pages.every((page) => Array.isArray(page["vector"]))).toBe(true);
    expect(pages[0]).toMatchObject({ title: "a.txt", group_ids: ["hr"] });
    const hidden = await ask(azure, "/indexes/pages/docs/search", {
      method: "POST",
      body: { search: "train", filter: "group_ids/any(g: search.in(g, 'board'))" },
    });
    expect(hidden.body.value).toEqual([]);
  });

  it("[emulator/projection-stale] in place of those that it had, and they go with it", async () => {
    const dataDeletionDetectionPolicy = {
      "@odata.type": "#Microsoft.Azure.Search.NativeBlobSoftDeleteDeletionDetectionPolicy",
    };
    await upload(azure, "b.txt", sentence.repeat(7));
    await index(azure, {
      skillset: chunking,
      indexer: { skillsetName: "chunking" },
      dataSource: { dataDeletionDetectionPolicy },
    });
    const keys = async () => (await documentsOf(azure, "pages")).map((page) => page["chunk_id"]);
    const before = await keys();
    expect(before).toHaveLength(4);
    await upload(azure, "a.txt", "Short now.");
    await run(azure);
    const after = await documentsOf(azure, "pages");
    expect(after).toHaveLength(3);
    const changed = after.filter(({ title }) => title === "a.txt");
    expect(changed).toMatchObject([{ chunk: "Short now." }]);
    expect(before).not.toContain(changed[0]?.["chunk_id"]);
    await deleteBlob(azure, "a.txt");
    await run(azure);
    expect(await documentsOf(azure, "pages")).toMatchObject([
      { title: "b.txt" },
      { title: "b.txt" },
    ]);
  });

  it("besides itself, unless it is left out", async () => {
    const indexProjections = { selectors: [selector] };
    await index(azure, {
      skillset: { ...chunking, indexProjections },
      indexer: { skillsetName: "chunking" },
    });
    expect(await documentsOf(azure)).toHaveLength(1);
    expect(await documentsOf(azure, "pages")).toHaveLength(2);
  });
});
