import { describe, expect, it } from "vitest";
import { contoso, otherIdentity } from "../contoso.test.fixture.ts";
import { createEmulator } from "../emulator.ts";
import {
  accountId,
  ask,
  codeOf,
  createStorage,
  origin,
  storageToken,
  upload,
} from "./blob.test.fixture.ts";

const blobs = [{ name: "a.txt", text: "one" }];

/** Reads a blob with other credentials than a good token. */
const read = async (headers: Record<string, string>, query = "") => {
  const azure = createStorage("Storage Blob Data Owner", blobs);
  const url = `${origin}/documents/a.txt${query}`;
  return azure.fetch(new Request(url, { headers: { "x-ms-version": "2025-11-05", ...headers } }));
};

/** A part of a token. */
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");

describe("who may ask", () => {
  it("is told where to get a token", async () => {
    const response = await read({});
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(
      /^Bearer authorization_uri=https:\/\/login.microsoftonline.com\/.* resource_id=https:\/\/storage.azure.com$/,
    );
    expect(await codeOf(response)).toBe("NoAuthenticationInformation");
  });

  it.each([
    ["the account key", { authorization: "SharedKey contoso:c2lnbmF0dXJl" }, ""],
    ["the account key, in short", { authorization: "SharedKeyLite contoso:c2lnbmF0dXJl" }, ""],
    ["a shared access signature", {}, "?sv=2025-11-05&sr=b&sp=r&sig=c2lnbmF0dXJl"],
  ])("[emulator/keys-refused] refuses %s", async (_case, headers, query) => {
    const response = await read(headers, query);
    expect(response.status).toBe(403);
    expect(await codeOf(response)).toBe("KeyBasedAuthenticationNotPermitted");
  });

  it("refuses a signature even beside a good token", async () => {
    const response = await ask(createStorage(undefined, blobs), "/documents/a.txt?sig=a");
    expect(await codeOf(response)).toBe("KeyBasedAuthenticationNotPermitted");
  });

  it.each(["", "c2ln"])("refuses a token that nobody signed, with «%s»", async (signature) => {
    const claims = {
      aud: "https://storage.azure.com",
      oid: otherIdentity.principalId,
      nbf: 0,
      exp: 4e9,
    };
    const token = [encode({ alg: "none" }), encode(claims), signature].join(".");
    expect((await read({ authorization: `Bearer ${token}` })).status).toBe(401);
  });

  it.each([
    ["another audience", "https://management.azure.com", 0, /Audience validation failed/],
    ["yesterday", "https://storage.azure.com", 48 * 60 * 60 * 1000, /The token is expired/],
  ])("refuses a token of %s", async (_case, audience, age, detail) => {
    const azure = createStorage(undefined, blobs);
    const token = await storageToken(azure, audience);
    azure.advance(age);
    const response = await ask(azure, "/documents/a.txt", {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(401);
    expect(await response.text()).toMatch(detail);
  });

  const azure = createStorage(undefined, blobs);

  it.each([
    ["", 403, "AuthenticationFailed"],
    ["2015-04-05", 403, "AuthenticationFailed"],
    ["2030-01-01", 400, "InvalidHeaderValue"],
    ["latest", 400, "InvalidHeaderValue"],
    ["2026-10-06", 200, undefined],
  ])("takes tokens in version '%s' with %i", async (version, status, code) => {
    const headers = new Headers({ authorization: `Bearer ${await storageToken(azure)}` });
    if (version !== "") headers.set("x-ms-version", version);
    const response = await azure.fetch(new Request(`${origin}/documents/a.txt`, { headers }));
    expect(response.status).toBe(status);
    expect(response.headers.get("x-ms-error-code") ?? undefined).toBe(code);
  });
});

describe("what the caller may do", () => {
  const requests = {
    "list containers": ["GET", "/?comp=list"],
    "show a container": ["GET", "/documents?restype=container"],
    "make a container": ["PUT", "/reports?restype=container"],
    "list blobs": ["GET", "/documents?restype=container&comp=list"],
    "read a blob": ["GET", "/documents/a.txt"],
    "write a blob": ["PUT", "/documents/a.txt"],
    "write a block": ["PUT", "/documents/a.txt?comp=block&blockid=YQ=="],
    "describe a blob": ["PUT", "/documents/a.txt?comp=metadata"],
    "delete a blob": ["DELETE", "/documents/a.txt"],
    "delete a container": ["DELETE", "/documents?restype=container"],
  } as const;
  const reader = ["list containers", "show a container", "list blobs", "read a blob"];
  const management: readonly string[] = [
    "list containers",
    "show a container",
    "make a container",
    "delete a container",
  ];

  it.each<[string, readonly string[]]>([
    ["", []],
    ["Reader", ["list containers", "show a container"]],
    ["Storage Blob Data Reader", reader],
    ["Storage Blob Data Contributor", Object.keys(requests)],
    // who manages an account does not read its data
    ["Contributor", management],
    ["Owner", management],
    ["Search Index Data Contributor", []],
  ])("[emulator/roles-enforced] with the role '%s' is what it names", async (role, allowed) => {
    const azure = createStorage(role, blobs);
    const outcomes: string[] = [];
    for (const [name, [method, path]] of Object.entries(requests)) {
      const isUpload = method === "PUT" && path === "/documents/a.txt";
      // oxlint-disable-next-line no-await-in-loop -- each finds what the one before has left
      const response = await ask(azure, path, {
        method,
        headers: isUpload ? { "x-ms-blob-type": "BlockBlob" } : {},
        ...(method === "PUT" ? { body: "" } : {}),
      });
      const code = response.headers.get("x-ms-error-code");
      expect([response.ok, code]).toEqual(
        allowed.includes(name) ? [true, null] : [false, "AuthorizationPermissionMismatch"],
      );
      if (response.ok) outcomes.push(name);
    }
    expect(outcomes).toEqual(allowed);
  });

  it("[emulator/roles-enforced] may be bound to one container", async () => {
    const azure = createEmulator({
      seed: {
        ...contoso,
        storageAccounts: [
          {
            name: "contoso",
            containers: [
              { name: "one", blobs },
              { name: "onetwo", blobs },
            ],
          },
        ],
      },
    });
    azure.roles.grant({
      principalId: otherIdentity.principalId,
      role: "Storage Blob Data Reader",
      scope: `${accountId}/blobServices/default/containers/one`,
    });
    expect((await ask(azure, "/one/a.txt")).status).toBe(200);
    expect((await ask(azure, "/onetwo/a.txt")).status).toBe(403);
    expect((await ask(azure, "/?comp=list")).status).toBe(403);
  });

  it("[emulator/roles-enforced] does not tell what exists", async () => {
    const azure = createStorage("Reader", blobs);
    expect((await ask(azure, "/documents/a.txt")).status).toBe(403);
    expect((await ask(azure, "/documents/b.txt")).status).toBe(403);
    expect((await ask(azure, "/none/a.txt")).status).toBe(403);
  });
});

it("keeps no uploads in the record of requests", async () => {
  const azure = createStorage();
  await upload(azure, "/documents/b.txt", "secret");
  expect(azure.requests.at(-1)).toMatchObject({ service: "blob", body: "", status: 201 });
});
