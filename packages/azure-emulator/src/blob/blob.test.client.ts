// Run by keyless-upload.test.ts in a process of its own, with production configuration.
import { randomUUID } from "node:crypto";
import { ManagedIdentityCredential } from "@azure/identity";

const { MANAGED_IDENTITY_CLIENT_ID = "", PRINCIPAL_ID = "", SCOPE = "" } = process.env;

const credential = new ManagedIdentityCredential({ clientId: MANAGED_IDENTITY_CLIENT_ID });

async function call(audience: string, url: string, init: RequestInit = {}): Promise<Response> {
  const { token } = await credential.getToken(`${audience}/.default`);
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${token}`);
  headers.set("x-ms-version", "2025-11-05");
  return fetch(url, { ...init, headers });
}

const blob = (path: string, init?: RequestInit) =>
  call("https://storage.azure.com", `https://contoso.blob.core.windows.net${path}`, init);

const refused = await blob("/documents?restype=container&comp=list");

const authorization = `${SCOPE}/providers/Microsoft.Authorization`;
const granted = await call(
  "https://management.azure.com",
  `https://management.azure.com${authorization}/roleAssignments/${randomUUID()}?api-version=2022-04-01`,
  {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      properties: {
        roleDefinitionId: `${SCOPE.split("/").slice(0, 3).join("/")}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe`,
        principalId: PRINCIPAL_ID,
        principalType: "ServicePrincipal",
      },
    }),
  },
);

const part = Buffer.alloc(3 * 1024 * 1024, 1);
const ids = ["1", "2", "3"].map((id) => Buffer.from(id).toString("base64"));
const blocks = await Promise.all(
  ids.map((id) =>
    blob(`/documents/large.bin?comp=block&blockid=${encodeURIComponent(id)}`, {
      method: "PUT",
      body: part,
    }),
  ),
);
const list = ids.map((id) => `<Latest>${id}</Latest>`).join("");
const committed = await blob("/documents/large.bin?comp=blocklist", {
  method: "PUT",
  body: `<?xml version="1.0" encoding="utf-8"?><BlockList>${list}</BlockList>`,
});
const etag = committed.headers.get("etag") ?? "";
const head = await blob("/documents/large.bin", { method: "HEAD" });
const range = await blob("/documents/large.bin", { headers: { range: "bytes=9437183-" } });
const whole = await blob("/documents/large.bin");
const unchanged = await blob("/documents/large.bin", { headers: { "if-none-match": etag } });

console.log(
  JSON.stringify({
    statuses: [refused, granted, ...blocks, committed, head, range, whole, unchanged].map(
      ({ status }) => status,
    ),
    length: head.headers.get("content-length"),
    lastByte: [...new Uint8Array(await range.arrayBuffer())],
    bytes: (await whole.arrayBuffer()).byteLength,
  }),
);
