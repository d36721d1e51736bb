import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RecordedRequest } from "@entrim/azure-emulator";
import { startChatServer, type ChatServer } from "./chat-server.test.fixture.ts";
import { ids, people } from "@entrim-private/test-services/contoso";
import { claimsOf } from "./claims-of.test.fixture.ts";

const audience = "https://search.azure.com";
const header = "x-ms-query-source-authorization";

let server: ChatServer;
beforeAll(async () => {
  const program = new URL("./guarded-gateway.test.client.ts", import.meta.url);
  server = await startChatServer(program, async (emulator) => {
    const tokens = ["ada", "bob"].map(async (name) => {
      const user = `${name}@contoso.example`;
      const token = await emulator.issueToken({ user, scope: `${audience}/.default` });
      return [people[name as "ada"], token] as const;
    });
    return { SEARCH_TOKENS: JSON.stringify(Object.fromEntries(await Promise.all(tokens))) };
  });
});
afterAll(() => server.close());

interface Citation {
  readonly content: string;
  readonly url: string | null;
}

/** What somebody's answer rests on, and what AI Search received for it. */
async function ask(
  name: string,
  gateway: string,
  dataSources?: readonly object[],
): Promise<{ status: number; citations: readonly Citation[]; searches: RecordedRequest[] }> {
  const before = server.emulator.requests.length;
  const response = await server.ask(
    name,
    `/${gateway}/openai/deployments/gpt-4.1/chat/completions?api-version=2024-10-21`,
    {
      method: "POST",
      body: JSON.stringify({
        messages: [{ role: "user", content: "What is the allowance?" }],
        ...(dataSources && { data_sources: dataSources }),
      }),
    },
  );
  const { choices = [] } = (await response.json()) as {
    choices?: { message: { context: { citations: Citation[] } } }[];
  };
  return {
    status: response.status,
    citations: choices[0]?.message.context.citations ?? [],
    searches: server.emulator.requests
      .slice(before)
      .filter(({ url }) => /\/docs\/search|\/retrieve/.test(url)),
  };
}

const contentsOf = (citations: readonly Citation[]): readonly string[] =>
  citations.map(({ content }) => content).toSorted();

describe.each(["native", "base"])("a gateway of an index that trims as well (%s)", (gateway) => {
  it("[trim/native-beside-filter] answers from what both let through, asked with the person's own token", async () => {
    const { citations, searches } = await ask("ada", gateway);
    expect(contentsOf(citations)).toEqual(["The allowance for both is 10 euros."]);
    expect(searches.length).toBeGreaterThan(0);
    for (const { headers, body } of searches) {
      const token = String(headers[header]);
      expect(claimsOf(token)).toMatchObject({
        oid: people.ada,
        aud: audience,
      });
      expect(headers["authorization"]).not.toContain(token);
      expect(body).toContain(ids.finance);
    }
    expect(server.lines).toContain(`on behalf of ${people.ada} for ${audience}/.default`);
  });

  it("[inbound/authorization-stays] sends no service the token that the person came with", async () => {
    const before = server.emulator.requests.length;
    const token = await server.tokenOf("ada");
    await server.ask("ada", `/${gateway}/documents/guarded/1`, {
      headers: { [header]: "evil" },
    });
    await ask("ada", gateway);
    const sent = server.emulator.requests
      .slice(before)
      .filter(({ url }) => !url.startsWith("https://login.microsoftonline.com/"));
    const text = JSON.stringify(sent.map(({ headers, body }) => [headers, body]));
    expect(text).not.toContain(token.split(".")[1]);
    expect(text).not.toContain("evil");
  });

  const open = async ([name = "", key = ""]: readonly string[]): Promise<number> =>
    (await server.ask(name, `/${gateway}/documents/guarded/${key}`)).status;

  it("opens the passage if both let it through", async () => {
    const asked = [
      ["ada", "1"],
      ["ada", "2"],
      ["ada", "4"],
      ["bob", "4"],
    ];
    expect(await Promise.all(asked.map(open))).toEqual([200, 404, 404, 200]);
  });

  it("leaves search clients out, whom AI Search would show nothing", async () => {
    const path = `/${gateway}/indexes/guarded/docs/search?api-version=2024-07-01`;
    const search = { method: "POST", body: JSON.stringify({ search: "*" }) };
    expect((await server.ask("ada", path, search)).status).toBe(404);
  });
});

it("searches nothing where Entra gives no token, as without consent", async () => {
  const { status, searches } = await ask("ada", "without-consent");
  expect(status).toBe(502);
  expect(searches).toEqual([]);
});

it("does not search an index that trims as well by the filter alone", async () => {
  const { status, searches } = await ask("ada", "filter");
  expect(status).toBe(502);
  expect(searches).toEqual([]);
});

const named = (indexName: string): object => ({
  type: "azure_search",
  parameters: {
    endpoint: "https://contoso.search.windows.net",
    index_name: indexName,
    authentication: { type: "system_assigned_managed_identity" },
  },
});

describe("a gateway of several indexes", () => {
  it("answers from all of them where none is named, trimmed in each", async () => {
    const { citations, searches } = await ask("ada", "all");
    expect(contentsOf(citations)).toEqual([
      "The allowance for travel in Finance is 33 euros.",
      "The allowance in Finance is 91 euros.",
    ]);
    expect(citations.map(({ url }) => String(url)).toSorted()).toEqual([
      "/all/documents/documents/1",
      "/all/documents/travel/1",
    ]);
    for (const { body } of searches) expect(body).toContain(ids.finance);
  });

  it("answers from those that are named, as many as may be", async () => {
    const { citations } = await ask("ada", "all", [named("travel")]);
    expect(contentsOf(citations)).toEqual(["The allowance for travel in Finance is 33 euros."]);
    const both = await ask("ada", "all", [named("travel"), named("documents")]);
    expect(both.citations).toHaveLength(2);
    const three = await ask("ada", "all", ["travel", "documents", "travel"].map(named));
    expect(three.status).toBe(400);
    expect((await ask("ada", "all", [named("guarded")])).status).toBe(404);
  });

  it("asks a deployment for the vector of a question, where a chat wants one", async () => {
    const before = server.emulator.requests.length;
    const { parameters } = named("travel") as { parameters: object };
    const vector = {
      query_type: "vector",
      fields_mapping: { content_fields: ["content"], vector_fields: ["content"] },
      embedding_dependency: { type: "deployment_name", deployment_name: "gpt-4.1" },
    };
    await ask("ada", "all", [{ type: "azure_search", parameters: { ...parameters, ...vector } }]);
    const urls = server.emulator.requests.slice(before).map(({ url }) => url);
    expect(urls.filter((url) => url.includes("/deployments/gpt-4.1/embeddings"))).toHaveLength(1);
  });
});
