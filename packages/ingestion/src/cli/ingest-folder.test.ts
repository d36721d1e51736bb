import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createLocalAzure,
  finance,
  people,
  searchEndpoint,
  storageEndpoint,
  type LocalAzure,
} from "../local-azure.test.fixture.ts";
import type { IngestionResult } from "../service/ingest-documents.ts";
import { ingestFolder, type IngestFolderOptions } from "./ingest-folder.ts";
import { createProgressLine } from "./progress-line.ts";

let folder: string;
let local: LocalAzure;

beforeEach(async () => {
  local = createLocalAzure();
  folder = await mkdtemp(join(tmpdir(), "entrim-ingest-"));
  await mkdir(join(folder, "hr"));
  await put(
    "access.json",
    JSON.stringify({
      rules: [
        { path: "*.md", groups: ["Finance"] },
        { path: "hr/*.md", groups: ["People Ops"] },
      ],
    }),
  );
  await put("budget.md", "# Budget\nTwo million.");
  await put("hr/leave.md", "# Leave\n25 days.");
  await put("hr/photo.png", "PNG");
  await put(".secret.md", "Hidden");
  await symlink("/etc/hostname", join(folder, "host.md"));
});
afterEach(() => rm(folder, { recursive: true }));

const put = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

const ingest = (options: Partial<IngestFolderOptions> = {}): Promise<IngestionResult> =>
  ingestFolder({
    folder,
    credential: local.credential,
    fetch: local.fetch,
    search: searchEndpoint,
    index: "handbook",
    ...options,
  });

describe("ingestFolder", () => {
  it("fills an index with a folder, by the names of its access file", async () => {
    expect(await ingest({ baseUrl: "https://wiki.contoso.example/" })).toMatchObject({
      found: 3,
      written: 2,
      problems: [{ name: "hr/photo.png", code: "DOCUMENT_UNSUPPORTED" }],
    });
    expect(await local.documents("handbook")).toMatchObject([
      {
        filepath: "budget.md",
        url: "https://wiki.contoso.example/budget.md",
        group_ids: [finance],
      },
      { filepath: "hr/leave.md", content: "Leave\n\n25 days.", group_ids: [people] },
    ]);
  });

  it("goes on where it was", async () => {
    const abort = new AbortController();
    const stopped = ingest({
      abortSignal: abort.signal,
      onProgress: ({ written }) => written > 0 && abort.abort(new Error("stopped")),
    });
    await expect(stopped).rejects.toThrow("stopped");
    expect(await ingest()).toMatchObject({ found: 3 });
    await put("budget.md", "# Budget\nThree million.");
    await rm(join(folder, "hr/leave.md"));
    expect(await ingest()).toMatchObject({ found: 2, written: 1, unchanged: 0, removed: 1 });
    expect(await local.documents("handbook")).toMatchObject([
      { content: "Budget\n\nThree million." },
    ]);
  });

  it("uploads a folder, each document with its groups", async () => {
    const upload = { storage: storageEndpoint, container: "handbook" };
    expect(await ingest(upload)).toMatchObject({
      found: 3,
      written: 2,
      problems: [{ name: "hr/photo.png" }],
    });
    expect(await local.metadataOf("budget.md")).toMatchObject({ group_ids: `["${finance}"]` });
    expect(await local.metadataOf("hr/leave.md")).toMatchObject({ group_ids: `["${people}"]` });
    expect(await local.metadataOf("access.json")).toBeUndefined();
    expect(await ingest(upload)).toMatchObject({ written: 0, unchanged: 2 });
    await put("access.json", JSON.stringify({ rules: [{ path: "budget.md", groups: [people] }] }));
    expect(await ingest(upload)).toMatchObject({ written: 2 });
    expect(await local.metadataOf("budget.md")).toMatchObject({ group_ids: `["${people}"]` });
    expect(await local.metadataOf("hr/leave.md")).toMatchObject({ group_ids: "[]" });
  });

  it("shortens no list of groups to what metadata can carry", async () => {
    const many = Array.from(
      { length: 250 },
      (_, at) => `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`,
    );
    await put("access.json", JSON.stringify({ rules: [{ path: "budget.md", groups: many }] }));
    const { problems } = await ingest({ storage: storageEndpoint, container: "handbook" });
    expect(problems).toContainEqual(
      expect.objectContaining({ name: "budget.md", code: "GROUPS_TOO_MANY" }),
    );
    expect(await local.metadataOf("budget.md")).toBeUndefined();
  });

  it("says what is missing", async () => {
    await expect(ingest({ index: undefined })).rejects.toThrow(/--index/);
    await expect(ingest({ index: "My Index" })).rejects.toThrow(/--index must be/);
    await expect(ingest({ folder: join(folder, "none") })).rejects.toThrow(/no such folder/);
    await expect(ingest({ folder: join(folder, "budget.md") })).rejects.toThrow(/no such folder/);
    expect(local.sent).toEqual([]);
    const nowhere = ingest({ storage: storageEndpoint, container: "nothing" });
    await expect(nowhere).rejects.toThrow(/There is no container nothing at/);
    await expect(ingest({ openai: "https://contoso.openai.azure.com" })).rejects.toThrow(
      /--embedding-deployment/,
    );
  });
});

describe("createProgressLine", () => {
  it("is one line in a terminal, which no file name can steer", () => {
    let shown = "";
    const line = createProgressLine({ isTTY: true, columns: 60, write: (text) => (shown += text) });
    line.show({ found: 4, read: 1, changed: 1, written: 1, name: "a\u001B[2Jb\n.md" });
    expect(shown).toBe("\r\u001B[2K██████░░░░░░░░░░░░░░░░░░ 1/4 documents, 1 written a[2Jb.md");
  });

  it("is a line for each tenth elsewhere", () => {
    const lines: string[] = [];
    const line = createProgressLine({ write: (text) => lines.push(text) });
    for (let read = 0; read <= 1_000; read++)
      line.show({ found: 1_000, read, changed: read, written: read });
    expect(lines).toHaveLength(11);
  });
});
