import { createEmulator, type Emulator } from "../emulator.ts";
import { contoso, chatIdentity, otherIdentity } from "../contoso.test.fixture.ts";
import type { SeedIndexDefinition, SeedSearchService } from "../seed.ts";

export const scope: string = `/subscriptions/${contoso.subscriptionId}/resourceGroups/${contoso.resourceGroup}`;

export const origin = "https://contoso.search.windows.net";

export const documents: SeedIndexDefinition = {
  name: "documents",
  fields: [
    { name: "id", type: "Edm.String", key: true, searchable: false },
    { name: "title", type: "Edm.String", analyzer: "en.lucene" },
    { name: "content", type: "Edm.String", analyzer: "en.lucene", filterable: false },
    { name: "text_ja", type: "Edm.String", analyzer: "ja.microsoft" },
    { name: "category", type: "Edm.String", searchable: false },
    { name: "pages", type: "Edm.Int32" },
    { name: "published", type: "Edm.DateTimeOffset" },
    { name: "place", type: "Edm.GeographyPoint" },
    { name: "secret", type: "Edm.String", retrievable: false, filterable: false },
    {
      name: "author",
      type: "Edm.ComplexType",
      fields: [
        { name: "name", type: "Edm.String" },
        { name: "mail", type: "Edm.String", retrievable: false },
      ],
    },
    { name: "group_ids", type: "Collection(Edm.String)", searchable: false },
    {
      name: "vector",
      type: "Collection(Edm.Single)",
      dimensions: 2,
      vectorSearchProfile: "profile",
    },
  ],
  suggesters: [{ name: "titles", searchMode: "analyzingInfixMatching", sourceFields: ["title"] }],
  semantic: {
    defaultConfiguration: "default",
    configurations: [
      {
        name: "default",
        prioritizedFields: {
          titleField: { fieldName: "title" },
          prioritizedContentFields: [{ fieldName: "content" }],
        },
      },
    ],
  },
  scoringProfiles: [{ name: "titles-first", text: { weights: { title: 50 } } }],
  vectorSearch: {
    algorithms: [{ name: "hnsw", kind: "hnsw", hnswParameters: { metric: "cosine" } }],
    profiles: [{ name: "profile", algorithm: "hnsw" }],
  },
};

const contents: readonly Readonly<Record<string, unknown>>[] = [
  {
    id: "travel",
    title: "Travel policy",
    content:
      "Employees are reimbursed for travelling by train. Flights need an approval. Hotels cost up to 150 euros.",
    category: "policy",
    pages: 12,
    published: "2025-03-01T09:00:00+01:00",
    place: { type: "Point", coordinates: [13.4, 52.5] },
    secret: "codename walrus",
    author: { name: "Ada", mail: "ada@contoso.example" },
    group_ids: ["everyone"],
    vector: [1, 0],
  },
  {
    id: "budget",
    title: "Budget 2026",
    content: "The travel budget of the finance department is two million euros.",
    category: "finance",
    pages: 40,
    published: "2026-01-15T00:00:00Z",
    place: { type: "Point", coordinates: [2.35, 48.86] },
    author: { name: "Grace" },
    group_ids: ["finance", "board"],
    vector: [0, 1],
  },
  {
    id: "salaries",
    title: "Salaries of the board",
    content: "Nobody but the board reads this.",
    category: "finance",
    pages: 3,
    group_ids: ["board"],
    vector: [-1, 0],
  },
  {
    id: "expenses",
    title: "経費精算",
    content: "",
    text_ja: "出張の交通費は、経費精算システムで申請してください。領収書が必要です。",
    category: "policy",
    group_ids: [],
  },
];

/** A local Azure with one index and whatever else, whose identity may do everything with it. */
export function createSearchEmulator({
  indexes = [],
  ...more
}: Partial<SeedSearchService> = {}): Emulator {
  return createEmulator({
    seed: {
      ...contoso,
      searchServices: [
        {
          ...more,
          name: "contoso",
          indexes: [{ definition: documents, documents: contents }, ...indexes],
        },
      ],
      roleAssignments: [
        "Search Index Data Reader",
        "Search Index Data Contributor",
        "Search Service Contributor",
      ].map((role) => ({ principalId: chatIdentity.principalId, role, scope })),
    },
  });
}

export interface SearchAnswerBody {
  readonly value: readonly Readonly<Record<string, unknown>>[];
  readonly error: { readonly code: string; readonly message: string };
  readonly [member: string]: unknown;
}

/** Asks the service as an identity; the answer's body is read as JSON, if it has one. */
export async function ask(
  azure: Emulator,
  path: string,
  {
    method = "GET",
    body,
    headers = {},
    identity = chatIdentity.name,
    version = "2026-04-01",
  }: {
    readonly method?: string;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
    readonly identity?: string | undefined;
    readonly version?: string;
  } = {},
): Promise<{
  readonly status: number;
  readonly headers: Headers;
  readonly body: SearchAnswerBody;
}> {
  const token = await azure.issueToken({
    identity,
    scope: "https://search.azure.com/.default",
  });
  const url = new URL(path, origin);
  if (version !== "") url.searchParams.set("api-version", version);
  const response = await azure.fetch(
    new Request(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  const parsed = text.startsWith("{") ? (JSON.parse(text) as SearchAnswerBody) : undefined;
  return {
    status: response.status,
    headers: response.headers,
    body: parsed ?? { value: [], error: { code: "", message: "" }, text },
  };
}

/** The error code that what is posted is refused with; empty where it is taken. */
export async function refusalOf(
  azure: Emulator,
  path: string,
  body: object,
  version?: string,
): Promise<string> {
  const options = { method: "POST", body, ...(version === undefined ? {} : { version }) };
  const answer = await ask(azure, path, options);
  return answer.status < 400 ? "" : (answer.body.error?.code ?? "");
}

/** Searches the index. */
export function search(
  azure: Emulator,
  body: Readonly<Record<string, unknown>>,
): ReturnType<typeof ask> {
  return ask(azure, "/indexes/documents/docs/search", { method: "POST", body });
}

/** The keys of the hits of a search, in their order. */
export async function idsOf(
  azure: Emulator,
  body: Readonly<Record<string, unknown>>,
): Promise<readonly string[]> {
  return (await search(azure, body)).body.value.map(({ id }) => String(id));
}

/** The keys of the hits of a search, in alphabetical order. */
export async function sortedIdsOf(
  azure: Emulator,
  body: Readonly<Record<string, unknown>>,
): Promise<readonly string[]> {
  return (await idsOf(azure, body)).toSorted((left, right) => left.localeCompare(right));
}

/** The statuses of some searches. */
export async function statusesOf(
  azure: Emulator,
  ...bodies: readonly Readonly<Record<string, unknown>>[]
): Promise<readonly number[]> {
  const answers = await Promise.all(bodies.map((body) => search(azure, body)));
  return answers.map(({ status }) => status);
}

export { chatIdentity, otherIdentity };
