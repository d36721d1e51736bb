import { createHash } from "node:crypto";
import { expect } from "vitest";
import { contoso, otherIdentity } from "../contoso.test.fixture.ts";
import { createEmulator } from "../emulator.ts";
import { testLimitations, type LimitationCheck } from "../limitations.test.fixture.ts";
import {
  accountId,
  ask,
  codeOf,
  createStorage,
  origin,
  textsOf,
  upload,
} from "./blob.test.fixture.ts";

const start = () => createStorage("Storage Blob Data Owner", [{ name: "a", text: "abc" }]);

/** What is asked of a container with a blob `a`. */
type Asked = readonly [method: string, path: string, headers?: Readonly<Record<string, string>>];

const codesOf = (asked: readonly Asked[]) =>
  Promise.all(
    asked.map(async ([method, path, headers = {}]) => {
      const body = method === "GET" || method === "DELETE" ? {} : { body: "" };
      return codeOf(await ask(start(), path, { method, headers, ...body }));
    }),
  );

/** Sees to it that Azure has them and this one has not, and says so. */
async function notEmulated(...asked: readonly Asked[]): Promise<void> {
  expect(await codesOf(asked)).toEqual(asked.map(() => "NotEmulated"));
}

const blockBlob = { "x-ms-blob-type": "BlockBlob" };

const md5 = (text: string) => createHash("md5").update(text).digest("base64");

const sent = async (headers: Readonly<Record<string, string>>) =>
  (await upload(start(), "/documents/b", "abc", headers)).status;

/** By the first words of the line. */
const checks: Readonly<Record<string, LimitationCheck>> = {
  "Containers and block blobs.": async () => {
    await notEmulated(
      ["PUT", "/documents/a", { "x-ms-blob-type": "PageBlob" }],
      ["PUT", "/documents/a", { "x-ms-blob-type": "AppendBlob" }],
      ["PUT", "/documents/a?comp=appendblock"],
      ["PUT", "/documents/a", { ...blockBlob, "x-ms-copy-source": `${origin}/documents/a` }],
      ["PUT", "/documents/a?comp=block&blockid=YQ==", { "x-ms-copy-source": "https://a" }],
      ["PUT", "/documents/a?comp=copy&copyid=a"],
      ["PUT", "/documents/a?comp=lease", { "x-ms-lease-action": "acquire" }],
      ["GET", "/documents/a", { "x-ms-lease-id": "a" }],
      ["PUT", "/documents/a?comp=snapshot"],
      ["GET", "/documents/a?snapshot=2026"],
      ["GET", "/documents/a?versionid=2026"],
      ["PUT", "/documents/a", { ...blockBlob, "x-ms-tags": "a=b" }],
      ["PUT", "/documents/a?comp=tags"],
      ["PUT", "/documents/a?comp=tier", { "x-ms-access-tier": "Archive" }],
      ["PUT", "/documents/a?comp=undelete"],
      ["PUT", "/documents/a?comp=immutabilityPolicies"],
      ["GET", "/documents/a", { "x-ms-encryption-key": "a" }],
      ["GET", "/documents?restype=container&comp=acl"],
      ["PUT", "/public?restype=container", { "x-ms-blob-public-access": "blob" }],
      ["POST", "/?comp=batch"],
      ["GET", "/?restype=service&comp=properties"],
    );
    for (const kind of ["queue", "table", "file"]) {
      const request = new Request(`https://contoso.${kind}.core.windows.net/`);
      // oxlint-disable-next-line no-await-in-loop -- three requests
      expect((await start().fetch(request)).ok).toBe(false);
    }
  },
  "Of a hierarchical namespace": async () => {
    const nobody = "user::---,group::---,other::---";
    const azure = createEmulator({
      seed: {
        ...contoso,
        storageAccounts: [
          {
            name: "contoso",
            containers: [
              {
                name: "documents",
                acl: nobody,
                blobs: [{ name: "b/a", text: "abc", acl: nobody }],
              },
            ],
          },
        ],
      },
    });
    const { principalId } = otherIdentity;
    azure.roles.grant({ principalId, role: "Storage Blob Data Reader", scope: accountId });
    expect(await (await ask(azure, "/documents/b/a")).text()).toBe("abc");
    azure.roles.revoke({ principalId });
    expect((await ask(azure, "/documents/b/a")).status).toBe(403);
  },
  "Versions from": async () => {
    const statuses = ["2017-11-08", "2017-11-09", "2026-10-06", "2026-10-07"].map(
      async (version) => {
        const headers = { "x-ms-version": version };
        return (await ask(start(), "/documents/a", { headers })).status;
      },
    );
    expect(await Promise.all(statuses)).toEqual([403, 200, 200, 400]);
  },
  "Signatures are those of user delegation keys": async () => {
    const end = "2099-01-01T00:00:00Z";
    const query = { sp: "r", se: end, sv: "2025-11-05", sr: "b", sig: "AAAA" };
    const read = async (change: Readonly<Record<string, string>>) => {
      const search = new URLSearchParams({ ...query, ...change }).toString();
      return codeOf(await start().fetch(new Request(`${origin}/documents/a?${search}`)));
    };
    const codes = [{}, { ss: "b", srt: "o" }, { sip: "127.0.0.1" }, { saoid: "a" }, { ses: "a" }];
    const refused = await Promise.all([...codes, { sr: "d", sdd: "1" }].map(read));
    for (const code of refused)
      expect(code).toMatch(
        /^(?:AuthenticationFailed|KeyBasedAuthenticationNotPermitted|NotEmulated)$/,
      );
  },
  "Blobs have the tiers": async () => {
    const azure = start();
    const put = { method: "PUT", headers: { "x-ms-access-tier": "Cold" } };
    expect((await ask(azure, "/documents/a?comp=tier", put)).status).toBe(200);
    expect(await (await ask(azure, "/documents/a")).text()).toBe("abc");
    const tier = async () =>
      (await ask(azure, "/documents/a", { method: "HEAD" })).headers.get("x-ms-access-tier");
    expect(await tier()).toBe("Cold");
    await upload(azure, "/documents/a", "anew");
    expect(await tier()).toBe("Hot");
  },
  "Copies are made at once": async () => {
    const azure = start();
    const copy = (source: string, more: Readonly<Record<string, string>> = {}) =>
      ask(azure, "/documents/copy", {
        method: "PUT",
        headers: { "x-ms-copy-source": source, ...more },
      });
    const made = await copy(`${origin}/documents/a`);
    expect([made.status, made.headers.get("x-ms-copy-status")]).toEqual([202, "success"]);
    const source = `${origin}/documents/a`;
    const refused = [
      copy("https://elsewhere.blob.core.windows.net/documents/a"),
      copy("https://www.example.com/a"),
      copy(source, { "x-ms-source-if-match": "*" }),
      copy(source, { "x-ms-source-content-md5": md5("abc") }),
    ].map(async (answer) => codeOf(await answer));
    expect(new Set(await Promise.all(refused))).toEqual(new Set(["NotEmulated"]));
  },
  "Lists show metadata": async () => {
    const list = "/documents?restype=container&comp=list&include=";
    await notEmulated(["GET", `${list}versions`], ["GET", `${list}tags,metadata`]);
    const xml = await (await ask(start(), `${list}copy,deleted,snapshots`)).text();
    expect(textsOf(xml, "Name")).toEqual(["a"]);
  },
  "Containers take no conditional headers": async () => {
    await notEmulated(["DELETE", "/documents?restype=container", { "if-match": "*" }]);
    const azure = start();
    const path = "/documents?restype=container";
    expect((await ask(azure, path, { method: "DELETE" })).status).toBe(202);
    expect((await ask(azure, path, { method: "PUT" })).status).toBe(201);
  },
  "The names of metadata come back in lower case": async () => {
    const azure = createStorage("Storage Blob Data Owner", [
      { name: "seeded", text: "", metadata: { KeyOne: "1" } },
    ]);
    await upload(azure, "/documents/sent", "", { "x-ms-meta-KeyOne": "1" });
    const list = await ask(azure, "/documents?restype=container&comp=list&include=metadata");
    const xml = await list.text();
    expect([textsOf(xml, "KeyOne"), textsOf(xml, "keyone")]).toEqual([["1"], ["1"]]);
  },
  "`Content-MD5` is checked": async () => {
    expect(await sent({ "content-md5": md5("abc") })).toBe(201);
    expect(await sent({ "content-md5": md5("abd") })).toBe(400);
    await notEmulated([
      "PUT",
      "/documents/b",
      { ...blockBlob, "x-ms-content-crc64": "AAAAAAAAAAA=" },
    ]);
  },
  "Blob names are those that a URL leaves": async () => {
    const azure = start();
    expect((await upload(azure, "/documents/b/../c", "abc")).status).toBe(201);
    expect((await ask(azure, "/documents/c")).status).toBe(200);
  },
};

testLimitations("Blob storage", checks);
