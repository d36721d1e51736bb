import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  bodyOf,
  finance,
  leavePolicy,
  memberOf,
  sales,
  salesPlan,
  startServer,
  type LocalServer,
} from "./server.test.fixture.ts";

let server: LocalServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.azure.close());

describe("a question", () => {
  it("is answered from what whoever asks may read, and says from where", async () => {
    const response = await server.ask(bodyOf());
    expect(response.headers.get("apim-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(await response.json()).toMatchObject({
      object: "extensions.chat.completion",
      model: "gpt-4o",
      choices: [
        {
          index: 0,
          finish_reason: "stop",
          end_turn: true,
          message: {
            role: "assistant",
            content: "Employees get 25 days of leave [doc1].",
            end_turn: true,
            context: {
              citations: [
                {
                  content: leavePolicy.content,
                  title: "Leave policy",
                  url: leavePolicy.url,
                  filepath: "leave-policy.pdf",
                  chunk_id: "0",
                },
              ],
              intent: '["How many days of leave do I get?"]',
            },
          },
        },
      ],
      usage: { prompt_tokens: 200, completion_tokens: 20, total_tokens: 220 },
      system_fingerprint: "fp_1",
    });
  });

  it("searches with the filter of whoever asks", async () => {
    await server.ask(bodyOf({ filter: "chunk_id eq '0'" }), { reader: memberOf(finance) });
    const [search] = server.azure.of("search");
    expect(JSON.parse(search?.body ?? "")).toMatchObject({
      filter: `(group_ids/any(g: search.in(g, '${finance}', ','))) and (chunk_id eq '0')`,
      search: "How many days of leave do I get?",
      queryType: "simple",
      searchMode: "any",
    });
    expect(search?.path).toBe("/indexes/documents/docs/search?api-version=2024-07-01");
  });

  it("searches once for each thing that is asked, all with the filter", async () => {
    server.azure.intents = ["leave days", "carry over", "leave days"];
    const answer = await (await server.ask(bodyOf({ include_contexts: ["intent"] }))).json();
    expect(answer).toMatchObject({
      choices: [{ message: { context: { intent: '["leave days", "carry over"]' } } }],
    });
    const searches = server.azure.of("search").map(({ body }) => JSON.parse(body) as object);
    const search = expect.objectContaining({ filter: expect.any(String) as string }) as object;
    expect(searches).toEqual([search, search]);
  });

  it.each([{}, { data_sources: null }])(
    "is answered from the server's own source if it names none: %j",
    async (sources) => {
      const { data_sources: _, ...unnamed } = bodyOf() as { data_sources: object };
      const response = await server.ask({ ...unnamed, ...sources });
      expect(await response.json()).toMatchObject({
        choices: [{ message: { context: { citations: [{ title: "Leave policy" }] } } }],
      });
      expect(server.azure.of("search")).toHaveLength(1);
    },
  );

  it("that finds nothing is answered so, without the model", async () => {
    server.azure.documents = [];
    const response = await server.ask(bodyOf());
    expect(await response.json()).toMatchObject({
      choices: [
        {
          message: {
            content: expect.stringContaining("not available"),
            context: { citations: [] },
          },
        },
      ],
    });
    expect(server.azure.of("openai")).toHaveLength(1);
  });
});

describe("trimming", () => {
  it.each([bodyOf(), bodyOf({ in_scope: false }), bodyOf({}, { stream: true })])(
    "[trim/no-groups-no-documents] searches nothing for somebody in no group",
    async (body) => {
      const response = await server.ask(body, { reader: memberOf() });
      expect(await response.text()).toContain("not available in the retrieved data");
      expect(server.azure.requests).toEqual([]);
    },
  );

  it("[trim/second-check] drops a hit that shares no group, though the service returned it", async () => {
    const dropped: number[] = [];
    const watched = await startServer({ onForeignHits: ({ count }) => dropped.push(count) });
    watched.azure.losesFilter = true;
    watched.azure.documents = [salesPlan, leavePolicy];
    const response = await watched.ask(
      bodyOf({ include_contexts: ["citations", "all_retrieved_documents"] }),
    );
    const text = await response.text();
    expect(text).toContain("Leave policy");
    expect(text).not.toContain("Sales plan");
    for (const { body } of watched.azure.of("openai")) expect(body).not.toContain("secret");
    expect(dropped).toEqual([1]);
    await watched.azure.close();
  });

  it("[trim/second-check] stops if hits do not say who may read them", async () => {
    const { group_ids: _, ...document } = leavePolicy;
    server.azure.losesFilter = true;
    server.azure.documents = [document];
    await expect(server.ask(bodyOf())).rejects.toMatchObject({
      name: "OnYourDataError",
      code: "SECURITY_FIELD_MISSING",
    });
    expect(server.azure.of("openai")).toHaveLength(1);
  });

  it.each([[null], [[]], [["all"]], [""]])(
    "[trim/second-check] shows a document of the groups %j to nobody",
    async (groups) => {
      server.azure.losesFilter = true;
      server.azure.documents = [{ ...leavePolicy, group_ids: groups }];
      const text = await (await server.ask(bodyOf())).text();
      expect(text).not.toContain("25 days of paid");
    },
  );

  it("[trim/security-field-stripped] shows nobody who may read a document", async () => {
    const body = bodyOf({ include_contexts: ["citations", "intent", "all_retrieved_documents"] });
    const text = await (await server.ask(body)).text();
    expect(text).toContain("original_search_score");
    expect(text).not.toContain(finance);
    expect(text).not.toContain("group_ids");
    for (const { body: sent } of server.azure.of("openai")) expect(sent).not.toContain(finance);
  });

  it.each([
    { content_fields: ["group_ids"] },
    { content_fields: ["content"], title_field: "Group_Ids" },
    { url_field: " group_ids" },
    { filepath_field: "group_ids/x" },
    { vector_fields: ["group_ids"] },
    { title_field: "title,group_ids" },
  ])("[trim/security-field-stripped] refuses the mapping %j", async (mapping) => {
    const response = await server.ask(bodyOf({ fields_mapping: mapping }));
    expect([response.status, server.azure.requests]).toEqual([400, []]);
  });

  it.each(["title eq 'a') or (true", "true) or (true", "group_ids/any()", "x eq"])(
    "[trim/breakout-refused] refuses the filter %s before any call",
    async (filter) => {
      const response = await server.ask(bodyOf({ filter }));
      expect(response.status).toBe(400);
      const text = await response.text();
      expect(text).toContain('"code": 400');
      expect(text).not.toContain(filter);
      expect(server.azure.requests).toEqual([]);
    },
  );

  it("keeps two who ask at the same time apart", async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const group = index % 2 === 0 ? finance : sales;
        const reader = memberOf(group);
        return { group, text: await (await server.ask(bodyOf(), { reader })).text() };
      }),
    );
    for (const { group, text } of answers) {
      expect(text.includes("Leave policy")).toBe(group === finance);
      expect(text.includes("Sales plan")).toBe(group === sales);
    }
  });
});
