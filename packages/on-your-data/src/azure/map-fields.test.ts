import { describe, expect, it } from "vitest";
import { searchEndpoint } from "../azure.test.fixture.ts";
import type { SearchQuery } from "../retrieve.ts";
import { parseIndexDefinition } from "./index-definition.ts";
import { mapFields } from "./map-fields.ts";

type Field = Readonly<Record<string, unknown>>;

const text = (name: string, more: Field = {}): Field => ({
  name,
  type: "Edm.String",
  searchable: true,
  retrievable: true,
  ...more,
});
const readBy = (name: string): object => ({
  name,
  prioritizedFields: {
    titleField: { fieldName: "heading" },
    prioritizedContentFields: [{ fieldName: name }],
  },
});
const key = text("id", { key: true });

function map(
  fields: readonly Field[],
  {
    semantic,
    ...changes
  }: Partial<SearchQuery> & { semantic?: object; semanticConfiguration?: string } = {},
): SearchQuery {
  const search: SearchQuery = {
    source: { endpoint: searchEndpoint, indexName: "i", groupField: "acl", userField: "owner" },
    text: "?",
    filter: "x",
    queryType: "simple",
    semanticConfiguration: undefined,
    embedding: undefined,
    fields: {},
    showsReaders: true,
    top: 5,
    ...changes,
  };
  return mapFields(search, parseIndexDefinition(JSON.stringify({ fields, semantic })));
}

describe("mapFields", () => {
  it("takes fields of the usual names", () => {
    const names = ["page_content", "chunk", "name", "title", "path", "url", "chunk_id"];
    const { fields, source } = map([key, ...names.map((name) => text(name))]);
    expect(fields).toMatchObject({
      contentFields: ["chunk"],
      titleField: "title",
      urlField: "url",
      filepathField: "path",
      vectorFields: [],
    });
    expect(source.chunkIdField).toBe("chunk_id");
  });

  it("takes whatever text can be searched where there is no usual name", () => {
    const unsearched = text("code", { searchable: false });
    const number = { name: "pages", type: "Edm.Int32", retrievable: true };
    const { fields } = map([key, text("title"), text("a"), text("b"), unsearched, number]);
    expect(fields.contentFields).toEqual(["a", "b"]);
  });

  it("takes what the semantic ranker reads first, of the configuration that is asked for", () => {
    const semantic = { defaultConfiguration: "b", configurations: [readBy("a"), readBy("b")] };
    const fields = [key, text("a"), text("b"), text("content"), text("title"), text("heading")];
    expect(map(fields, { semantic }).fields).toMatchObject({
      contentFields: ["b"],
      titleField: "heading",
    });
    const named = map(fields, { semantic, semanticConfiguration: "a" });
    expect(named.fields.contentFields).toEqual(["a"]);
  });

  it("[trim/security-field-stripped] takes no field that says who may read", () => {
    const { fields } = map([
      key,
      text("acl"),
      text("owner"),
      text("title", { permissionFilter: "groupIds" }),
      text("url", { permissionFilter: "userIds" }),
      text("words"),
    ]);
    expect(fields).toEqual({ contentFields: ["words"], vectorFields: [] });
  });

  it("takes no field that answers cannot hold, but vectors, which they need not", () => {
    const vector = { name: "v", type: "Collection(Edm.Single)", searchable: true };
    const { fields } = map([
      key,
      text("content", { retrievable: false }),
      text("words"),
      { ...vector, retrievable: false },
    ]);
    expect(fields).toMatchObject({ contentFields: ["words"], vectorFields: ["v"] });
  });

  it("keeps what is mapped", () => {
    const mapped = { contentFields: ["b"], urlField: undefined };
    const { fields } = map([key, text("a"), text("b"), text("url")], { fields: mapped });
    expect(fields).toMatchObject({ contentFields: ["b"], urlField: "url" });
  });

  it("is at a loss for an index that shows no text", () => {
    expect(() => map([key, text("acl")])).toThrow(/no usable answer/);
  });
});

it.each(["", "[]", "{}", '{"fields":[null]}', "null"])("%j is no definition", (json) => {
  expect(() => parseIndexDefinition(json)).toThrow(/no usable answer/);
});
