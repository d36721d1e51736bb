import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { otherIdentity, tenantId } from "../contoso.test.fixture.ts";
import type { Emulator } from "../emulator.ts";
import { accountId, ask, codeOf, createStorage, origin, textsOf } from "./blob.test.fixture.ts";

const hour = 60 * 60 * 1000;
const time = (offset: number) => `${new Date(Date.now() + offset).toISOString().slice(0, 19)}Z`;

/** A key, as the service answers with it. */
async function requestKey(azure: Emulator, expiry: string = time(hour)): Promise<Response> {
  return ask(azure, "/?restype=service&comp=userdelegationkey", {
    method: "POST",
    body: `<?xml version="1.0" encoding="utf-8"?><KeyInfo><Start>${time(-hour)}</Start><Expiry>${expiry}</Expiry></KeyInfo>`,
  });
}

/** A signed query, made as the documentation says. */
async function sign(
  azure: Emulator,
  values: {
    readonly sp?: string;
    readonly sr?: "b" | "c";
    readonly path?: string;
    readonly st?: string;
    readonly se?: string;
    readonly sv?: string;
    readonly rsct?: string;
  } = {},
): Promise<URLSearchParams> {
  const { sp = "r", sr = "b", path = "documents/a.txt", st = "", sv = "2025-11-05" } = values;
  const { se = time(hour), rsct = "" } = values;
  const xml = await (await requestKey(azure)).text();
  const of = (name: string) => textsOf(xml, name)[0] ?? "";
  const key = [
    of("SignedOid"),
    of("SignedTid"),
    of("SignedStart"),
    of("SignedExpiry"),
    "b",
    of("SignedVersion"),
  ];
  const lines = [sp, st, se, `/blob/contoso/${path}`, ...key, "", "", ""];
  if (sv >= "2025-07-05") lines.push("", "");
  lines.push("", "https", sv, sr, "", "");
  if (sv >= "2026-04-06") lines.push("", "");
  lines.push("", "", "", "", rsct);
  const sig = createHmac("sha256", Buffer.from(of("Value"), "base64"))
    .update(lines.join("\n"))
    .digest("base64");
  const [skoid = "", sktid = "", skt = "", ske = "", sks = "", skv = ""] = key;
  const query = { sp, st, se, skoid, sktid, skt, ske, sks, skv, spr: "https", sv, sr, rsct, sig };
  return new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ""));
}

/** Asks with nothing but a signature. */
const fetchSigned = (
  azure: Emulator,
  query: URLSearchParams,
  { path = "documents/a.txt", ...init }: RequestInit & { readonly path?: string } = {},
) =>
  azure.fetch(
    new Request(`${origin}/${path}${path.includes("?") ? "&" : "?"}${query.toString()}`, init),
  );

const blobs = [{ name: "a.txt", text: "one" }];

describe("a user delegation key", () => {
  it("is in the name of who asked for it, for a while", async () => {
    const response = await requestKey(createStorage("Storage Blob Delegator"));
    expect(response.status).toBe(200);
    const xml = await response.text();
    expect(textsOf(xml, "SignedOid")).toEqual([otherIdentity.principalId]);
    expect(textsOf(xml, "SignedTid")).toEqual([tenantId]);
    expect(textsOf(xml, "SignedService")).toEqual(["b"]);
  });

  it("[emulator/roles-enforced] is not for who has no role for it", async () => {
    expect((await requestKey(createStorage("Reader"))).status).toBe(403);
  });

  it.each([time(-1000), time(8 * 24 * hour), "soon"])("cannot be good until %s", async (expiry) => {
    const response = await requestKey(createStorage(), expiry);
    expect(await codeOf(response)).toBe("InvalidXmlNodeValue");
  });
});

describe("a signature", () => {
  it.each(["2020-12-06", "2025-07-05", "2025-11-05", "2026-10-06"])(
    "of the version %s opens what it names",
    async (sv) => {
      const azure = createStorage(undefined, blobs);
      const response = await fetchSigned(azure, await sign(azure, { sv }));
      expect([response.status, await response.text()]).toEqual([200, "one"]);
    },
  );

  it("opens a container, and describes the answer as it says", async () => {
    const azure = createStorage(undefined, blobs);
    const query = await sign(azure, { sr: "c", sp: "rl", path: "documents", rsct: "text/html" });
    const read = await fetchSigned(azure, query);
    expect([read.status, read.headers.get("content-type")]).toEqual([200, "text/html"]);
    const list = { path: "documents?restype=container&comp=list" };
    expect((await fetchSigned(azure, query, list)).status).toBe(200);
  });

  it.each([
    ["r", "PUT"],
    ["r", "DELETE"],
    ["w", "GET"],
    ["c", "PUT"],
  ])("with '%s' does not let %s", async (sp, method) => {
    const azure = createStorage(undefined, blobs);
    const response = await fetchSigned(azure, await sign(azure, { sp }), {
      method,
      headers: method === "PUT" ? { "x-ms-blob-type": "BlockBlob" } : {},
      ...(method === "PUT" ? { body: "two" } : {}),
    });
    expect(await codeOf(response)).toBe("AuthorizationPermissionMismatch");
  });

  it("with 'c' makes what is not there", async () => {
    const azure = createStorage();
    const response = await fetchSigned(azure, await sign(azure, { sp: "c" }), {
      method: "PUT",
      headers: { "x-ms-blob-type": "BlockBlob" },
      body: "two",
    });
    expect(response.status).toBe(201);
  });

  it("opens no container by itself", async () => {
    const azure = createStorage(undefined, blobs);
    const query = await sign(azure, { sr: "c", sp: "racwdl", path: "documents" });
    const path = "documents?restype=container";
    const response = await fetchSigned(azure, query, { path, method: "DELETE" });
    expect(await codeOf(response)).toBe("AuthorizationPermissionMismatch");
  });

  it.each([
    ["sp", "rwd"],
    ["se", time(5 * hour)],
    ["skoid", "00000000-0000-4000-8000-000000000010"],
    ["sktid", "00000000-0000-4000-8000-000000000010"],
    ["ske", time(5 * hour)],
    ["sr", "c"],
    ["rsct", "text/html"],
    ["sig", Buffer.alloc(32).toString("base64")],
    ["sig", "c2ln"],
  ])("is not good when its %s is changed to %s", async (name, value) => {
    const azure = createStorage(undefined, blobs);
    const query = await sign(azure);
    query.set(name, value);
    const response = await fetchSigned(azure, query);
    expect([response.status, await codeOf(response)]).toEqual([403, "AuthenticationFailed"]);
  });

  it("is not good for another blob, another account, or without all of its parts", async () => {
    const azure = createStorage(undefined, [...blobs, { name: "b.txt", text: "two" }]);
    const query = await sign(azure);
    const other = await fetchSigned(azure, query, { path: "documents/b.txt" });
    expect(await codeOf(other)).toBe("AuthenticationFailed");
    const elsewhere = await fetchSigned(createStorage(undefined, blobs), query);
    expect(await codeOf(elsewhere)).toBe("AuthenticationFailed");
    query.delete("skv");
    expect(await codeOf(await fetchSigned(azure, query))).toBe("AuthenticationFailed");
  });

  it("is good in its time only", async () => {
    const azure = createStorage(undefined, blobs);
    const early = await fetchSigned(azure, await sign(azure, { st: time(hour / 2) }));
    expect(await early.text()).toContain("Signature not valid in the specified time frame");
    const query = await sign(azure, { se: time(5 * hour) });
    expect((await fetchSigned(azure, query)).status).toBe(200);
    // the key is over before the signature is
    azure.advance(2 * hour);
    expect(await codeOf(await fetchSigned(azure, query))).toBe("AuthenticationFailed");
  });

  it("[emulator/signature-within-roles] lets nobody do more than who made it may at that moment", async () => {
    const azure = createStorage(undefined, blobs);
    const query = await sign(azure);
    azure.roles.revoke({ principalId: otherIdentity.principalId });
    expect((await fetchSigned(azure, query)).status).toBe(403);
    azure.roles.grant({
      principalId: otherIdentity.principalId,
      role: "Storage Blob Delegator",
      scope: accountId,
    });
    expect((await fetchSigned(azure, query)).status).toBe(403);
  });

  it.each(["sip", "saoid", "sduoid", "ses", "srh", "si"])(
    "is refused with '%s', which is not understood",
    async (name) => {
      const azure = createStorage(undefined, blobs);
      const query = await sign(azure);
      query.set(name, "1");
      expect(await codeOf(await fetchSigned(azure, query))).toBe("NotEmulated");
    },
  );
});
