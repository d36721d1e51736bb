import { expect, it } from "vitest";
import { createTrimmedClient, reader } from "./examples.ts";
import {
  createSearchEmulator,
  credentialOf,
  finance,
  httpClientOf,
  index,
} from "./search-policy.test.fixture.ts";

it("finds only what the reader may read", async () => {
  const azure = createSearchEmulator();
  const client = createTrimmedClient(credentialOf(azure), index, {
    httpClient: httpClientOf(azure),
  });
  const found = await reader.run({ groups: [finance] }, async () => {
    const { results } = await client.search("budget");
    const documents: unknown[] = [];
    for await (const { document } of results) documents.push(document["id"]);
    return documents;
  });
  expect(found).toEqual(["budget"]);
});
