// Run by official-blob.test.ts in a process of its own, with production configuration.
import { ManagedIdentityCredential } from "@azure/identity";
import { BlobServiceClient } from "@azure/storage-blob";

const credential = new ManagedIdentityCredential({
  clientId: process.env["MANAGED_IDENTITY_CLIENT_ID"] ?? "",
});
const service = new BlobServiceClient("https://contoso.blob.core.windows.net", credential);
const container = service.getContainerClient("handbook");
await container.createIfNotExists();

const text = "# 出張規程\n\n日当は八千円です。\n";
await container
  .getBlockBlobClient("出張/規程.md")
  .upload(text, Buffer.byteLength(text), { metadata: { groups: "finance" } });
const large = container.getBlockBlobClient("large.bin");
await large.uploadData(Buffer.alloc(9 * 1024 * 1024, 7), { blockSize: 4 * 1024 * 1024 });

const listed: unknown[] = [];
for await (const blob of container.listBlobsFlat({ includeMetadata: true })) {
  listed.push([blob.name, blob.properties.contentLength, blob.metadata?.["groups"] ?? null]);
}
const back = await container.getBlobClient("出張/規程.md").downloadToBuffer();
const tail = await large.downloadToBuffer(9 * 1024 * 1024 - 2, 2);
await large.delete();
console.log(
  JSON.stringify({
    listed,
    text: back.toString() === text,
    tail: [...tail],
    left: await large.exists(),
  }),
);
