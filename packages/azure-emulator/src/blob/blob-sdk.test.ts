import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import {
  AnonymousCredential,
  BlobClient,
  BlobSASPermissions,
  BlobServiceClient,
  BlockBlobClient,
  ContainerClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
} from "@azure/storage-blob";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { otherIdentity } from "../contoso.test.fixture.ts";
import { connectSdk, type SdkConnection } from "../official-sdk.test.fixture.ts";
import { createStorage, origin } from "./blob.test.fixture.ts";

const azure = createStorage("Storage Blob Data Owner");
let way: Pick<SdkConnection["options"], "proxyOptions">;
let service: BlobServiceClient;
let container: ContainerClient;
beforeAll(async () => {
  const { credentialFor, options } = await connectSdk(azure);
  way = { proxyOptions: options.proxyOptions };
  const credential = credentialFor("https://storage.azure.com", otherIdentity.name);
  service = new BlobServiceClient(origin, credential, way);
  container = service.getContainerClient("reports");
  await container.create({ metadata: { owner: "finance" } });
});
afterAll(() => azure.close());

/** Status and code of a refusal, or what was answered instead. */
const refusalOf = (answer: Promise<unknown>) =>
  answer.then(
    () => "answered",
    ({ statusCode, code, details }: Record<string, unknown>) => [
      statusCode,
      code ?? (details as { errorCode?: string } | undefined)?.errorCode,
    ],
  );

describe("a session that uploads and reads", () => {
  const headers = {
    blobContentType: "text/plain",
    blobCacheControl: "max-age=5",
    blobContentLanguage: "en",
    blobContentDisposition: "attachment",
  };

  it("gets back what was uploaded, as a whole and in parts", async () => {
    const blob = container.getBlockBlobClient("a/b c/ü?.txt");
    const uploaded = await blob.upload("Hello World", 11, {
      blobHTTPHeaders: headers,
      metadata: { source: "Intranet" },
    });
    expect(uploaded).toMatchObject({ isServerEncrypted: true, contentMD5: expect.anything() });
    const whole = await blob.download();
    expect(whole).toMatchObject({
      contentLength: 11,
      contentType: "text/plain",
      cacheControl: "max-age=5",
      contentLanguage: "en",
      contentDisposition: "attachment",
      metadata: { source: "Intranet" },
      blobType: "BlockBlob",
      etag: uploaded.etag,
    });
    expect(await text(whole.readableStreamBody!)).toBe("Hello World");
    const part = await blob.download(6, 3, { rangeGetContentMD5: true });
    expect(part.contentRange).toBe("bytes 6-8/11");
    expect(await text(part.readableStreamBody!)).toBe("Wor");
    expect(await refusalOf(blob.download(100, 3))).toEqual([416, "InvalidRange"]);
  });

  it("lets conditions decide", async () => {
    const blob = container.getBlockBlobClient("conditions.txt");
    const { etag = "" } = await blob.upload("a", 1, { conditions: { ifNoneMatch: "*" } });
    const [matching, other] = [{ ifMatch: etag }, { ifMatch: '"0x0"' }];
    const again = blob.upload("b", 1, { conditions: { ifNoneMatch: "*" } });
    expect(await refusalOf(again)).toEqual([409, "BlobAlreadyExists"]);
    await blob.upload("b", 1, { conditions: matching });
    const refused = [412, "ConditionNotMet"];
    expect(await refusalOf(blob.upload("c", 1, { conditions: matching }))).toEqual(refused);
    expect(await refusalOf(blob.delete({ conditions: other }))).toEqual(refused);
    expect(await refusalOf(blob.getProperties({ conditions: other }))).toEqual(refused);
    expect(await refusalOf(blob.setMetadata({ a: "b" }, { conditions: other }))).toEqual(refused);
    const ifModifiedSince = new Date(Date.now() + 60_000);
    const unchanged = blob.download(0, undefined, { conditions: { ifModifiedSince } });
    expect((await refusalOf(unchanged))[0]).toBe(304);
  });

  it("stages blocks, and puts them together in the order of the list", async () => {
    const blob = container.getBlockBlobClient("blocks.txt");
    const [one, two] = ["one", "two"].map((id) => Buffer.from(id).toString("base64"));
    await blob.stageBlock(one!, "Hello", 5);
    await blob.stageBlock(two!, "World", 5);
    const waiting = async () => {
      const names: string[] = [];
      const list = container.listBlobsFlat({ includeUncommitedBlobs: true, prefix: "blocks" });
      for await (const { name } of list) names.push(name);
      return names;
    };
    expect(await waiting()).toEqual(["blocks.txt"]);
    expect(await blob.exists()).toBe(false);
    await blob.commitBlockList([two!, one!]);
    expect(String(await blob.downloadToBuffer())).toBe("WorldHello");
    const { committedBlocks, uncommittedBlocks } = await blob.getBlockList("all");
    expect(committedBlocks?.map(({ name }) => name)).toEqual([two, one]);
    expect(uncommittedBlocks).toEqual([]);
  });

  it("moves large content in blocks at once, from a buffer and from a stream, and can stop", async () => {
    const large = randomBytes(3 * 1024 * 1024 + 1);
    const blob = container.getBlockBlobClient("large.bin");
    let sent = 0;
    await blob.uploadData(large, {
      blockSize: 1024 * 1024,
      maxSingleShotSize: 1024,
      concurrency: 4,
      onProgress: ({ loadedBytes }) => {
        sent = loadedBytes;
      },
    });
    expect(sent).toBe(large.length);
    const read = { blockSize: 1024 * 1024, concurrency: 3 };
    expect(large.equals(await blob.downloadToBuffer(0, undefined, read))).toBe(true);
    await blob.uploadStream(Readable.from([large.subarray(0, 2_000_000)]), 1024 * 1024, 2);
    expect((await blob.getProperties()).contentLength).toBe(2_000_000);
    const stopped = container.getBlockBlobClient("stopped.bin");
    const abortSignal = AbortSignal.timeout(1);
    await expect(
      stopped.uploadData(large, { maxSingleShotSize: 1, blockSize: 1024, abortSignal }),
    ).rejects.toMatchObject({ name: "AbortError" });
    expect(await stopped.exists()).toBe(false);
  });
});

describe("a session that looks around", () => {
  beforeAll(async () => {
    for (const name of ["tree/a.txt", "tree/b/1.txt", "tree/b/2.txt", "tree/c.txt"]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other is quick enough
      await container.getBlockBlobClient(name).upload(name, name.length);
    }
  });

  it("walks by folders, page by page", async () => {
    const seen: string[] = [];
    const pages = container
      .listBlobsByHierarchy("/", { prefix: "tree/" })
      .byPage({ maxPageSize: 1 });
    for await (const { segment } of pages) {
      seen.push(...(segment.blobPrefixes ?? []).map(({ name }) => name));
      seen.push(...segment.blobItems.map(({ name }) => name));
    }
    expect(seen).toEqual(["tree/a.txt", "tree/b/", "tree/c.txt"]);
  });

  it("goes on where a page ended", async () => {
    const first = await container
      .listBlobsFlat({ prefix: "tree/" })
      .byPage({ maxPageSize: 3 })
      .next();
    const { continuationToken = "" } = first.value as { continuationToken?: string };
    const rest: string[] = [];
    for await (const { segment } of container
      .listBlobsFlat({ prefix: "tree/" })
      .byPage({ continuationToken })) {
      rest.push(...segment.blobItems.map(({ name }) => name));
    }
    expect(rest).toEqual(["tree/c.txt"]);
  });

  it("finds containers with what describes them", async () => {
    const names: unknown[] = [];
    for await (const { name, metadata } of service.listContainers({ includeMetadata: true })) {
      names.push([name, metadata?.["owner"]]);
    }
    expect(names).toEqual([
      ["documents", undefined],
      ["reports", "finance"],
    ]);
    expect((await container.createIfNotExists()).succeeded).toBe(false);
    expect(await service.getContainerClient("none").exists()).toBe(false);
  });

  it("is told what is not there, as the client expects it", async () => {
    const none = container.getBlobClient("none");
    expect(await refusalOf(none.download())).toEqual([404, "BlobNotFound"]);
    expect(await refusalOf(none.getProperties())).toEqual([404, "BlobNotFound"]);
    expect((await none.deleteIfExists()).succeeded).toBe(false);
    const list = service.getContainerClient("none").listBlobsFlat().next();
    expect(await refusalOf(list)).toEqual([404, "ContainerNotFound"]);
  });
});

describe("a session with a signature", () => {
  it("lets somebody without a token do what was signed, and nothing else", async () => {
    const [startsOn, expiresOn] = [-60_000, 3_600_000].map((ms) => new Date(Date.now() + ms));
    const key = await service.getUserDelegationKey(startsOn!, expiresOn!);
    await container.getBlockBlobClient("signed.txt").upload("signed", 6);
    const query = generateBlobSASQueryParameters(
      {
        containerName: "reports",
        blobName: "signed.txt",
        permissions: BlobSASPermissions.parse("r"),
        expiresOn: expiresOn!,
        contentDisposition: "inline",
      },
      key,
      "contoso",
    );
    const url = `${origin}/reports/signed.txt?${query.toString()}`;
    const read = await new BlobClient(url, new AnonymousCredential(), way).download();
    expect(read.contentDisposition).toBe("inline");
    expect(await text(read.readableStreamBody!)).toBe("signed");
    const written = new BlockBlobClient(url, new AnonymousCredential(), way).upload("x", 1);
    expect(await refusalOf(written)).toEqual([403, "AuthorizationPermissionMismatch"]);

    const listing = generateBlobSASQueryParameters(
      {
        containerName: "reports",
        permissions: ContainerSASPermissions.parse("l"),
        expiresOn: expiresOn!,
      },
      key,
      "contoso",
    );
    const anyone = new ContainerClient(
      `${origin}/reports?${listing.toString()}`,
      new AnonymousCredential(),
      way,
    );
    const names: string[] = [];
    for await (const { name } of anyone.listBlobsFlat({ prefix: "signed" })) names.push(name);
    expect(names).toEqual(["signed.txt"]);
  });
});
