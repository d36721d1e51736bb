import { KnowledgeRetrievalClient, SearchClient, SearchIndexClient } from "@azure/search-documents";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ada } from "../contoso.test.fixture.ts";
import type { Emulator } from "../emulator.ts";
import { connectSdk } from "../official-sdk.test.fixture.ts";
import { createKnowledgeEmulator } from "./knowledge/knowledge.test.fixture.ts";
import {
  createProtectedEmulator,
  tokenOf,
  version,
} from "./permissions/permissions.test.fixture.ts";
import { origin } from "./search.test.fixture.ts";

const started: Emulator[] = [];
afterAll(() => Promise.all(started.map((azure) => azure.close())));

/** How a client reaches a local Azure as its identity. */
async function start(azure: Emulator) {
  started.push(azure);
  const { credentialFor, options } = await connectSdk(azure);
  return { credential: credentialFor("https://search.azure.com"), options };
}

let way: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  way = await start(createKnowledgeEmulator());
});
const indexClient = () => new SearchIndexClient(origin, way.credential, way.options);

describe("SearchIndexClient", () => {
  it("creates, reads, changes, lists and deletes synonym maps", async () => {
    const client = indexClient();
    const map = { name: "words", synonyms: ["hotel, inn", "wash. => wa"] };
    const created = await client.createSynonymMap(map);
    expect(created).toMatchObject(map);
    const changed = await client.createOrUpdateSynonymMap(
      { ...created, synonyms: ["lodging, hotels"] },
      { onlyIfUnchanged: true },
    );
    expect(changed.synonyms).toEqual(["lodging, hotels"]);
    await expect(
      client.createOrUpdateSynonymMap(created, { onlyIfUnchanged: true }),
    ).rejects.toMatchObject({ statusCode: 412 });
    await expect(client.listSynonymMapsNames()).resolves.toEqual(["words"]);
    await expect(client.listSynonymMaps()).resolves.toMatchObject([{ name: "words" }]);

    const index = await client.getIndex("documents");
    await client.createOrUpdateIndex({
      ...index,
      fields: index.fields.map((field) =>
        field.name === "content" ? Object.assign({}, field, { synonymMapNames: ["words"] }) : field,
      ),
    });
    const { results } = await searchClient("documents").search("lodging");
    const ids: string[] = [];
    for await (const { document } of results) ids.push(document.id);
    expect(ids).toEqual(["travel"]);
    await client.createOrUpdateIndex(index);
    await client.deleteSynonymMap("words");
    await expect(client.getSynonymMap("words")).rejects.toMatchObject({ statusCode: 404 });
  });

  it("creates, reads, changes, lists and deletes aliases, and SearchClient goes by them", async () => {
    const client = indexClient();
    const alias = { name: "current", indexes: ["other"] };
    await expect(client.createAlias(alias)).resolves.toMatchObject(alias);
    const current = searchClient("current");
    await expect(current.getDocumentsCount()).resolves.toBe(0);
    await client.createOrUpdateAlias({ ...alias, indexes: ["documents"] });
    await expect(current.getDocumentsCount()).resolves.toBe(4);
    await current.uploadDocuments([{ id: "extra" }]);
    await expect(searchClient("documents").getDocument("extra")).resolves.toMatchObject({
      id: "extra",
    });
    await current.deleteDocuments([{ id: "extra" }]);
    await expect(client.getAlias("current")).resolves.toMatchObject({ indexes: ["documents"] });
    const names: string[] = [];
    for await (const { name } of client.listAliases()) names.push(name);
    expect(names).toEqual(["current"]);
    await expect(client.deleteIndex("documents")).rejects.toMatchObject({ statusCode: 400 });
    await client.deleteAlias("current");
    await expect(client.getAlias("current")).rejects.toMatchObject({ statusCode: 404 });
  });

  it("creates, reads, changes, lists and deletes knowledge sources and bases", async () => {
    const client = indexClient();
    const source = {
      name: "sdk",
      kind: "searchIndex" as const,
      searchIndexParameters: {
        searchIndexName: "documents",
        sourceDataFields: [{ name: "id" }, { name: "pages" }],
      },
    };
    await expect(client.createKnowledgeSource(source)).resolves.toMatchObject(source);
    await client.createOrUpdateKnowledgeSource({ ...source, description: "Documents" });
    await expect(client.getKnowledgeSource("sdk")).resolves.toMatchObject({
      description: "Documents",
    });
    await expect(client.getKnowledgeSourceStatus("sdk")).resolves.toMatchObject({
      synchronizationStatus: "active",
    });

    const base = { name: "sdk", knowledgeSources: [{ name: "sdk" }] };
    await expect(client.createKnowledgeBase(base)).resolves.toMatchObject(base);
    await client.createOrUpdateKnowledgeBase("sdk", { ...base, description: "Company" });
    await expect(client.getKnowledgeBase("sdk")).resolves.toMatchObject({
      description: "Company",
    });
    const names: string[] = [];
    for await (const { name } of client.listKnowledgeBases()) names.push(name);
    for await (const { name } of client.listKnowledgeSources()) names.push(name);
    expect(names.filter((name) => name === "sdk")).toHaveLength(2);
    await client.deleteKnowledgeBase("sdk");
    await client.deleteKnowledgeSource("sdk");
    await expect(client.getKnowledgeSource("sdk")).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe("KnowledgeRetrievalClient", () => {
  it("retrieves passages and references", async () => {
    const client = new KnowledgeRetrievalClient(origin, "policies", way.credential, way.options);
    const { response, references, activity } = await client.retrieve({
      intents: [{ type: "semantic", search: "flights approval" }],
      includeActivity: true,
      knowledgeSourceParams: [
        {
          knowledgeSourceName: "policies",
          kind: "searchIndex",
          filterAddOn: "group_ids/any(g: search.in(g, 'everyone', '|'))",
          includeReferenceSourceData: true,
        },
      ],
    });
    expect(response).toMatchObject([
      { role: "assistant", content: [{ type: "text", text: expect.stringContaining("Flights") }] },
    ]);
    expect(references).toMatchObject([
      { docKey: "travel", sourceData: { id: "travel", pages: 12 }, activitySource: 0 },
    ]);
    expect(activity).toMatchObject([{ type: "searchIndex" }, { type: "agenticReasoning" }]);
  });
});

it("SearchClient finds what its user may see, by a header that a policy of its pipeline adds", async () => {
  const azure = createProtectedEmulator();
  const { credential, options } = await start(azure);
  const token = await tokenOf(azure, ada.id);
  const client = new SearchClient<{ id: string }>(origin, "protected", credential, {
    ...options,
    // SearchClient 13.0.0 sends this one, and not `serviceVersion`
    apiVersion: version,
  });
  const idsOf = async (): Promise<readonly string[]> => {
    const ids: string[] = [];
    const { results } = await client.search("report");
    for await (const { document } of results) ids.push(document.id);
    return ids.toSorted();
  };
  expect(await idsOf()).toEqual(["public", "public-groups"]);
  client.pipeline.addPolicy({
    name: "user",
    sendRequest(request, next) {
      request.headers.set("x-ms-query-source-authorization", token);
      return next(request);
    },
  });
  expect(await idsOf()).toEqual(["ada", "finance", "public", "public-groups", "staff"]);
});

function searchClient(index: string): SearchClient<{ id: string }> {
  return new SearchClient(origin, index, way.credential, way.options);
}
