import { expect } from "vitest";
import { createEmulator } from "../../emulator.ts";
import { contoso, chatIdentity } from "../../contoso.test.fixture.ts";
import { inTurn, type LimitationCheck } from "../../limitations.test.fixture.ts";
import { ask, refusalOf, scope } from "../search.test.fixture.ts";
import {
  create,
  createIndexingEmulator,
  dataSource,
  deleteBlob,
  documentsOf,
  finished,
  index,
  indexer,
  run,
  statusOf,
  upload,
} from "./indexing.test.fixture.ts";

const jsonLines = { configuration: { parsingMode: "jsonLines" } };

/** What LIMITATIONS.md says of data sources, skillsets and indexers. */
export const indexingLimitations: Readonly<Record<string, LimitationCheck>> = {
  "Data sources are containers": async () => {
    const azure = createIndexingEmulator({
      blobs: [{ name: "a.txt", text: "x", acl: "user::rwx,group::---,other::---" }],
    });
    const types = ["azuresql", "cosmosdb", "azuretable", "mysql", "onelake", "sharepoint"];
    await inTurn(types, async (type) => {
      expect(await refusalOf(azure, "/datasources", { ...dataSource, type })).toBe("NotEmulated");
    });
    const keyed = "DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=AAAA;";
    const changes = [
      { credentials: { connectionString: keyed } },
      { encryptionKey: { keyVaultUri: "https://a" } },
    ];
    await inTurn(changes, async (change) => {
      expect(await create(azure, "datasources", { ...dataSource, ...change })).toBe(400);
    });
    await index(azure, { dataSource: { type: "adlsgen2" } });
    expect(await documentsOf(azure)).toMatchObject([{ content: "x", group_ids: [] }]);
  },
  "A search service signs in elsewhere": async () => {
    const azure = createIndexingEmulator({ blobs: [{ name: "a.txt", text: "x" }] });
    await index(azure);
    const asked = azure.requests.find(({ service }) => service === "blob");
    expect(asked).toMatchObject({ method: "GET", status: 200 });
    const url = "http://127.0.0.1/metadata/identity/oauth2/token";
    const query = "?api-version=2018-02-01&resource=https://storage.azure.com";
    const answer = await azure.fetch(new Request(url + query, { headers: { metadata: "true" } }));
    expect(await answer.json()).toMatchObject({ error_description: "Identity not found" });

    const fields = [{ name: "id", type: "Edm.String", key: true }];
    const without = createEmulator({
      seed: {
        ...contoso,
        searchServices: [{ name: "contoso", indexes: [{ definition: { name: "files", fields } }] }],
        storageAccounts: [{ name: "contoso", containers: [{ name: "docs" }] }],
        roleAssignments: [
          { principalId: chatIdentity.principalId, role: "Search Service Contributor", scope },
        ],
      },
    });
    expect(await create(without, "datasources", dataSource)).toBe(201);
    const refused = await ask(without, "/indexers", { method: "POST", body: indexer });
    expect(refused.body.error.message).toContain("Ensure managed identity is enabled");
  },
  "Indexers go by their schedule": async () => {
    const azure = createIndexingEmulator();
    await index(azure, { indexer: { schedule: { interval: "PT5M" } } });
    azure.advance(3_600_000);
    const asked = () => azure.requests.filter(({ service }) => service === "blob").length;
    const before = asked();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked()).toBe(before);
    await documentsOf(azure);
    await finished(azure);
    expect((await statusOf(azure)).executionHistory).toHaveLength(2);
    azure.enqueue({ service: "blob", status: 503 });
    expect((await run(azure)).status).not.toBe("success");
    expect((await run(azure)).status).toBe("success");
    expect(await create(azure, "indexers", { ...indexer, name: "cached", cache: {} })).toBe(400);
    const resets = [
      "indexers/reader/resetdocs",
      "indexers/reader/resync",
      "skillsets/a/resetskills",
    ];
    await inTurn(resets, async (path) => {
      expect((await ask(azure, `/${path}`, { method: "POST", body: {} })).status).toBe(404);
    });
  },
  "Blobs that are gone count as softly deleted": async () => {
    const azure = createIndexingEmulator({
      blobs: [{ name: "a.jsonl", text: '{"number":1}\n{"number":2}' }],
    });
    const sas = { sourceFieldName: "metadata_storage_sas_token", targetFieldName: "department" };
    const dataDeletionDetectionPolicy = {
      "@odata.type": "#Microsoft.Azure.Search.NativeBlobSoftDeleteDeletionDetectionPolicy",
    };
    await index(azure, {
      indexer: { parameters: jsonLines, fieldMappings: [sas] },
      dataSource: { dataDeletionDetectionPolicy },
    });
    expect(await documentsOf(azure)).toMatchObject([{ department: null }, { department: null }]);
    await upload(azure, "a.jsonl", '{"number":3}');
    await run(azure);
    const numbers = (await documentsOf(azure)).map((document) => Number(document["number"]));
    expect(numbers.toSorted((a, b) => a - b)).toEqual([2, 3]);
    await deleteBlob(azure, "a.jsonl");
    await run(azure);
    const left = (await documentsOf(azure)).map((document) => Number(document["number"]));
    expect(left).not.toContain(3);
  },
  "Indexers read text, Markdown": async () => {
    const azure = createIndexingEmulator({
      blobs: [
        { name: "a.md", text: "# Title\n\nText." },
        { name: "a.html", text: "<title>Title</title><p>Text.</p>", contentType: "text/html" },
        { name: "a.png", base64: "iVBORw0KGgo=", contentType: "image/png" },
      ],
    });
    const parameters = { maxFailedItems: -1 };
    const result = await index(azure, { indexer: { parameters } });
    expect(result.errors.map(({ key }) => key.replace(/^.*%2F|^.*\//, ""))).toEqual(["a.png"]);
    expect(await documentsOf(azure)).toHaveLength(2);
    const refused = [
      { imageAction: "generateNormalizedImages" },
      { pdfTextRotationAlgorithm: "detectAngles" },
      { executionEnvironment: "private" },
      { markdownParsingSubmode: "oneToOne" },
    ];
    await inTurn(refused, async (configuration) => {
      const other = { ...indexer, name: "other", parameters: { configuration } };
      expect(await refusalOf(azure, "/indexers", other)).toBe("NotEmulated");
    });
  },
  "Skills are `SplitSkill`": async () => {
    const azure = createIndexingEmulator();
    const types = [
      "Vision.OcrSkill",
      "Vision.VectorizeSkill",
      "Text.LanguageDetectionSkill",
      "Text.KeyPhraseExtractionSkill",
      "Text.V3.EntityRecognitionSkill",
      "Util.DocumentExtractionSkill",
      "Util.DocumentIntelligenceLayoutSkill",
      "Custom.ChatCompletionSkill",
    ];
    const refused = [
      ...types.map((type) => ({ skills: [{ "@odata.type": `#Microsoft.Skills.${type}` }] })),
      { knowledgeStore: {} },
      { encryptionKey: {} },
      { cognitiveServices: { "@odata.type": "#Microsoft.Azure.Search.AIServicesByIdentity" } },
    ];
    await inTurn(refused, async (part) => {
      const skillset = { name: "none", ...part };
      expect(await refusalOf(azure, "/skillsets", skillset)).toBe("NotEmulated");
    });
    const split = {
      "@odata.type": "#Microsoft.Skills.Text.SplitSkill",
      unit: "azureOpenAITokens",
      inputs: [{ name: "text", source: "/document/content" }],
      outputs: [{ name: "textItems" }],
    };
    const tokens = { name: "tokens", skills: [split] };
    expect(await refusalOf(azure, "/skillsets", tokens, "2024-09-01-preview")).toBe("");
    expect(await create(azure, "skillsets", { ...tokens, name: "others" })).toBe(400);
  },
};
