import { afterAll, describe, expect, it } from "vitest";
import { exampleSeed } from "../cli/example-seed.ts";
import { createEmulator } from "../emulator.ts";
import { startReceiver } from "../graph/subscriptions/receiver.test.fixture.ts";

const [app] = exampleSeed.apps ?? [];
const [person, ...people] = exampleSeed.users ?? [];
const [identity, ...identities] = exampleSeed.identities ?? [];
const [search] = exampleSeed.searchServices ?? [];

const azure = createEmulator({
  seed: {
    ...exampleSeed,
    apps: app ? [{ ...app, clientSecrets: ["swordfish"] }] : [],
    users: [...(person ? [{ ...person, displayName: "<b>Ada</b>" }] : []), ...people],
    identities: [
      ...(identity ? [{ ...identity, graphPermissions: ["Group.Read.All"] }] : []),
      ...identities,
    ],
    searchServices: search
      ? [
          {
            ...search,
            indexers: [
              ...(search.indexers ?? []),
              {
                name: "lost",
                dataSourceName: "handbook",
                targetIndexName: "documents",
                fieldMappings: [
                  { sourceFieldName: "metadata_storage_size", targetFieldName: "group_ids" },
                ],
              },
            ],
          },
        ]
      : [],
  },
});
afterAll(() => azure.close());

const page = async (): Promise<string> => {
  const response = await azure.fetch(new Request("http://127.0.0.1:4600/"));
  return response.text();
};

/** A part of the page by its heading, as text. */
async function part(heading: string): Promise<string> {
  const [, text = ""] = (await page()).split(`<h2>${heading} `);
  return (text.split("</section>")[0] ?? "").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
}

async function post(host: string, path: string, scope: string, body: object): Promise<Response> {
  const token = await azure.issueToken({ identity: "chat", scope: `${scope}/.default` });
  return azure.fetch(
    new Request(`https://${host}${path}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "x-ms-query-source-authorization": "the-token-of-a-person",
      },
      body: JSON.stringify(body),
    }),
  );
}

const askSearch = (body: object, path = "/indexes/documents/docs/search") =>
  post(
    "contoso.search.windows.net",
    `${path}?api-version=2024-07-01`,
    "https://search.azure.com",
    body,
  );

describe("the front page", () => {
  it("shows the directory: people with their groups, groups, apps and identities", async () => {
    expect(await part("People")).toContain("ada@contoso.example Finance");
    expect(await part("Groups")).toContain("Finance 00000000-0000-4000-8000-000000000001");
    expect(await part("Apps and identities")).toContain("contoso-search identity of a resource");
  });

  it("shows the roles by name, custom ones too, and the deployments", async () => {
    const roles = await part("Role assignments");
    expect(roles).toContain("chat Search Index Data Reader /subscriptions/");
    expect(roles).toContain("chat Index Operator /subscriptions/");
    const deployments = await part("Deployments");
    expect(deployments).toContain("chat gpt-4.1 a stand-in 100,000");
    expect(deployments).toContain("llama3.2 at http://127.0.0.1:11434/v1");
  });

  it("shows the indexes as they are now, and how each indexer fared", async () => {
    expect(await part("Indexers")).toContain("handbook handbook handbook not yet");
    await askSearch({ search: "*" });
    await expect.poll(() => part("Indexers")).toMatch(/handbook success 2 documents, 0 failed/);
    const indexers = await part("Indexers");
    expect(indexers).toMatch(/lost handbook documents \w+ 2 documents, 2 failed \S+/);
    expect(await part("Indexes")).toMatch(/documents 1 – contoso handbook 2 enabled/);
  });

  it("shows who is told of changes", async () => {
    expect(await part("Subscriptions")).toContain("None yet.");
    await using receiver = await startReceiver();
    const graph = "https://graph.microsoft.com";
    const made = await post("graph.microsoft.com", "/v1.0/subscriptions", graph, {
      resource: "/groups",
      changeType: "updated",
      notificationUrl: receiver.url,
      expirationDateTime: new Date(Date.now() + 3_600_000).toISOString(),
    });
    expect(made.status).toBe(201);
    expect(await part("Subscriptions")).toMatch(
      /\/groups updated http:\/\/\S+\/notifications \d{4}-\d\d-\d\d \d\d:\d\d 0/,
    );
  });

  it("shows the filter that a search carried, and no token and no question", async () => {
    await askSearch({ search: "the question", filter: "groups/any(g: g eq '<b>')" });
    const text = await page();
    expect(text).toContain(`<code class="filter">groups/any(g: g eq &#39;&lt;b&gt;&#39;)</code>`);
    expect(text).toContain("with the token of a person");
    expect(text).not.toMatch(/the-token|the question|eyJ/);
  });

  it("[emulator/page-shows-no-secret] shows that a request was made, and none of the secrets in it", async () => {
    const authority = `https://login.microsoftonline.com/${azure.directory.tenantId}`;
    await azure.fetch(
      new Request(`${authority}/oauth2/v2.0/token`, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "client_credentials",
          client_id: app?.appId ?? "",
          client_secret: "swordfish",
          scope: "https://graph.microsoft.com/.default",
        }),
      }),
    );
    const blob = "https://contoso.blob.core.windows.net/handbook/holidays.md";
    await azure.fetch(new Request(`${blob}?skoid=a&sig=signature-of-a-key`));
    await azure.fetch(
      new Request("https://contoso.openai.azure.com/openai/v1/models?api-key=key-in-address", {
        headers: { "api-key": "key-in-header", cookie: "session=cookie-of-a-person" },
      }),
    );
    const requests = await part("Requests");
    expect(requests).toContain("/oauth2/v2.0/token");
    expect(requests).toContain("/handbook/holidays.md");
    expect(requests).toContain("/openai/v1/models");
    expect(await page()).not.toMatch(/swordfish|signature-of|key-in|cookie-of|eyJ/);
  });

  it("escapes what it shows, and does not show its own requests", async () => {
    await page();
    const text = await page();
    expect(text).toContain("&lt;b&gt;Ada&lt;/b&gt;");
    expect(text).not.toContain("<b>Ada");
    expect(text).not.toContain("127.0.0.1:4600");
  });
});
