import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator.ts";
import { chatApp, chatIdentity, contoso } from "../../contoso.test.fixture.ts";
import type {
  SeedBlob,
  SeedIndexDefinition,
  SeedManagedIdentity,
  SeedSearchService,
} from "../../seed.ts";
import { ask, scope } from "../search.test.fixture.ts";

/** The system-assigned identity of the search service. */
export const searchIdentity: SeedManagedIdentity = {
  name: "contoso-search",
  kind: "SystemAssigned",
  clientId: "00000000-0000-4000-8000-000000000070",
  principalId: "00000000-0000-4000-8000-000000000071",
};

/** A user-assigned one that it has, too. */
export const sharedIdentity: SeedManagedIdentity = {
  name: "shared",
  kind: "UserAssigned",
  clientId: "00000000-0000-4000-8000-000000000072",
  principalId: "00000000-0000-4000-8000-000000000073",
};

export const sharedIdentityId: string = `${scope}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shared`;

export const storageId: string = `${scope}/providers/Microsoft.Storage/storageAccounts/contoso`;
export const openaiId: string = `${scope}/providers/Microsoft.CognitiveServices/accounts/contoso`;

/** One document for each blob. */
const files: SeedIndexDefinition = {
  name: "files",
  fields: [
    { name: "id", type: "Edm.String", key: true },
    { name: "content", type: "Edm.String", analyzer: "en.lucene", filterable: false },
    { name: "metadata_storage_name", type: "Edm.String" },
    { name: "metadata_storage_path", type: "Edm.String" },
    { name: "metadata_storage_size", type: "Edm.Int64" },
    { name: "metadata_storage_last_modified", type: "Edm.DateTimeOffset" },
    { name: "metadata_title", type: "Edm.String" },
    { name: "department", type: "Edm.String" },
    { name: "group_ids", type: "Collection(Edm.String)" },
    { name: "number", type: "Edm.Int32" },
  ],
};

/** One document for each page. */
const pages: SeedIndexDefinition = {
  name: "pages",
  fields: [
    { name: "chunk_id", type: "Edm.String", key: true, analyzer: "keyword" },
    { name: "parent_id", type: "Edm.String" },
    { name: "title", type: "Edm.String" },
    { name: "chunk", type: "Edm.String", filterable: false },
    { name: "note", type: "Edm.String" },
    { name: "group_ids", type: "Collection(Edm.String)" },
    {
      name: "vector",
      type: "Collection(Edm.Single)",
      dimensions: 64,
      retrievable: true,
      vectorSearchProfile: "p",
    },
  ],
  vectorSearch: {
    algorithms: [{ name: "h", kind: "hnsw" }],
    profiles: [{ name: "p", algorithm: "h" }],
  },
};

export const dataSource = {
  name: "docs",
  type: "azureblob",
  credentials: { connectionString: `ResourceId=${storageId};` },
  container: { name: "docs" },
};

export const indexer = { name: "reader", dataSourceName: "docs", targetIndexName: "files" };

/** A local Azure whose search service may read the blobs of a container and ask for embeddings. */
export function createIndexingEmulator({
  blobs = [],
  search = {},
  ...options
}: {
  readonly blobs?: readonly SeedBlob[];
  readonly search?: Partial<SeedSearchService>;
} & Omit<EmulatorOptions, "seed"> = {}): Emulator {
  const { principalId } = searchIdentity;
  return createEmulator({
    ...options,
    seed: {
      ...contoso,
      apps: [chatApp],
      identities: [...(contoso.identities ?? []), searchIdentity, sharedIdentity],
      searchServices: [
        {
          name: "contoso",
          indexes: [{ definition: files }, { definition: pages }],
          ...search,
          resource: {
            identity: {
              type: "SystemAssigned, UserAssigned",
              principalId,
              userAssignedIdentities: { [sharedIdentityId]: {} },
            },
          },
        },
      ],
      openaiAccounts: [
        { name: "contoso", deployments: [{ name: "embed", model: "text-embedding-3-small" }] },
      ],
      storageAccounts: [{ name: "contoso", containers: [{ name: "docs", blobs }] }],
      roleAssignments: [
        "Search Index Data Contributor",
        "Search Index Data Reader",
        "Search Service Contributor",
        "Storage Blob Data Contributor",
      ]
        .map((role) => ({ principalId: chatIdentity.principalId, role, scope }))
        .concat([
          { principalId, role: "Storage Blob Data Reader", scope: storageId },
          { principalId, role: "Cognitive Services OpenAI User", scope: openaiId },
        ]),
    },
  });
}

export interface ShownExecution {
  readonly status: string;
  readonly errorMessage: string | null;
  readonly itemsProcessed: number;
  readonly itemsFailed: number;
  readonly initialTrackingState: string | null;
  readonly finalTrackingState: string | null;
  readonly errors: readonly {
    readonly key: string;
    readonly name: string;
    readonly errorMessage: string;
    readonly details: string;
    readonly statusCode: number;
  }[];
  readonly warnings: readonly {
    readonly key: string;
    readonly name: string;
    readonly message: string;
    readonly details: string;
  }[];
}

interface ShownStatus {
  readonly status: string;
  readonly lastResult: ShownExecution | null;
  readonly executionHistory: readonly ShownExecution[];
}

/** Makes something, and says with which status. */
export async function create(azure: Emulator, collection: string, body: object): Promise<number> {
  return (await ask(azure, `/${collection}`, { method: "POST", body })).status;
}

/** Changes something, or makes it. */
export async function put(
  azure: Emulator,
  collection: string,
  body: { readonly name: string },
): Promise<number> {
  return (await ask(azure, `/${collection}/${body.name}`, { method: "PUT", body })).status;
}

export async function statusOf(azure: Emulator, name: string = indexer.name): Promise<ShownStatus> {
  const { body } = await ask(azure, `/indexers/${name}/status`);
  return body as unknown as ShownStatus;
}

/** What became of the run that is going on, or was the last. */
export async function finished(
  azure: Emulator,
  name: string = indexer.name,
): Promise<ShownExecution> {
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- until it is done
    const { lastResult } = await statusOf(azure, name);
    if (lastResult && lastResult.status !== "inProgress") return lastResult;
    // oxlint-disable-next-line no-await-in-loop -- as above
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Runs an indexer, and waits until it is done. */
export async function run(azure: Emulator, name: string = indexer.name): Promise<ShownExecution> {
  const { status } = await ask(azure, `/indexers/${name}/run`, { method: "POST" });
  if (status !== 202) throw new Error(`the run was answered with ${status}`);
  return finished(azure, name);
}

/** A data source and an indexer of it, and what became of its first run. */
export async function index(
  azure: Emulator,
  changes: {
    readonly indexer?: object;
    readonly dataSource?: object;
    readonly skillset?: object;
  } = {},
): Promise<ShownExecution> {
  const made = [await create(azure, "datasources", { ...dataSource, ...changes.dataSource })];
  if (changes.skillset) made.push(await create(azure, "skillsets", changes.skillset));
  made.push(await create(azure, "indexers", { ...indexer, ...changes.indexer }));
  if (made.some((status) => status !== 201)) throw new Error(`answered with ${made.join()}`);
  return finished(azure);
}

/** All documents of an index, by their keys in order. */
export async function documentsOf(
  azure: Emulator,
  name = "files",
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { body } = await ask(azure, `/indexes/${name}/docs/search`, {
    method: "POST",
    body: { search: "*", top: 1000 },
  });
  return body.value;
}

/** Uploads a blob, or puts it in place of another. */
export async function upload(
  azure: Emulator,
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const response = await storage(azure, name, {
    method: "PUT",
    headers: { "x-ms-blob-type": "BlockBlob", ...headers },
    body: content,
  });
  if (response.status !== 201) throw new Error(await response.text());
}

export async function deleteBlob(azure: Emulator, name: string): Promise<void> {
  const response = await storage(azure, name, { method: "DELETE" });
  if (response.status !== 202) throw new Error(await response.text());
}

async function storage(azure: Emulator, name: string, init: RequestInit): Promise<Response> {
  const token = await azure.issueToken({
    identity: chatIdentity.name,
    scope: "https://storage.azure.com/.default",
  });
  return azure.fetch(
    new Request(`https://contoso.blob.core.windows.net/docs/${name}`, {
      ...init,
      headers: {
        ...(init.headers as Record<string, string>),
        authorization: `Bearer ${token}`,
        "x-ms-version": "2025-11-05",
      },
    }),
  );
}
