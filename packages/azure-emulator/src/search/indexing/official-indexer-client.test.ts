import { SearchClient, SearchIndexerClient } from "@azure/search-documents";
import { BlobServiceClient } from "@azure/storage-blob";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectSdk, type SdkConnection } from "../../official-sdk.test.fixture.ts";
import {
  createIndexingEmulator,
  openaiId,
  searchIdentity,
  storageId,
} from "./indexing.test.fixture.ts";

// the official clients, unmodified, from the upload of files to the answer that is trimmed

const azure = createIndexingEmulator();
let sdk: SdkConnection;
beforeAll(async () => {
  sdk = await connectSdk(azure);
});
afterAll(() => azure.close());

const search = "https://contoso.search.windows.net";
const indexers = () =>
  new SearchIndexerClient(search, sdk.credentialFor("https://search.azure.com"), sdk.options);

interface Page {
  chunk_id: string;
  chunk?: string;
  title?: string;
  group_ids?: string[];
}

async function finished() {
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- until it is done
    const { lastResult } = await indexers().getIndexerStatus("reader");
    if (lastResult && lastResult.status !== "inProgress") return lastResult;
  }
}

async function titlesFor(groups: string): Promise<string[]> {
  const client = new SearchClient<Page>(
    search,
    "pages",
    sdk.credentialFor("https://search.azure.com"),
    sdk.options,
  );
  const titles: string[] = [];
  const { results } = await client.search("travelling", {
    filter: `group_ids/any(g: search.in(g, '${groups}'))`,
  });
  for await (const { document } of results) titles.push(document.title ?? "");
  return titles;
}

it("SearchIndexerClient fills an index from blobs, as the search service's own identity", async () => {
  const container = new BlobServiceClient(
    "https://contoso.blob.core.windows.net",
    sdk.credentialFor("https://storage.azure.com"),
    { proxyOptions: sdk.options.proxyOptions },
  ).getContainerClient("docs");
  const upload = (name: string, text: string, groups: string) =>
    container.getBlockBlobClient(name).upload(text, Buffer.byteLength(text), {
      metadata: { groups },
      blobHTTPHeaders: { blobContentType: "text/markdown" },
    });
  await upload("travel.md", "# Travel\n\nTravelling by train is reimbursed.", '["everyone"]');
  await upload("board.md", "# Board\n\nThe board is travelling to Paris.", '["board"]');

  const client = indexers();
  const connectionString = `ResourceId=${storageId};`;
  const dataSource = await client.createDataSourceConnection({
    name: "docs",
    type: "azureblob",
    connectionString,
    container: { name: "docs" },
  });
  expect(dataSource.connectionString ?? null).toBeNull();
  await client.createSkillset({
    name: "chunking",
    skills: [
      {
        odatatype: "#Microsoft.Skills.Text.SplitSkill",
        context: "/document",
        textSplitMode: "pages",
        inputs: [{ name: "text", source: "/document/content" }],
        outputs: [{ name: "textItems", targetName: "pages" }],
      },
      {
        odatatype: "#Microsoft.Skills.Text.AzureOpenAIEmbeddingSkill",
        context: "/document/pages/*",
        resourceUrl: "https://contoso.openai.azure.com",
        deploymentId: "embed",
        modelName: "text-embedding-3-small",
        dimensions: 64,
        inputs: [{ name: "text", source: "/document/pages/*" }],
        outputs: [{ name: "embedding", targetName: "vector" }],
      },
    ],
    indexProjection: {
      selectors: [
        {
          targetIndexName: "pages",
          parentKeyFieldName: "parent_id",
          sourceContext: "/document/pages/*",
          mappings: [
            { name: "chunk", source: "/document/pages/*" },
            { name: "vector", source: "/document/pages/*/vector" },
            { name: "title", source: "/document/metadata_storage_name" },
            { name: "group_ids", source: "/document/group_ids" },
          ],
        },
      ],
      parameters: { projectionMode: "skipIndexingParentDocuments" },
    },
  });
  await client.createIndexer({
    name: "reader",
    dataSourceName: "docs",
    skillsetName: "chunking",
    targetIndexName: "files",
    schedule: { interval: "PT5M" },
    parameters: { configuration: { parsingMode: "default" } },
    fieldMappings: [
      {
        sourceFieldName: "groups",
        targetFieldName: "group_ids",
        mappingFunction: { name: "jsonArrayToStringCollection" },
      },
    ],
  });
  expect(await finished()).toMatchObject({
    status: "success",
    itemCount: 2,
    failedItemCount: 0,
    errors: [],
  });
  expect(await titlesFor("everyone")).toEqual(["travel.md"]);
  expect((await titlesFor("everyone,board")).toSorted()).toEqual(["board.md", "travel.md"]);

  // what is answered can be sent again
  const indexer = await client.getIndexer("reader");
  expect(await client.createOrUpdateIndexer(indexer)).toMatchObject({ name: "reader" });
  const stale = { ...indexer, etag: '"0x0"' };
  await expect(
    client.createOrUpdateIndexer(stale, { onlyIfUnchanged: true }),
  ).rejects.toMatchObject({ statusCode: 412 });
  await client.createOrUpdateDataSourceConnection(await client.getDataSourceConnection("docs"));
  await client.createOrUpdateSkillset(await client.getSkillset("chunking"));
  expect(await client.listIndexersNames()).toEqual(["reader"]);
  expect(await client.listDataSourceConnectionsNames()).toEqual(["docs"]);
  expect(await client.listSkillsetsNames()).toEqual(["chunking"]);

  azure.roles.revoke({ principalId: searchIdentity.principalId, scope: openaiId });
  await client.resetIndexer("reader");
  expect(await finished()).toMatchObject({ status: "reset" });
  await client.runIndexer("reader");
  const failed = await finished();
  expect(failed.status).toBe("transientFailure");
  expect(failed.errors[0]).toMatchObject({
    statusCode: 401,
    errorMessage: "Could not execute skill because the Web Api request failed.",
    details: expect.stringContaining("PermissionDenied"),
  });

  azure.roles.revoke({ principalId: searchIdentity.principalId, scope: storageId });
  await client.runIndexer("reader");
  expect((await finished()).errorMessage).toMatch(/^Credentials provided in the connection string/);

  await client.deleteIndexer("reader");
  await client.deleteSkillset("chunking");
  await client.deleteDataSourceConnection("docs");
  await expect(client.getIndexerStatus("reader")).rejects.toMatchObject({ statusCode: 404 });
});
