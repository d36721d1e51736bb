import type { TokenCredential } from "@azure/core-auth";
import { createEmulator, type Emulator, type Seed } from "@entrim/azure-emulator";

const subscriptionId = "00000000-0000-4000-8000-000000000001";
const scope = `/subscriptions/${subscriptionId}/resourceGroups/local`;
export const identityClientId = "00000000-0000-4000-8000-000000000003";
export const principalId = "00000000-0000-4000-8000-000000000004";
/** The search service's own identity, which reads the container where an indexer does. */
export const searchPrincipalId = "00000000-0000-4000-8000-000000000005";

export const finance = "00000000-0000-4000-8000-00000000000f";
export const people = "00000000-0000-4000-8000-0000000000ae";
export const searchEndpoint = "https://contoso.search.windows.net";
export const openaiEndpoint = "https://contoso.openai.azure.com";
export const storageEndpoint = "https://contoso.blob.core.windows.net";
export const storageId: string = `${scope}/providers/Microsoft.Storage/storageAccounts/contoso`;
export const openaiId: string = `${scope}/providers/Microsoft.CognitiveServices/accounts/contoso`;

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
    {
      name: "search",
      kind: "SystemAssigned",
      clientId: "00000000-0000-4000-8000-000000000006",
      principalId: searchPrincipalId,
    },
  ],
  searchServices: [
    {
      name: "contoso",
      resource: { identity: { type: "SystemAssigned", principalId: searchPrincipalId } },
    },
  ],
  storageAccounts: [{ name: "contoso", containers: [{ name: "handbook" }, { name: "locks" }] }],
  openaiAccounts: [
    { name: "contoso", deployments: [{ name: "embeddings", model: "text-embedding-3-small" }] },
  ],
  roleAssignments: [
    "Search Service Contributor",
    "Search Index Data Contributor",
    "Storage Blob Data Contributor",
    "Cognitive Services OpenAI User",
  ]
    .map((role) => ({ principalId, role, scope }))
    .concat([
      {
        principalId: searchPrincipalId,
        role: "Storage Blob Data Reader",
        scope: storageId,
      },
      {
        principalId: searchPrincipalId,
        role: "Cognitive Services OpenAI User",
        scope: openaiId,
      },
    ]),
};

/** A local Azure with one identity, and a container to put documents into. */
export interface LocalAzure {
  readonly azure: Emulator;
  readonly credential: TokenCredential;
  readonly fetch: typeof globalThis.fetch;
  /** All requests through `fetch`: method and address. */
  readonly sent: string[];
  /** Requests for blobs, of those: method and path. */
  readonly blobRequests: string[];
  /** Happens before each answer of the storage account, which may be an answer in its place. */
  onBlobRequest: (request: Request) => Promise<Response | undefined> | Response | undefined;
  put(name: string, content: string | Uint8Array, metadata?: Record<string, string>): Promise<void>;
  remove(name: string): Promise<void>;
  /** None for a blob that is not there. */
  metadataOf(name: string): Promise<Record<string, string> | undefined>;
  /** All documents of an index, in the order of their keys. */
  documents(index: string): Promise<Record<string, unknown>[]>;
}

/** So few that a listing has several pages. */
const pageSize = "3";

export function createLocalAzure(more: Partial<Seed> = {}): LocalAzure {
  const azure = createEmulator({ seed: { ...seed, ...more } });

  async function askBlob(method: string, name: string, init: RequestInit = {}): Promise<Response> {
    const token = await azure.issueToken({
      identity: "jobs",
      scope: "https://storage.azure.com/.default",
    });
    const path = name.split("/").map(encodeURIComponent).join("/");
    return azure.fetch(
      new Request(`${storageEndpoint}/handbook/${path}`, {
        ...init,
        method,
        headers: {
          ...(init.headers as Record<string, string> | undefined),
          authorization: `Bearer ${token}`,
          "x-ms-version": "2023-11-03",
        },
      }),
    );
  }

  const local: LocalAzure = {
    azure,
    credential: {
      async getToken(scopes) {
        const token = await azure.issueToken({ identity: "jobs", scope: [scopes].flat()[0] ?? "" });
        return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    },
    sent: [],
    blobRequests: [],
    onBlobRequest: () => undefined,
    async put(name, body, metadata = {}) {
      const named = Object.entries(metadata).map(([key, value]) => [`x-ms-meta-${key}`, value]);
      const headers = {
        "x-ms-blob-type": "BlockBlob",
        ...(Object.fromEntries(named) as Record<string, string>),
      };
      const response = await askBlob("PUT", name, {
        headers,
        body: typeof body === "string" ? body : new Uint8Array(body),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    async remove(name) {
      await askBlob("DELETE", name);
    },
    async metadataOf(name) {
      const { ok, headers } = await askBlob("HEAD", name);
      if (!ok) return undefined;
      const named = [...headers].filter(([key]) => key.startsWith("x-ms-meta-"));
      return Object.fromEntries(named.map(([key, value]) => [key.slice(10), value]));
    },
    async fetch(input, init) {
      const request = new Request(input, init);
      const url = new URL(request.url);
      local.sent.push(`${request.method} ${request.url}`);
      if (url.origin !== storageEndpoint) return azure.fetch(request);
      local.blobRequests.push(`${request.method} ${url.pathname}`);
      if (url.searchParams.get("comp") === "list") url.searchParams.set("maxresults", pageSize);
      return (await local.onBlobRequest(request)) ?? azure.fetch(new Request(url, request));
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
}
