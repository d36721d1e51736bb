import { BlobServiceClient } from "@azure/storage-blob";
import { afterEach, beforeEach, expect, it } from "vitest";
import { otherIdentity } from "../contoso.test.fixture.ts";
import type { Emulator } from "../emulator.ts";
import { connectSdk } from "../official-sdk.test.fixture.ts";
import { ask, codeOf, createStorage, origin, upload } from "./blob.test.fixture.ts";

let azure: Emulator;
beforeEach(() => {
  azure = createStorage("Storage Blob Data Contributor", [{ name: "a", text: "abc" }]);
});
afterEach(() => azure.close());

const setTier = (tier: string, path = "/documents/a") =>
  ask(azure, `${path}?comp=tier`, { method: "PUT", headers: { "x-ms-access-tier": tier } });

it("the official client uploads to a tier, moves a blob to another, and is told of both", async () => {
  const { credentialFor, options } = await connectSdk(azure);
  const credential = credentialFor("https://storage.azure.com", otherIdentity.name);
  const { proxyOptions } = options;
  const service = new BlobServiceClient(origin, credential, { proxyOptions });
  const container = service.getContainerClient("documents");
  const blob = container.getBlockBlobClient("cold.txt");
  await blob.upload("x", 1, { tier: "Cold" });
  const uploaded = await blob.getProperties();
  expect(uploaded).toMatchObject({ accessTier: "Cold" });
  expect(uploaded.accessTierInferred).toBeUndefined();
  expect(uploaded.accessTierChangedOn).toBeUndefined();

  azure.advance(60_000);
  await blob.setAccessTier("Cool");
  const { etag, lastModified, accessTierChangedOn } = await blob.getProperties();
  expect({ etag, lastModified }).toEqual({
    etag: uploaded.etag,
    lastModified: uploaded.lastModified,
  });
  expect(accessTierChangedOn?.getTime()).toBeGreaterThan(lastModified?.getTime() ?? 0);

  const id = Buffer.from("1").toString("base64");
  await container.getBlockBlobClient("blocks").stageBlock(id, "x", 1);
  await container.getBlockBlobClient("blocks").commitBlockList([id], { tier: "Cool" });
  const listed: unknown[] = [];
  for await (const { name, properties } of container.listBlobsFlat()) {
    const { accessTier, accessTierInferred, accessTierChangedOn: changed } = properties;
    listed.push([name, accessTier, accessTierInferred, changed instanceof Date]);
  }
  expect(listed).toEqual([
    ["a", "Hot", true, false],
    ["blocks", "Cool", undefined, false],
    ["cold.txt", "Cool", undefined, true],
  ]);
});

it("a tier stays with its blob when something else of it changes, until it is written anew", async () => {
  await setTier("Cool");
  const tier = async () =>
    (await ask(azure, "/documents/a", { method: "HEAD" })).headers.get("x-ms-access-tier");
  const headers = { "x-ms-meta-a": "b" };
  await ask(azure, "/documents/a?comp=metadata", { method: "PUT", headers });
  expect(await tier()).toBe("Cool");
  await upload(azure, "/documents/a", "anew");
  expect(await tier()).toBe("Hot");
});

it.each([
  ["Archive", "NotEmulated"],
  ["P10", "InvalidHeaderValue"],
  ["hot", "InvalidHeaderValue"],
])("the tier %s is refused: %s", async (tier, code) => {
  expect(await codeOf(await setTier(tier))).toBe(code);
  const sent = await upload(azure, "/documents/b", "x", { "x-ms-access-tier": tier });
  expect(await codeOf(sent)).toBe(code);
});

it("a tier has to be named, of a blob that is there", async () => {
  const none = await ask(azure, "/documents/a?comp=tier", { method: "PUT" });
  expect(await codeOf(none)).toBe("MissingRequiredHeader");
  expect(await codeOf(await setTier("Cool", "/documents/none"))).toBe("BlobNotFound");
});

it("[emulator/roles-enforced] who may only read blobs moves none to another tier", async () => {
  const reader = createStorage("Storage Blob Data Reader", [{ name: "a", text: "abc" }]);
  const headers = { "x-ms-access-tier": "Cool" };
  const refused = await ask(reader, "/documents/a?comp=tier", { method: "PUT", headers });
  expect(await codeOf(refused)).toBe("AuthorizationPermissionMismatch");
});
