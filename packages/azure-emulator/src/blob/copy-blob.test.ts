import {
  BlobSASPermissions,
  BlobServiceClient,
  generateBlobSASQueryParameters,
} from "@azure/storage-blob";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { contoso, otherIdentity } from "../contoso.test.fixture.ts";
import { createEmulator, type Emulator } from "../emulator.ts";
import { connectSdk } from "../official-sdk.test.fixture.ts";
import { accountId, ask, codeOf, origin } from "./blob.test.fixture.ts";

const { principalId } = otherIdentity;
const containerScope = (name: string): string =>
  `${accountId}/blobServices/default/containers/${name}`;

let azure: Emulator;
beforeEach(() => {
  const blobs = [
    { name: "plan.txt", text: "secret plan", contentType: "text/x-plan", metadata: { by: "ada" } },
  ];
  azure = createEmulator({
    seed: {
      ...contoso,
      storageAccounts: [
        {
          name: "contoso",
          containers: [{ name: "board", blobs }, { name: "desk" }],
        },
      ],
      roleAssignments: [
        { principalId, role: "Storage Blob Data Contributor", scope: containerScope("desk") },
      ],
    },
  });
});
afterEach(() => azure.close());

const letRead = (): unknown =>
  azure.roles.grant({
    principalId,
    role: "Storage Blob Data Reader",
    scope: containerScope("board"),
  });

const copy = (
  source: string,
  headers: Readonly<Record<string, string>> = {},
  path = "/desk/mine",
) => ask(azure, path, { method: "PUT", headers: { "x-ms-copy-source": source, ...headers } });

const source = `${origin}/board/plan.txt`;
const left = async (): Promise<number> => (await ask(azure, "/desk/mine")).status;

describe("a copy", () => {
  it("is made by the official client, at once or while it waits, and says what it is a copy of", async () => {
    letRead();
    const { credentialFor, options } = await connectSdk(azure);
    const credential = credentialFor("https://storage.azure.com", otherIdentity.name);
    const { proxyOptions } = options;
    const service = new BlobServiceClient(origin, credential, { proxyOptions });
    const desk = service.getContainerClient("desk");
    const poller = await desk.getBlobClient("waited").beginCopyFromURL(source, { intervalInMs: 1 });
    expect(await poller.pollUntilDone()).toMatchObject({ copyStatus: "success" });
    const properties = await desk.getBlobClient("waited").getProperties();
    expect(properties).toMatchObject({
      contentType: "text/x-plan",
      metadata: { by: "ada" },
      copySource: source,
      copyProgress: "11/11",
      copyStatus: "success",
    });
    const at = await desk
      .getBlobClient("at-once")
      .syncCopyFromURL(source, { metadata: { by: "me" } });
    expect(at).toMatchObject({ copyStatus: "success" });
    expect((await desk.getBlobClient("at-once").downloadToBuffer()).toString()).toBe("secret plan");
    const listed: unknown[] = [];
    for await (const blob of desk.listBlobsFlat({ includeCopy: true, includeMetadata: true })) {
      listed.push([blob.name, blob.metadata?.["by"], blob.properties.copyStatus]);
    }
    expect(listed).toEqual([
      ["at-once", "me", "success"],
      ["waited", "ada", "success"],
    ]);
  });

  it("is one no longer when it is described or written anew", async () => {
    letRead();
    await copy(source);
    const isCopy = async () =>
      (await ask(azure, "/desk/mine", { method: "HEAD" })).headers.has("x-ms-copy-id");
    await ask(azure, "/desk/mine?comp=metadata", { method: "PUT" });
    expect(await isCopy()).toBe(true);
    await ask(azure, "/desk/mine?comp=properties", { method: "PUT" });
    expect(await isCopy()).toBe(false);
  });

  it("[emulator/roles-enforced] is refused to who may not read its source", async () => {
    const refused = await copy(source);
    expect(refused.status).toBe(403);
    expect(await codeOf(refused)).toBe("CannotVerifyCopySource");
    expect(await left()).toBe(404);
    letRead();
    expect((await copy(source)).status).toBe(202);
    expect(await left()).toBe(200);
  });

  it("[emulator/roles-enforced] is refused to who may not write where it is to be", async () => {
    azure.roles.grant({ principalId, role: "Storage Blob Data Reader", scope: accountId });
    expect(await codeOf(await copy(source, {}, "/board/copy"))).toBe(
      "AuthorizationPermissionMismatch",
    );
  });

  it("[emulator/signature-within-roles] goes by the signature of its source, which must be good for it", async () => {
    letRead();
    const { credentialFor, options } = await connectSdk(azure);
    const credential = credentialFor("https://storage.azure.com", otherIdentity.name);
    const { proxyOptions } = options;
    const service = new BlobServiceClient(origin, credential, { proxyOptions });
    azure.roles.grant({ principalId, role: "Storage Blob Delegator", scope: accountId });
    const end = new Date(Date.now() + 3_600_000);
    const key = await service.getUserDelegationKey(new Date(), end);
    const sign = (blobName: string) =>
      generateBlobSASQueryParameters(
        {
          containerName: "board",
          blobName,
          permissions: BlobSASPermissions.parse("r"),
          expiresOn: end,
        },
        key,
        "contoso",
      ).toString();
    expect((await copy(`${source}?${sign("plan.txt")}`)).status).toBe(202);
    const shown = await ask(azure, "/desk/mine", { method: "HEAD" });
    expect(shown.headers.get("x-ms-copy-source")).toBe(source);
    expect((await copy(`${source}?${sign("other.txt")}`)).status).toBe(403);
    azure.roles.revoke({ principalId, scope: containerScope("board") });
    // a token of who asks does not help a signature out
    expect((await copy(`${source}?${sign("plan.txt")}`)).status).toBe(403);
  });

  it("goes by a token for its source, if there is one", async () => {
    letRead();
    const authorization = { "x-ms-copy-source-authorization": "Bearer none" };
    expect((await copy(source, authorization)).status).toBe(401);
  });

  it.each([
    ["no address", "plan.txt", 400, "InvalidHeaderValue"],
    ["another account", "https://other.blob.core.windows.net/a/b", 400, "NotEmulated"],
    ["what is not there", `${origin}/board/none`, 404, "CannotVerifyCopySource"],
    ["a container", `${origin}/board?restype=container`, 400, "InvalidHeaderValue"],
    ["an old state", `${source}?snapshot=2026`, 400, "NotEmulated"],
  ])("is not made of %s", async (_, address, status, code) => {
    letRead();
    const refused = await copy(address);
    expect([refused.status, await codeOf(refused)]).toEqual([status, code]);
  });
});
