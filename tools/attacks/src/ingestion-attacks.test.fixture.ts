import type { Attack, AttackClass, Expected } from "./attack.test.fixture.ts";
import { canary } from "./attack.test.fixture.ts";
import { chat, type ChatOptions } from "./chat-request.test.fixture.ts";
import { azure, ids } from "./contoso.test.fixture.ts";

const version = "api-version=2024-05-01-preview";
const olderVersion = "api-version=2023-10-01-preview";
const jobs = "/openai/ingestion/jobs";
const olderJobs = "/openai/extensions/on-your-data/ingestion-jobs";
const account = (subscription: string, name: string): string =>
  `/subscriptions/${subscription}/resourceGroups/attacks/providers/Microsoft.Storage/storageAccounts/${name}`;

/** A job as JSON, with something else in it. */
function job({
  connection = {},
  datasource = {},
  search = {},
  members = {},
}: Readonly<Record<string, object>> = {}): string {
  return JSON.stringify({
    kind: "SystemCompute",
    searchServiceConnection: {
      kind: "EndpointWithManagedIdentity",
      endpoint: azure.searchEndpoint,
      ...search,
    },
    datasource: {
      kind: "Storage",
      connection: {
        kind: "EndpointWithManagedIdentity",
        endpoint: `${azure.storageEndpoint}/`,
        resourceId: azure.storageId,
        ...connection,
      },
      containerName: "handbook",
      ...datasource,
    },
    ...members,
  });
}

const refused: Expected = { status: [400, 403] };

const start = (
  id: string,
  name: string,
  options: ChatOptions,
  expected: Expected = refused,
): Attack => ({
  id,
  name,
  apps: ["koa-api"],
  attack: (target) =>
    chat(target, {
      person: "oscar",
      method: "PUT",
      path: `${jobs}/handbook?${version}`,
      body: job(),
      ...options,
    }),
  expected,
});

/** The headers of an older job, with one of them replaced. */
const headers = (changed: Readonly<Record<string, string>>): ChatOptions => ({
  path: `${olderJobs}/handbook?${olderVersion}`,
  body: "",
  headers: Object.entries({
    storageEndpoint: azure.storageEndpoint,
    storageConnectionString: `ResourceId=${azure.storageId}`,
    storageContainer: "handbook",
    searchServiceEndpoint: azure.searchEndpoint,
    ...changed,
  }),
});

const attacks: readonly Attack[] = [
  start(
    "I00",
    "whoever has the role sees the list of jobs, so that what follows proves something",
    { method: "GET", path: `${jobs}?${version}`, body: "" },
    { status: 200 },
  ),
  ...(["ada", "bob", "nina"] as const).map((person) =>
    start("I01", `${person}, who has not the role, starts no job`, { person }, { status: 403 }),
  ),
  start("I01", "nobody starts a job", { token: "" }, { status: 401 }),
  ...["GET", "DELETE", "POST"].map((method) =>
    start(
      "I01",
      `${method} by somebody without the role sees no job`,
      { person: "ada", method, body: "" },
      { status: [400, 403, 404, 405] },
    ),
  ),
  start(
    "I01",
    "the list of jobs is not for everybody",
    { person: "ada", method: "GET", path: `${jobs}?${version}`, body: "" },
    { status: 403 },
  ),
  start(
    "I01",
    "a role that somebody gives themselves counts for nothing",
    {
      person: "ada",
      headers: [
        ["roles", "Ingestion.Manage"],
        ["x-ms-roles", "Ingestion.Manage"],
      ],
    },
    { status: 403 },
  ),
  ...(
    [
      ["another subscription", account(ids.otherTenant, "contoso")],
      ["another account", account(ids.subscription, "board")],
      ["a longer id", `${azure.storageId}/blobServices/default`],
      ["a path out of it", `${azure.storageId}/../board`],
      ["nothing", ""],
      ["an object", { id: azure.storageId }],
    ] as const
  ).map(([what, resourceId]) =>
    start("I02", `a resource id of ${what} is refused`, {
      body: job({ connection: { resourceId } }),
    }),
  ),
  ...[
    "https://board.blob.core.windows.net",
    "https://contoso.blob.core.windows.net.evil.example",
    "https://contoso.blob.core.windows.net@evil.example",
    "http://contoso.blob.core.windows.net",
    "http://169.254.169.254",
    "file:///etc",
  ].map((endpoint) =>
    start("I02", `storage at ${endpoint} is refused`, { body: job({ connection: { endpoint } }) }),
  ),
  ...["board", "handbook/../board", "$root", "*", "", "Handbook"].map((containerName) =>
    start("I02", `the container ${JSON.stringify(containerName)} is refused`, {
      body: job({ datasource: { containerName } }),
    }),
  ),
  ...[
    "https://evil.search.windows.net",
    "https://evil.example",
    "http://contoso.search.windows.net",
  ].map((endpoint) =>
    start("I02", `a search service at ${endpoint} is refused`, {
      body: job({ search: { endpoint } }),
    }),
  ),
  ...[
    { kind: "ConnectionString", connectionString: canary },
    { kind: "EndpointWithKey", key: canary },
    { kind: "KeyAuth", key: canary },
  ].map((connection) =>
    start("I02", `a connection of the kind ${connection.kind} is refused`, {
      body: job({ connection }),
    }),
  ),
  start("I02", "vectors of a deployment that is not listed are refused", {
    body: job({
      datasource: {
        embeddings: [
          {
            connection: { kind: "RelativeConnection" },
            deploymentName: "gpt-secret",
            modelName: "m",
          },
        ],
      },
    }),
  }),
  start("I02", "vectors of a service elsewhere are refused", {
    body: job({
      datasource: {
        embeddings: [
          {
            connection: { kind: "EndpointWithManagedIdentity", endpoint: "https://evil.example" },
            deploymentName: "embeddings",
            modelName: "m",
          },
        ],
      },
    }),
  }),
  ...(
    [
      [
        "an account's key",
        {
          storageConnectionString: `DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=${canary}`,
        },
      ],
      [
        "a signature",
        {
          storageConnectionString: `BlobEndpoint=${azure.storageEndpoint};SharedAccessSignature=${canary}`,
        },
      ],
      ["a key for the search", { searchServiceAdminKey: canary }],
      [
        "another account",
        { storageConnectionString: `ResourceId=${account(ids.subscription, "board")}` },
      ],
      ["another container", { storageContainer: "board" }],
      ["another search service", { searchServiceEndpoint: "https://evil.search.windows.net" }],
      ["letters beyond Latin", { storageContainer: "handb\u00F6\u00F6k" }],
      ["a tab", { storageContainer: "hand\tbook" }],
    ] as const
  ).map(([what, changed]) =>
    start(
      "I03",
      `${what} in the headers of an older job is refused`,
      headers(changed as Record<string, string>),
    ),
  ),
  start("I03", "line breaks in a header end the request there", {
    ...headers({ storageContainer: `handbook\r\n\r\nGET /evil HTTP/1.1\r\nHost: x` }),
  }),
  ...[
    "..%2f..%2fdeployments",
    "%2e%2e",
    "a".repeat(300),
    "%E4%BA%BA",
    "a%00b",
    "a%0d%0ab",
    "a'b",
    "a%20b",
    "_a",
    "$(id)",
  ].map((name) =>
    start(
      "I04",
      `a job named ${JSON.stringify(name.slice(0, 24))} is refused`,
      { path: `${jobs}/${name}?${version}` },
      { status: [400, 404] },
    ),
  ),
  ...["NaN", 1e9, -1, 0, "512"].map((maxChunkSizeInTokens) =>
    start("I03", `pieces of ${JSON.stringify(maxChunkSizeInTokens)} are refused`, {
      body: job({ datasource: { chunking: { maxChunkSizeInTokens } } }),
    }),
  ),
  ...["index_name", "indexName", "groupField", "security_field", "__proto__"].map((member) =>
    start(
      "I05",
      `${member} in a job is refused or means nothing`,
      { body: job().replace("{", `{"${member}":"board",`) },
      { status: [200, 400], upstream: "allowed", check: nothingOfTheBoard },
    ),
  ),
];

function nothingOfTheBoard({
  requests,
}: {
  readonly requests: readonly { readonly url: string }[];
}): void {
  const asked = requests.filter(({ url }) => /\/(?:indexes|indexers)(?:\/|\('?)board/.test(url));
  if (asked.length > 0) throw new Error(`it asked ${asked.map(({ url }) => url).join()}`);
}

/** Jobs that read and write in the server's name. */
export const ingestionAttacks: AttackClass = { letter: "I", name: "ingestion jobs", attacks };
