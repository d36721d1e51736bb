import type { TokenCredential } from "@azure/core-auth";
import { createEmulator, type Emulator, type Seed } from "@entrim/azure-emulator";

const subscriptionId = "00000000-0000-4000-8000-000000000001";
const scope = `/subscriptions/${subscriptionId}/resourceGroups/local`;
export const identityClientId = "00000000-0000-4000-8000-000000000003";
export const principalId = "00000000-0000-4000-8000-000000000004";

export const finance = "00000000-0000-4000-8000-00000000000f";
export const people = "00000000-0000-4000-8000-0000000000ae";
export const searchEndpoint = "https://contoso.search.windows.net";
export const openaiEndpoint = "https://contoso.openai.azure.com";
export const storageEndpoint = "https://contoso.blob.core.windows.net";
export const storageId: string = `${scope}/providers/Microsoft.Storage/storageAccounts/contoso`;

const seed: Seed = {
  tenant: { displayName: "Contoso", domain: "contoso.example" },
  subscriptionId,
  resourceGroup: "local",
  groups: [
    { id: finance, displayName: "Finance" },
    { id: people, displayName: "People Ops" },
  ],
  identities: [
    {
      name: "jobs",
      kind: "UserAssigned",
      clientId: identityClientId,
      principalId,
      graphPermissions: ["GroupMember.Read.All"],
    },
  ],
  searchServices: [{ name: "contoso" }],
  openaiAccounts: [
    { name: "contoso", deployments: [{ name: "embeddings", model: "text-embedding-3-small" }] },
  ],
  roleAssignments: [
    "Search Service Contributor",
    "Search Index Data Contributor",
    "Cognitive Services OpenAI User",
  ].map((role) => ({ principalId, role, scope })),
};

interface Blob {
  bytes: Uint8Array;
  metadata: Record<string, string>;
  etag: string;
}

/** A local Azure with one identity, and a container to put documents into. */
export interface LocalAzure {
  readonly azure: Emulator;
  readonly credential: TokenCredential;
  readonly fetch: typeof globalThis.fetch;
  /** Requests for blobs: method and path. */
  readonly blobRequests: string[];
  /** Happens before each answer of the storage account, which may be an answer in its place. */
  onBlobRequest: (request: Request) => Response | undefined;
  put(name: string, content: string | Uint8Array, metadata?: Record<string, string>): void;
  remove(name: string): void;
  metadataOf(name: string): Record<string, string> | undefined;
  /** All documents of an index, in the order of their keys. */
  documents(index: string): Promise<Record<string, unknown>[]>;
}

const pageSize = 3;

export function createLocalAzure(): LocalAzure {
  const azure = createEmulator({ seed });
  const blobs = new Map<string, Blob>();
  let changes = 0;

  const local: LocalAzure = {
    azure,
    credential: {
      async getToken(scopes) {
        const token = await azure.issueToken({ identity: "jobs", scope: [scopes].flat()[0] ?? "" });
        return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    },
    blobRequests: [],
    onBlobRequest: () => undefined,
    put(name, content, metadata = {}) {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      blobs.set(name, { bytes, metadata, etag: `"${++changes}"` });
    },
    remove: (name) => void blobs.delete(name),
    metadataOf: (name) => blobs.get(name)?.metadata,
    async fetch(input, init) {
      const request = new Request(input, init);
      const url = new URL(request.url);
      if (url.origin !== storageEndpoint) return azure.fetch(request);
      local.blobRequests.push(`${request.method} ${url.pathname}`);
      return local.onBlobRequest(request) ?? answer(request, url);
    },
    async documents(index) {
      const token = await azure.issueToken({
        identity: "jobs",
        scope: "https://search.azure.com/.default",
      });
      const url = `${searchEndpoint}/indexes/${index}/docs/search?api-version=2024-07-01`;
      const response = await azure.fetch(
        new Request(url, {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: JSON.stringify({ search: "*", orderby: "id", top: 1000 }),
        }),
      );
      const { value } = (await response.json()) as { value: Record<string, unknown>[] };
      return value.toSorted((a, b) => String(a["filepath"]).localeCompare(String(b["filepath"])));
    },
  };
  return local;

  async function answer(request: Request, url: URL): Promise<Response> {
    if (request.headers.get("authorization")?.startsWith("Bearer ey") !== true) {
      return new Response("", { status: 401 });
    }
    const [, container, ...path] = url.pathname.split("/").map(decodeURIComponent);
    if (container !== "handbook") return new Response("", { status: 404 });
    const name = path.join("/");
    if (name === "") return listing(url);
    if (request.method === "PUT") {
      const named = [...request.headers].filter(([key]) => key.startsWith("x-ms-meta-"));
      const metadata = Object.fromEntries(named.map(([key, value]) => [key.slice(10), value]));
      local.put(name, new Uint8Array(await request.arrayBuffer()), metadata);
      return new Response("", { status: 201 });
    }
    const blob = blobs.get(name);
    if (blob === undefined) return new Response("", { status: 404 });
    const match = request.headers.get("if-match");
    if (match !== null && match !== blob.etag) return new Response("", { status: 412 });
    return new Response(new Uint8Array(blob.bytes), { headers: { etag: blob.etag } });
  }

  function listing(url: URL): Response {
    const names = [...blobs.keys()].toSorted();
    const start = Number(url.searchParams.get("marker") ?? 0);
    const entries = names.slice(start, start + pageSize).map((name) => {
      const { etag, bytes, metadata } = blobs.get(name) as Blob;
      const items = Object.entries(metadata).map(
        ([key, value]) => `<${key}>${escape(value)}</${key}>`,
      );
      return `<Blob><Name>${escape(name)}</Name><Properties><Etag>${escape(etag)}</Etag><Content-Length>${bytes.byteLength}</Content-Length></Properties><Metadata>${items.join("")}</Metadata></Blob>`;
    });
    const next = start + pageSize < names.length ? String(start + pageSize) : "";
    return new Response(
      `\uFEFF<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="handbook"><Blobs>${entries.join("")}</Blobs><NextMarker>${next}</NextMarker></EnumerationResults>`,
    );
  }
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
