import type { HttpClient, PipelinePolicy } from "@azure/core-rest-pipeline";
import { createHttpHeaders } from "@azure/core-rest-pipeline";
import { SearchClient, type SearchIndex } from "@azure/search-documents";
import { createEmulator, type Emulator, type SeedIndexDefinition } from "@entrim/azure-emulator";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

export const finance: string = id(1);
export const board: string = id(2);
export const nobodys: string = id(3);
export const ada: string = id(10);

const origin = "https://contoso.search.windows.net";

/** As `GET /indexes('documents')` answers it. */
export const index: SearchIndex = {
  name: "documents",
  fields: [
    { name: "id", type: "Edm.String", key: true, filterable: true, searchable: false },
    { name: "title", type: "Edm.String", searchable: true, filterable: true },
    { name: "content", type: "Edm.String", searchable: true, filterable: false },
    { name: "pages", type: "Edm.Int32", filterable: true, sortable: true, facetable: true },
    { name: "group_ids", type: "Collection(Edm.String)", filterable: true, searchable: false },
    { name: "user_ids", type: "Collection(Edm.String)", filterable: true, searchable: false },
  ],
  suggesters: [{ name: "titles", searchMode: "analyzingInfixMatching", sourceFields: ["title"] }],
};

/** A document of the index. */
export interface Passage {
  id: string;
  title?: string;
  content?: string;
  pages?: number;
  group_ids?: string[];
  user_ids?: string[];
}

/** 120 of finance's, among them one of the board's for each, and some special ones. */
const documents: readonly Passage[] = [
  {
    id: "budget",
    title: "Budget plan",
    content: "The budget is two million.",
    pages: 40,
    group_ids: [finance],
  },
  {
    id: "salaries",
    title: "Budget of salaries",
    content: "The budget of the board.",
    pages: 3,
    group_ids: [board],
  },
  {
    id: "orphan",
    title: "Budget of nobody",
    content: "The budget of nobody.",
    pages: 1,
    group_ids: [],
  },
  { id: "letter", title: "Letter", content: "To Ada.", pages: 1, group_ids: [], user_ids: [ada] },
  ...Array.from({ length: 120 }, (_, n): Passage[] => [
    { id: `f${n}`, title: `Invoice ${n}`, content: "An invoice.", pages: n, group_ids: [finance] },
    { id: `b${n}`, title: `Minutes ${n}`, content: "The minutes.", pages: n, group_ids: [board] },
  ]).flat(),
];

/** A local Azure whose identity may read the index. */
export function createSearchEmulator(): Emulator {
  const scope = `/subscriptions/${id(900)}/resourceGroups/local`;
  const principalId = id(61);
  return createEmulator({
    seed: {
      tenant: { displayName: "Contoso", domain: "contoso.example" },
      subscriptionId: id(900),
      resourceGroup: "local",
      identities: [{ name: "api", kind: "UserAssigned", clientId: id(60), principalId }],
      searchServices: [
        {
          name: "contoso",
          indexes: [
            {
              definition: structuredClone(index) as unknown as SeedIndexDefinition,
              documents: structuredClone(documents) as unknown as Record<string, unknown>[],
            },
          ],
        },
      ],
      roleAssignments: [
        { principalId, role: "Search Index Data Reader", scope },
        { principalId, role: "Search Index Data Contributor", scope },
      ],
    },
  });
}

/** The identity of the server, as a credential. */
export function credentialOf(azure: Emulator): {
  getToken(): Promise<{ token: string; expiresOnTimestamp: number }>;
} {
  return {
    getToken: async () => ({
      token: await azure.issueToken({
        identity: "api",
        scope: "https://search.azure.com/.default",
      }),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  };
}

/** Hands requests to the emulator, without any port. */
export function httpClientOf(azure: Emulator): HttpClient {
  return {
    async sendRequest(request) {
      const { url, method, headers, body } = request;
      const response = await azure.fetch(
        new Request(url, {
          method,
          headers: headers.toJSON(),
          ...(typeof body === "string" && { body }),
        }),
      );
      return {
        request,
        status: response.status,
        headers: createHttpHeaders(Object.fromEntries(response.headers)),
        bodyAsText: await response.text(),
      };
    },
  };
}

/** The official client over the emulator, with a policy. */
export function clientOf(azure: Emulator, policy: PipelinePolicy): SearchClient<Passage> {
  const client = new SearchClient<Passage>(origin, "documents", credentialOf(azure), {
    httpClient: httpClientOf(azure),
    retryOptions: { maxRetries: 0 },
  });
  client.pipeline.addPolicy(policy);
  return client;
}

/** The bodies that the search service received. */
export function received(azure: Emulator): readonly Readonly<Record<string, unknown>>[] {
  return azure.requests
    .filter(({ service }) => service === "search")
    .map(({ body }) => JSON.parse(body || "{}") as Record<string, unknown>);
}
