import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { ask, createSearchEmulator, idsOf } from "../search.test.fixture.ts";

let azure: Emulator;

function index(...value: readonly unknown[]): ReturnType<typeof ask> {
  return ask(azure, "/indexes('documents')/docs/search.index", { method: "POST", body: { value } });
}

async function lookUp(key: string): Promise<unknown> {
  return (await ask(azure, `/indexes('documents')/docs('${key}')`)).body;
}

describe("each document of a batch", () => {
  beforeEach(() => {
    azure = createSearchEmulator();
  });

  it("has a status of its own", async () => {
    const { status, body } = await index(
      { "@search.action": "upload", id: "new" },
      { "@search.action": "merge", id: "travel", pages: 13 },
      { "@search.action": "merge", id: "nothing", pages: 1 },
      { "@search.action": "mergeOrUpload", id: "newer", pages: 1 },
      { "@search.action": "delete", id: "budget" },
      { "@search.action": "delete", id: "never-there" },
      { id: "new" },
    );
    expect(status).toBe(207);
    expect(body.value).toEqual([
      { key: "new", status: true, errorMessage: null, statusCode: 201 },
      { key: "travel", status: true, errorMessage: null, statusCode: 200 },
      { key: "nothing", status: false, errorMessage: "Document not found.", statusCode: 404 },
      { key: "newer", status: true, errorMessage: null, statusCode: 201 },
      { key: "budget", status: true, errorMessage: null, statusCode: 200 },
      { key: "never-there", status: true, errorMessage: null, statusCode: 200 },
      { key: "new", status: true, errorMessage: null, statusCode: 200 },
    ]);
    expect((await index({ id: "new" })).status).toBe(200);
  });

  it("is replaced by an upload, and keeps the other fields in a merge", async () => {
    await index({ "@search.action": "merge", id: "travel", pages: null, author: { mail: "x" } });
    expect(await lookUp("travel")).toMatchObject({
      title: "Travel policy",
      pages: null,
      author: { name: "Ada" },
      group_ids: ["everyone"],
    });
    await index({ "@search.action": "merge", id: "travel", group_ids: ["hr"] });
    expect(await lookUp("travel")).toMatchObject({ group_ids: ["hr"] });
    await index({ id: "travel", title: "New" });
    expect(await lookUp("travel")).toMatchObject({ title: "New", author: null, group_ids: [] });
  });

  it("is found by what it holds now", async () => {
    await index({ "@search.action": "merge", id: "budget", content: "Nothing about journeys." });
    expect(await idsOf(azure, { search: "million" })).toEqual([]);
    expect(await idsOf(azure, { search: "journey" })).toEqual(["budget"]);
    await index({ "@search.action": "delete", id: "budget" });
    expect(await idsOf(azure, { search: "journey" })).toEqual([]);
  });

  it("comes back as the service keeps it", async () => {
    await index({ id: "1", published: "2026-01-01T10:00:00+02:00", group_ids: null });
    expect(await lookUp("1")).toMatchObject({ published: "2026-01-01T08:00:00Z", group_ids: [] });
    expect(await lookUp("travel")).toMatchObject({
      place: { type: "Point", coordinates: [13.4, 52.5], crs: { type: "name" } },
    });
  });
});

describe("a batch is refused as a whole", () => {
  beforeAll(() => {
    azure = createSearchEmulator();
  });

  it("with the words of the service when a key is missing", async () => {
    const { status, body } = await index({ title: "No key" });
    expect(status).toBe(400);
    expect(body.error).toEqual({
      code: "OperationNotAllowed",
      message: "The request is invalid.",
      details: [
        {
          code: "MissingKeyField",
          message: "0: Document key cannot be missing or empty. Parameters: actions",
        },
      ],
    });
  });

  it.each([
    [{ id: "a b" }],
    [{ id: "" }],
    [{ id: 1 }],
    [{ id: "x".repeat(1025) }],
    [{ id: "1", "@search.action": "remove" }],
    [{ id: "1", nothing: 1 }],
    [{ id: "1", pages: "12" }],
    [{ id: "1", pages: 1.5 }],
    [{ id: "1", pages: 2 ** 31 }],
    [{ id: "1", title: 5 }],
    [{ id: "1", published: "yesterday" }],
    [{ id: "1", published: "2026-01-01" }],
    [{ id: "1", place: { type: "Point", coordinates: [200, 0] } }],
    [{ id: "1", place: { type: "LineString", coordinates: [1, 1] } }],
    [{ id: "1", place: { type: "Point", coordinates: [1] } }],
    [{ id: "1", place: { type: "Point", coordinates: [1, 2, 3] } }],
    [{ id: "1", place: [1, 1] }],
    [{ id: "1", vector: [1, "2"] }],
    [{ id: "1", author: "Ada" }],
    [{ id: "1", group_ids: "everyone" }],
    [{ id: "1", group_ids: [null] }],
    [{ id: "1", vector: [1, 2, 3] }],
    [{ id: "1", author: { age: 7 } }],
    ["no object"],
  ])("when a document is %j", async (document) => {
    expect((await index({ id: "first" }, document)).status).toBe(400);
    expect((await ask(azure, "/indexes('documents')/docs('first')")).status).toBe(404);
  });

  it.each([[], { value: {} }, { documents: [] }])("when it is no batch, as in %j", async (body) => {
    const path = "/indexes/documents/docs/index";
    expect((await ask(azure, path, { method: "POST", body })).status).toBe(400);
  });

  it("when it is empty or too large", async () => {
    expect((await index()).status).toBe(400);
    const many = Array.from({ length: 1001 }, (_, id) => ({ id: String(id) }));
    expect((await index(...many)).status).toBe(400);
    expect((await index({ id: "1", content: "x".repeat(17_000_000) })).status).toBe(413);
  });
});
