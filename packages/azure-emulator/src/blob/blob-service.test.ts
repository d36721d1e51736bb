import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Emulator } from "../emulator.ts";
import { ask, codeOf, createStorage, textsOf, upload } from "./blob.test.fixture.ts";

const md5 = (text: string) => createHash("md5").update(text).digest("base64");

describe("containers", () => {
  const container = "/reports?restype=container";

  it("are made, shown, described, listed and removed", async () => {
    const azure = createStorage();
    const made = await ask(azure, container, {
      method: "PUT",
      headers: { "x-ms-meta-owner": "ada" },
    });
    expect(made.status).toBe(201);
    const shown = await ask(azure, container, { method: "HEAD" });
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      etag: made.headers.get("etag"),
      "x-ms-meta-owner": "ada",
      "x-ms-lease-state": "available",
    });
    const again = await ask(azure, container, { method: "PUT" });
    expect([again.status, await codeOf(again)]).toEqual([409, "ContainerAlreadyExists"]);
    await ask(azure, `${container}&comp=metadata`, {
      method: "PUT",
      headers: { "x-ms-meta-a": "b" },
    });
    const list = await (await ask(azure, "/?comp=list&include=metadata")).text();
    expect(textsOf(list, "Name")).toEqual(["documents", "reports"]);
    expect(list).toContain("<Metadata><a>b</a></Metadata>");
    expect((await ask(azure, container, { method: "DELETE" })).status).toBe(202);
    expect(await codeOf(await ask(azure, container))).toBe("ContainerNotFound");
  });

  it.each(["ab", "Reports", "a--b", "-abc"])("cannot be called %s", async (name) => {
    const response = await ask(createStorage(), `/${name}?restype=container`, { method: "PUT" });
    expect(await codeOf(response)).toBe("InvalidResourceName");
    const blobs = [{ name: "a", text: "" }];
    expect(() => createStorage("", [{ ...blobs[0]!, metadata: { "a b": "" } }])).toThrow(
      /metadata/,
    );
  });
});

describe("a blob", () => {
  it("is what was uploaded, with what describes it", async () => {
    const azure = createStorage();
    const put = await upload(azure, "/documents/a/b%20c.txt", "four", {
      "content-type": "text/plain",
      "x-ms-blob-content-language": "en",
      "x-ms-blob-cache-control": "no-store",
      "x-ms-meta-source": "scan",
    });
    expect(put.status).toBe(201);
    expect(put.headers.get("content-md5")).toBe(md5("four"));
    const got = await ask(azure, "/documents/a/b%20c.txt");
    expect(Object.fromEntries(got.headers)).toMatchObject({
      "content-type": "text/plain",
      "content-language": "en",
      "cache-control": "no-store",
      "content-length": "4",
      "content-md5": md5("four"),
      "x-ms-meta-source": "scan",
      "x-ms-blob-type": "BlockBlob",
      "accept-ranges": "bytes",
      etag: put.headers.get("etag"),
      "x-ms-version": "2025-11-05",
    });
    expect(await got.text()).toBe("four");
    const head = await ask(azure, "/documents/a/b%20c.txt", { method: "HEAD" });
    expect([head.headers.get("content-length"), await head.text()]).toEqual(["4", ""]);
  });

  it("is bytes, not text", async () => {
    const azure = createStorage("Storage Blob Data Contributor", [
      { name: "seeded", base64: "/wAB", contentType: "image/png" },
    ]);
    const bytes = async (path: string) =>
      new Uint8Array(await (await ask(azure, path)).arrayBuffer());
    expect(await bytes("/documents/seeded")).toEqual(Uint8Array.of(255, 0, 1));
    await upload(azure, "/documents/put", Uint8Array.of(254, 255));
    expect(await bytes("/documents/put")).toEqual(Uint8Array.of(254, 255));
  });

  it.each(["content-md5", "x-ms-blob-content-md5"])(
    "is refused when it is not what its %s says",
    async (name) => {
      const azure = createStorage();
      const wrong = await upload(azure, "/documents/a", "four", { [name]: md5("five") });
      expect(await codeOf(wrong)).toBe("Md5Mismatch");
      expect(await codeOf(await ask(azure, "/documents/a"))).toBe("BlobNotFound");
      const right = await upload(azure, "/documents/a", "four", { [name]: md5("four") });
      expect(right.status).toBe(201);
    },
  );

  it("is described anew, and removed", async () => {
    const azure = createStorage();
    await upload(azure, "/documents/a", "four", { "x-ms-meta-a": "1" });
    await ask(azure, "/documents/a?comp=metadata", {
      method: "PUT",
      headers: { "x-ms-meta-b": "2" },
    });
    const type = { "x-ms-blob-content-type": "text/html" };
    await ask(azure, "/documents/a?comp=properties", { method: "PUT", headers: type });
    const shown = await ask(azure, "/documents/a?comp=metadata");
    expect(shown.headers.get("x-ms-meta-a")).toBe(null);
    expect(shown.headers.get("x-ms-meta-b")).toBe("2");
    const got = await ask(azure, "/documents/a");
    expect([got.headers.get("content-type"), await got.text()]).toEqual(["text/html", "four"]);
    expect((await ask(azure, "/documents/a", { method: "DELETE" })).status).toBe(202);
    const gone = await ask(azure, "/documents/a", { method: "HEAD" });
    expect([gone.status, await codeOf(gone)]).toEqual([404, "BlobNotFound"]);
  });

  const ranged = createStorage(undefined, [{ name: "a", text: "abcde" }]);

  it.each([
    ["range", "bytes=1-2", "bc", "bytes 1-2/5"],
    ["range", "bytes=3-", "de", "bytes 3-4/5"],
    ["x-ms-range", "bytes=0-99", "abcde", "bytes 0-4/5"],
  ])("is read by the %s %s", async (name, range, text, contentRange) => {
    const got = await ask(ranged, "/documents/a", { headers: { [name]: range } });
    expect(got.status).toBe(206);
    expect(got.headers.get("content-range")).toBe(contentRange);
    expect(got.headers.get("x-ms-blob-content-md5")).toBe(md5("abcde"));
    expect(got.headers.get("content-md5")).toBe(null);
    expect(await got.text()).toBe(text);
  });

  it.each([
    ["bytes=5-", 416, "InvalidRange"],
    ["bytes=-2", 400, "InvalidHeaderValue"],
    ["bytes=2-1", 400, "InvalidHeaderValue"],
    ["bytes=0-1,3-4", 400, "InvalidHeaderValue"],
  ])("is not read by the range %s", async (range, status, code) => {
    const got = await ask(ranged, "/documents/a", { headers: { range } });
    expect([got.status, await codeOf(got)]).toEqual([status, code]);
  });
});

/** An account with one blob, and the mark of its state. */
async function withBlob(): Promise<{ azure: Emulator; etag: string }> {
  const azure = createStorage();
  const put = await upload(azure, "/documents/a", "one");
  return { azure, etag: put.headers.get("etag") ?? "" };
}

describe("conditions", () => {
  const later = "Fri, 01 Jan 2100 00:00:00 GMT";
  const earlier = "Sat, 01 Jan 2000 00:00:00 GMT";

  it.each([
    ["if-none-match", "current", 304, 412],
    ["if-none-match", "*", 304, 409],
    ["if-none-match", '"0x8"', 200, 201],
    ["if-match", "current", 200, 201],
    ["if-match", "*", 200, 201],
    ["if-match", '"0x8"', 412, 412],
    ["if-modified-since", later, 304, 412],
    ["if-modified-since", earlier, 200, 201],
    ["if-unmodified-since", later, 200, 201],
    ["if-unmodified-since", earlier, 412, 412],
  ])("%s: %s", async (name, value, reads, writes) => {
    const { azure, etag } = await withBlob();
    const headers = { [name]: value === "current" ? etag : value };
    expect((await ask(azure, "/documents/a", { headers })).status).toBe(reads);
    expect((await ask(azure, "/documents/a", { method: "HEAD", headers })).status).toBe(reads);
    expect((await upload(azure, "/documents/a", "two", headers)).status).toBe(writes);
    const text = await (await ask(azure, "/documents/a")).text();
    expect(text).toBe(writes === 201 ? "two" : "one");
  });

  it("let nobody overwrite what changed in between, nor make what is there", async () => {
    const { azure, etag } = await withBlob();
    const changed = await upload(azure, "/documents/a", "two", { "if-match": etag });
    expect(changed.headers.get("etag")).not.toBe(etag);
    const lost = await upload(azure, "/documents/a", "three", { "if-match": etag });
    expect(await codeOf(lost)).toBe("ConditionNotMet");
    const made = await upload(azure, "/documents/a", "new", { "if-none-match": "*" });
    expect(await codeOf(made)).toBe("BlobAlreadyExists");
    expect((await upload(azure, "/documents/b", "new", { "if-none-match": "*" })).status).toBe(201);
    expect((await upload(azure, "/documents/c", "new", { "if-match": "*" })).status).toBe(412);
    const removed = await ask(azure, "/documents/a", {
      method: "DELETE",
      headers: { "if-match": etag },
    });
    expect(removed.status).toBe(412);
  });
});

/** The id of a block. */
const id = (text: string) => Buffer.from(text).toString("base64");
/** Uploads a block. */
const block = (azure: Emulator, name: string, text: string) =>
  ask(azure, `/documents/a?comp=block&blockid=${encodeURIComponent(id(name))}`, {
    method: "PUT",
    body: text,
  });
/** Puts the blob together. */
const commit = (azure: Emulator, list: string, headers: Record<string, string> = {}) =>
  ask(azure, "/documents/a?comp=blocklist", {
    method: "PUT",
    headers,
    body: `<?xml version="1.0" encoding="utf-8"?><BlockList>${list}</BlockList>`,
  });
/** What the blob holds. */
const read = async (azure: Emulator) => (await ask(azure, "/documents/a")).text();

describe("blocks", () => {
  it("become a blob by their list, in its order", async () => {
    const azure = createStorage();
    await Promise.all([block(azure, "1", "one "), block(azure, "2", "two ")]);
    expect(await codeOf(await ask(azure, "/documents/a"))).toBe("BlobNotFound");
    const latest = (name: string) => `<Latest>${id(name)}</Latest>`;
    const put = await commit(azure, `${latest("2")}\n${latest("1")}`, {
      "x-ms-blob-content-type": "text/plain",
      "content-type": "application/xml",
      "x-ms-meta-a": "1",
    });
    expect(put.status).toBe(201);
    const got = await ask(azure, "/documents/a");
    expect(got.headers.get("content-type")).toBe("text/plain");
    expect(await got.text()).toBe("two one ");
    await block(azure, "3", "three");
    const list = await (await ask(azure, "/documents/a?comp=blocklist&blocklisttype=all")).text();
    expect(textsOf(list, "Name")).toEqual([id("2"), id("1"), id("3")]);
    expect(textsOf(list, "Size")).toEqual(["4", "4", "5"]);
    await commit(azure, `<Committed>${id("1")}</Committed><Uncommitted>${id("3")}</Uncommitted>`);
    expect(await read(azure)).toBe("one three");
  });

  it("are refused in a list that names others, and the blob stays", async () => {
    const azure = createStorage();
    await upload(azure, "/documents/a", "old");
    await block(azure, "1", "one");
    expect(await codeOf(await commit(azure, `<Latest>${id("2")}</Latest>`))).toBe(
      "InvalidBlockList",
    );
    const committed = `<Committed>${id("1")}</Committed>`;
    expect(await codeOf(await commit(azure, committed))).toBe("InvalidBlockList");
    expect(await codeOf(await commit(azure, "<Block/>"))).toBe("InvalidXmlDocument");
    expect(await read(azure)).toBe("old");
  });

  it("have ids of one length, in base64", async () => {
    const azure = createStorage();
    await block(azure, "1", "one");
    expect(await codeOf(await block(azure, "1234", "two"))).toBe("InvalidBlobOrBlock");
    const wrong = await ask(azure, "/documents/a?comp=block&blockid=%C3%A4", {
      method: "PUT",
      body: "",
    });
    expect(await codeOf(wrong)).toBe("InvalidBlockId");
  });

  it("make a large file", async () => {
    const azure = createStorage();
    const part = Buffer.alloc(4 * 1024 * 1024, "x").toString();
    const names = ["1", "2", "3"];
    await Promise.all(names.map((name) => block(azure, name, part)));
    await commit(azure, names.map((name) => `<Latest>${id(name)}</Latest>`).join(""));
    const head = await ask(azure, "/documents/a", { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe(String(3 * part.length));
  });
});

describe("a list of blobs", () => {
  const names = ["b/1", "a.txt", "b/2/x", "b/2/y", "c & <d>.txt", "b!"];
  const azure = createStorage(
    undefined,
    names.map((name) => ({ name, text: name, metadata: { Source: name.slice(0, 1) } })),
  );
  const list = async (query: string) =>
    (await ask(azure, `/documents?restype=container&comp=list${query}`)).text();

  it("has all of them, in order, with what describes them", async () => {
    const xml = await list("");
    expect(textsOf(xml, "Name")).toEqual([
      "a.txt",
      "b!",
      "b/1",
      "b/2/x",
      "b/2/y",
      "c &amp; &lt;d&gt;.txt",
    ]);
    expect(textsOf(xml, "Content-Length")).toEqual(["5", "2", "3", "5", "5", "11"]);
    expect(textsOf(xml, "Etag").every((etag) => /^0x8[0-9A-F]+$/.test(etag))).toBe(true);
    expect(xml).not.toContain("<Metadata>");
    expect(xml).toContain("<NextMarker />");
    expect(xml).toMatch(
      /^<\?xml version="1.0" encoding="utf-8"\?><EnumerationResults ServiceEndpoint="https:\/\/contoso.blob.core.windows.net\/" ContainerName="documents">/,
    );
  });

  it("has those with a prefix, and their metadata when they are asked for", async () => {
    const xml = await list("&prefix=b/2&include=metadata");
    expect(textsOf(xml, "Name")).toEqual(["b/2/x", "b/2/y"]);
    expect(xml).toContain("<Metadata><Source>b</Source></Metadata>");
  });

  it("has folders where it is asked for by a delimiter", async () => {
    const xml = await list("&prefix=b&delimiter=/");
    expect(textsOf(xml, "Name")).toEqual(["b!", "b/"]);
    expect(xml).toContain("<BlobPrefix><Name>b/</Name></BlobPrefix>");
    expect(textsOf(await list("&prefix=b/&delimiter=/"), "Name")).toEqual(["b/1", "b/2/"]);
  });

  it.each([
    ["", 6],
    ["&delimiter=/", 4],
  ])("comes page by page, by the query '%s'", async (query, count) => {
    const seen: string[] = [];
    let marker = "";
    do {
      // oxlint-disable-next-line no-await-in-loop -- a page names the next one
      const xml = await list(`${query}&maxresults=2&marker=${encodeURIComponent(marker)}`);
      seen.push(...textsOf(xml, "Name"));
      marker = textsOf(xml, "NextMarker")[0] ?? "";
    } while (marker !== "");
    expect(seen).toHaveLength(count);
    expect(new Set(seen).size).toBe(count);
  });

  it("has what only waits for its block list where that is asked for, as empty", async () => {
    const other = createStorage();
    await ask(other, "/documents/w?comp=block&blockid=YQ==", { method: "PUT", body: "abc" });
    const listed = async (query: string) =>
      (await ask(other, `/documents?restype=container&comp=list${query}`)).text();
    expect(textsOf(await listed(""), "Name")).toEqual([]);
    expect(textsOf(await listed("&include=uncommittedblobs,metadata"), "Content-Length")).toEqual([
      "0",
    ]);
  });

  it.each(["versions", "tags", "permissions"])("does not show %s", async (part) => {
    expect(textsOf(await list(`&include=${part}`), "Code")).toEqual(["NotEmulated"]);
  });

  it.each(["&marker=next", "&maxresults=0", "&maxresults=x", "&include=system2"])(
    "is refused by the query %s",
    async (query) => {
      expect(textsOf(await list(query), "Code")).toEqual(["InvalidQueryParameterValue"]);
    },
  );

  it("has names that XML cannot hold percent-encoded", async () => {
    const other = createStorage(undefined, [{ name: "a\u0001b", text: "" }]);
    const xml = await (await ask(other, "/documents?restype=container&comp=list")).text();
    expect(xml).toContain('<Name Encoded="true">a%01b</Name>');
  });
});
