import { AzureOpenAI } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import { startChatServer, type ChatServer } from "./chat-server.test.fixture.ts";
import { ids } from "@entrim-private/test-services/contoso";

let server: ChatServer;
beforeAll(async () => {
  server = await startChatServer(new URL("./chat-server.test.client.ts", import.meta.url));
});
afterAll(() => server.close());

const question = "What is the allowance?";

async function ask(name: string): Promise<string> {
  const client = new AzureOpenAI({
    endpoint: server.origin,
    apiVersion: "2024-10-21",
    azureADTokenProvider: () => server.tokenOf(name),
    maxRetries: 0,
  });
  const completion = await client.chat.completions.create({
    model: "gpt-4.1",
    messages: [{ role: "user", content: question }],
  });
  return completion.choices[0]?.message.content ?? "";
}

describe("the program of the README", () => {
  it("has at most 20 lines, and one line to install what it imports", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    const [, program = ""] = /^```ts source="[^"]+#readme"\n(.*?)^```$/ms.exec(readme) ?? [];
    expect(program.trimEnd().split("\n").length).toBeLessThanOrEqual(20);
    const install = readme.match(/^npm install (.*)$/gm);
    expect(install).toHaveLength(1);
    const imported = [...program.matchAll(/from "(?!node:)([^"]+)"/g)].map(([, name = ""]) => name);
    expect(install?.[0].split(" ").slice(2).toSorted()).toEqual(imported.toSorted());
  });

  it("answers each person from what they may read", async () => {
    expect(await ask("ada")).toContain("91 euros");
    expect(await ask("bob")).toContain("64 euros");
  });

  it("[trim/no-groups-no-documents] tells a person in no group that nothing was found", async () => {
    expect(await ask("eve")).toMatch(/not available/);
  });

  it("[trim/filter-on-the-wire] sends the person's filter with each search", async () => {
    const before = server.emulator.requests.length;
    await ask("ada");
    const searches = server.emulator.requests
      .slice(before)
      .filter(({ url }) => url.includes("/docs/search"));
    expect(searches.length).toBeGreaterThan(0);
    for (const { body } of searches) expect(body).toContain(ids.finance);
  });

  it("[trim/second-check] does not answer from a document that came without the filter", async () => {
    const foreign = {
      "@search.score": 3,
      id: "2",
      content: "The allowance in Engineering is 64 euros.",
      group_ids: [ids.engineering],
    };
    server.emulator.enqueue({ service: "search", status: 200, body: { value: [foreign] } });
    expect(await ask("ada")).not.toContain("64 euros");
  });

  it("narrows the filter of a program that named its groups itself, as the hosted service had it", async () => {
    const before = server.emulator.requests.length;
    const named = `group_ids/any(g:search.in(g, '${ids.finance}, ${ids.engineering}'))`;
    const response = await fetch(
      `${server.origin}/openai/deployments/gpt-4.1/chat/completions?api-version=2024-10-21`,
      {
        method: "POST",
        headers: {
          authorization: `Bearer ${await server.tokenOf("ada")}`,
          "content-type": "application/json",
        },
        body: JSON.stringify({
          messages: [{ role: "user", content: question }],
          data_sources: [
            {
              type: "azure_search",
              parameters: {
                endpoint: "https://contoso.search.windows.net",
                index_name: "documents",
                authentication: { type: "system_assigned_managed_identity" },
                filter: named,
              },
            },
          ],
        }),
      },
    );
    expect(response.status).toBe(200);
    const searches = server.emulator.requests
      .slice(before)
      .filter(({ url }) => url.includes("/docs/search"));
    expect(searches.length).toBeGreaterThan(0);
    for (const { body } of searches) {
      expect(body).toContain(ids.finance);
      expect(body).not.toContain(ids.engineering);
    }
  });

  it("lets search clients find what the person may read, and no more", async () => {
    // the official client sends tokens over TLS only, which this server has not
    const response = await fetch(
      `${server.origin}/indexes/documents/docs/search?api-version=2024-07-01`,
      {
        method: "POST",
        headers: {
          authorization: `Bearer ${await server.tokenOf("ada")}`,
          "content-type": "application/json",
        },
        body: JSON.stringify({ search: "allowance", searchFields: "content" }),
      },
    );
    const { value } = (await response.json()) as { value: Record<string, unknown>[] };
    expect(value.map(({ id }) => id)).toEqual(["1"]);
    expect(value[0]).not.toHaveProperty("group_ids");
  });

  it("[answer/one-shape] [answer/challenge] refuses whoever has no token", async () => {
    const response = await fetch(`${server.origin}/openai/models?api-version=2024-10-21`);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
    expect(await response.json()).toMatchObject({ error: { code: expect.any(String) } });
  });

  it("has nothing at other addresses", async () => {
    expect((await fetch(`${server.origin}/admin`)).status).toBe(404);
  });
});
