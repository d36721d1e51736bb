import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { ask, createSearchEmulator, documents, idsOf } from "../search.test.fixture.ts";

let azure: Emulator;

const key = { name: "id", type: "Edm.String", key: true };
const define = (body: unknown) => ask(azure, "/indexes", { method: "POST", body });
const put = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  ask(azure, "/indexes('documents')", {
    method: "PUT",
    body,
    headers: { prefer: "return=representation", ...headers },
  });

describe("a definition", () => {
  beforeAll(() => {
    azure = createSearchEmulator();
  });

  it("is filled in with what REST takes for granted", async () => {
    const { status, body } = await define({
      name: "plain",
      fields: [key, { name: "tags", type: "Collection(Edm.String)" }],
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      "@odata.etag": expect.stringMatching(/^"0x8/),
      fields: [
        { name: "id", key: true, searchable: true, filterable: true, sortable: true },
        { name: "tags", searchable: true, filterable: true, sortable: false, retrievable: true },
      ],
      similarity: { "@odata.type": "#Microsoft.Azure.Search.BM25Similarity" },
    });
  });

  it("can be sent again as it was answered", async () => {
    const { body } = await ask(azure, "/indexes/documents");
    expect((await put(body)).status).toBe(200);
    expect(await idsOf(azure, { search: "train" })).toEqual(["travel"]);
  });

  it.each([
    ["no key", { fields: [{ ...key, key: false }] }, "Found 0 key fields"],
    ["two keys", { fields: [key, { ...key, name: "id2" }] }, "Found 2 key fields"],
    ["a number for a key", { fields: [{ ...key, type: "Edm.Int32" }] }, "Edm.String"],
    ["no fields", { fields: [] }, "at least one field"],
    ["two fields of one name", { fields: [key, { ...key, name: "ID", key: false }] }, "Duplicate"],
    ["an unknown type", { fields: [key, { name: "a", type: "Edm.Byte" }] }, "Edm.Byte"],
    [
      "an unknown attribute",
      { fields: [{ ...key, filterible: true }] },
      "'filterible' does not exist",
    ],
    ["an unknown member", { field: [] }, "'field' does not exist"],
    ["an unknown analyzer", { fields: [{ ...key, analyzer: "xx" }] }, "'xx'"],
    [
      "an order of collections",
      { fields: [key, { name: "a", type: "Collection(Edm.String)", sortable: true }] },
      "cannot be sortable",
    ],
    [
      "a full-text search in numbers",
      { fields: [key, { name: "a", type: "Edm.Int32", searchable: true }] },
      "cannot be searchable",
    ],
    [
      "a vector without dimensions",
      { fields: [key, { name: "v", type: "Collection(Edm.Single)" }] },
      "'dimensions'",
    ],
    [
      "a vector of a profile that is not there",
      {
        fields: [
          key,
          {
            name: "v",
            type: "Collection(Edm.Single)",
            dimensions: 3,
            vectorSearchProfile: "p",
          },
        ],
      },
      "profile 'p'",
    ],
    [
      "a semantic field that is not there",
      {
        semantic: {
          configurations: [{ name: "s", prioritizedFields: { titleField: { fieldName: "t" } } }],
        },
      },
      "field 't'",
    ],
    ["an analyzer without a type", { analyzers: [{ name: "mine" }] }, "'@odata.type'"],
    ["a key of one's own", { encryptionKey: { keyVaultUri: "x" } }, "'encryptionKey'"],
    ["native permissions", { permissionFilterOption: "enabled" }, "'permissionFilterOption'"],
  ])("is refused with %s", async (_, part, message) => {
    const { status, body } = await define({ name: "wrong", fields: [key], ...part });
    expect(status).toBe(400);
    expect(body.error.message).toContain(message);
  });

  it.each(["Upper", "-a", "a--b", "a", "x".repeat(129), undefined])(
    "is refused with the name %j",
    async (name) => {
      expect((await define({ name, fields: [key] })).status).toBe(400);
    },
  );

  it("is refused with a name that is taken", async () => {
    expect((await define({ name: "documents", fields: [key] })).status).toBe(409);
    expect((await put({ name: "others", fields: [key] })).status).toBe(400);
  });
});

const changed = (name: string, change: object) => ({
  ...documents,
  fields: documents.fields.map((field) => (field.name === name ? { ...field, ...change } : field)),
});

describe("a change", () => {
  beforeEach(() => {
    azure = createSearchEmulator();
  });

  it("adds fields, and shows or hides them", async () => {
    const { status } = await put({
      ...changed("secret", { retrievable: true }),
      fields: [
        ...changed("secret", { retrievable: true }).fields,
        { name: "note", type: "Edm.String" },
      ],
    });
    expect(status).toBe(200);
    expect((await ask(azure, "/indexes/documents/docs/travel")).body).toMatchObject({
      secret: "codename walrus",
    });
  });

  it.each([
    ["group_ids", { filterable: false }],
    ["title", { analyzer: "ja.lucene" }],
    ["pages", { type: "Edm.Int64" }],
    ["author", { fields: [{ name: "name", type: "Edm.Int32" }] }],
  ])("of what %s is made for is refused in the service's words", async (name, change) => {
    const { status, body } = await put(changed(name, change));
    const message = `Existing field '${name}' cannot be changed.`;
    expect(status).toBe(400);
    expect(body.error).toEqual({
      code: "OperationNotAllowed",
      message,
      details: [{ code: "CannotChangeExistingField", message }],
    });
  });

  it("takes no field away", async () => {
    const fields = documents.fields.filter(({ name }) => name !== "pages");
    expect((await put({ ...documents, fields })).body.error.message).toBe(
      "Existing field 'pages' cannot be deleted.",
    );
  });

  it("happens only under the conditions of its headers", async () => {
    const { headers } = await ask(azure, "/indexes/documents");
    const etag = headers.get("etag") ?? "";
    expect((await put(documents, { "if-none-match": "*" })).status).toBe(412);
    expect((await put(documents, { "if-match": etag })).status).toBe(200);
    expect((await put(documents, { "if-match": etag })).status).toBe(412);
    const deletion = { method: "DELETE", headers: { "if-match": etag } };
    expect((await ask(azure, "/indexes/documents", deletion)).status).toBe(412);
    expect((await ask(azure, "/indexes/documents", { method: "DELETE" })).status).toBe(204);
    expect((await ask(azure, "/indexes/documents", { method: "DELETE" })).status).toBe(404);
  });

  it("shows in the list, where of each definition there is what was selected", async () => {
    const { body } = await ask(azure, "/indexes?$select=name");
    expect(body.value).toEqual([{ name: "documents" }]);
  });
});
