import { beforeAll, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { ask } from "../search.test.fixture.ts";
import {
  create,
  createIndexingEmulator,
  dataSource,
  documentsOf,
  finished,
  index,
  indexer,
  run,
  statusOf,
  upload,
} from "./indexing.test.fixture.ts";

// what LIMITATIONS.md says of data sources, skillsets and indexers

let azure: Emulator;
beforeAll(() => {
  azure = createIndexingEmulator();
});

const refused = async (collection: string, body: object): Promise<string> =>
  (await ask(azure, `/${collection}`, { method: "POST", body })).body.error.code;

it.each(["azuresql", "cosmosdb", "azuretable", "mysql", "onelake", "sharepoint"])(
  "there are no data sources of the type %s",
  async (type) => {
    expect(await refused("datasources", { ...dataSource, type })).toBe("NotEmulated");
  },
);

it.each([
  "#Microsoft.Skills.Vision.OcrSkill",
  "#Microsoft.Skills.Vision.VectorizeSkill",
  "#Microsoft.Skills.Text.LanguageDetectionSkill",
  "#Microsoft.Skills.Text.V3.EntityRecognitionSkill",
  "#Microsoft.Skills.Util.DocumentExtractionSkill",
  "#Microsoft.Skills.Util.DocumentIntelligenceLayoutSkill",
  "#Microsoft.Skills.Custom.ChatCompletionSkill",
])("there is no %s", async (type) => {
  const skills = [{ "@odata.type": type }];
  expect(await refused("skillsets", { name: "none", skills })).toBe("NotEmulated");
});

it.each([
  { knowledgeStore: {} },
  { encryptionKey: {} },
  { cognitiveServices: { "@odata.type": "#Microsoft.Azure.Search.AIServicesByIdentity" } },
])("a skillset has no %j", async (member) => {
  expect(await refused("skillsets", { name: "none", ...member })).toBe("NotEmulated");
});

it.each([
  { imageAction: "generateNormalizedImages" },
  { pdfTextRotationAlgorithm: "detectAngles" },
  { executionEnvironment: "private" },
  { markdownParsingSubmode: "oneToOne" },
])("an indexer is not configured by %j", async (configuration) => {
  await create(azure, "datasources", dataSource);
  expect(await refused("indexers", { ...indexer, parameters: { configuration } })).toBe(
    "NotEmulated",
  );
});

it("an index is not filled from a cache, nor is one document or skill reset", async () => {
  azure = createIndexingEmulator();
  await create(azure, "datasources", dataSource);
  expect(await create(azure, "indexers", { ...indexer, cache: {} })).toBe(400);
  await create(azure, "indexers", indexer);
  for (const path of [
    "indexers/reader/resetdocs",
    "indexers/reader/resync",
    "skillsets/a/resetskills",
  ]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect((await ask(azure, `/${path}`, { method: "POST", body: {} })).status).toBe(404);
  }
});

it("an indexer goes by its schedule when its service is asked for something", async () => {
  azure = createIndexingEmulator();
  await index(azure, { indexer: { schedule: { interval: "PT5M" } } });
  azure.advance(3_600_000);
  const asked = azure.requests.filter(({ service }) => service === "blob").length;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(azure.requests.filter(({ service }) => service === "blob")).toHaveLength(asked);
  await documentsOf(azure);
  await finished(azure);
  expect((await statusOf(azure)).executionHistory).toHaveLength(2);
});

it("data lakes are read without their access lists", async () => {
  azure = createIndexingEmulator({
    blobs: [{ name: "a.txt", text: "x", acl: "user::rwx,group::---,other::---" }],
  });
  await index(azure, { dataSource: { type: "adlsgen2" } });
  expect(await documentsOf(azure)).toMatchObject([{ group_ids: [] }]);
});

it("metadata has no shared access signature, and a document of several that lost one keeps it", async () => {
  azure = createIndexingEmulator({
    blobs: [{ name: "a.jsonl", text: '{"number":1}\n{"number":2}' }],
  });
  const parameters = { configuration: { parsingMode: "jsonLines" } };
  const fieldMappings = [
    { sourceFieldName: "metadata_storage_sas_token", targetFieldName: "department" },
  ];
  await index(azure, { indexer: { parameters, fieldMappings } });
  expect(await documentsOf(azure)).toMatchObject([{ department: null }, { department: null }]);
  await upload(azure, "a.jsonl", '{"number":3}');
  await run(azure);
  const numbers = (await documentsOf(azure)).map((document) => Number(document["number"]));
  expect(numbers.toSorted((a, b) => a - b)).toEqual([2, 3]);
});

it("a search service's own identity is nobody else's", async () => {
  const url = "http://127.0.0.1/metadata/identity/oauth2/token";
  const query = "?api-version=2018-02-01&resource=https://storage.azure.com";
  const metadata = { metadata: "true" };
  const answer = await azure.fetch(new Request(url + query, { headers: metadata }));
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error_description: "Identity not found" });
});
