import { expect, it } from "vitest";
import { createProxies, limitsOf } from "./examples.ts";

const post = (path: string, body: object): Request =>
  new Request(`https://app.example${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer user" },
    body: JSON.stringify(body),
  });

it("asks each service with the server's own token", async () => {
  const sent: Request[] = [];
  const { openai, search } = createProxies(
    {
      getToken: async (scopes) => ({
        token: String(scopes),
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
    },
    async () => Response.json({ from: "documents" }),
    { name: "documents" },
    async (input, init) => {
      sent.push(new Request(input, init));
      return Response.json({ value: [] });
    },
  );
  const finance = "00000000-0000-4000-8000-000000000001";
  const context = { principal: { objectId: "ada", groups: [finance] } };

  const chat = post("/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", {});
  expect(await (await openai(chat, context)).json()).toEqual({ from: "documents" });
  const embed = { model: "embeddings", input: "x" };
  await openai(post("/openai/v1/embeddings", embed), context);
  const query = { search: "*", filter: "lang eq 'en'" };
  await search(post("/indexes/documents/docs/search?api-version=2026-04-01", query), context);

  expect(sent.map(({ headers }) => headers.get("authorization"))).toEqual([
    "Bearer https://cognitiveservices.azure.com/.default",
    "Bearer https://search.azure.com/.default",
  ]);
  expect(await sent[1]?.json()).toMatchObject({
    filter: `(group_ids/any(g: search.in(g, '${finance}', ','))) and (lang eq 'en')`,
  });
});

it("counts in Redis, by person", async () => {
  const asked: unknown[] = [];
  const { keyOf, counter } = limitsOf({
    eval: async (_, { keys }) => {
      asked.push(...keys);
      return [1, 60_000];
    },
  });
  await counter?.add(keyOf({ objectId: "ada", groups: [] }), 1, 60_000);
  expect(asked).toEqual(["entrim:usage:ada"]);
});
