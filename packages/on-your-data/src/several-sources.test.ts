import { restrictToGroups } from "@entrim/group-filter";
import { expect, it } from "vitest";
import { openaiEndpoint, searchEndpoint } from "./azure.test.fixture.ts";
import { createOpenAIGenerator, createSearchRetriever } from "./azure.ts";
import { emulateAzure, type EmulatedAzure } from "./emulated-azure.test.fixture.ts";
import { createOnYourData } from "./on-your-data.ts";
import { createOnYourDataHandler, type OnYourDataHandlerOptions } from "./on-your-data-handler.ts";
import type { OnYourDataOptions } from "./on-your-data-options.ts";
import { bodyOf, finance, memberOf, sales } from "./server.test.fixture.ts";

interface Chat extends EmulatedAzure {
  ask(body: object, group?: string): Promise<Response>;
}

function start(
  options: Partial<OnYourDataOptions> = {},
  handlerOptions: OnYourDataHandlerOptions = { maxDataSources: 2 },
): Chat {
  const emulated = emulateAzure();
  const { credential, httpClient } = emulated;
  const source = { endpoint: searchEndpoint, groupField: "group_ids" };
  const fields = { contentFields: ["body"], titleField: "headline" };
  const engine = createOnYourData({
    retrieve: createSearchRetriever({ endpoint: searchEndpoint, credential, httpClient }),
    generate: createOpenAIGenerator({ endpoint: openaiEndpoint, credential, httpClient }),
    restrict: restrictToGroups({ field: "group_ids" }),
    secondCheck: "field",
    dataSources: [
      { ...source, indexName: "documents" },
      { ...source, indexName: "wiki", fields },
    ],
    deployments: ["gpt-4o"],
    ...options,
  });
  const handler = createOnYourDataHandler(engine, handlerOptions);
  return {
    ...emulated,
    ask: (body, group = finance) =>
      handler(
        new Request("https://app.example/openai/deployments/gpt-4o/chat/completions", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
        { principal: memberOf(group) },
      ),
  };
}

/** A body that names one source for each of the parameters. */
function naming(...parameters: readonly object[]): object {
  const bodies = parameters.map((each) => bodyOf(each) as { data_sources: object[] });
  return { ...bodies[0], data_sources: bodies.flatMap(({ data_sources }) => data_sources) };
}

const documents = { include_contexts: ["citations", "all_retrieved_documents"] };
const wiki = { index_name: "wiki" };

async function titlesOf(response: Response): Promise<Record<string, number>> {
  const { choices } = (await response.json()) as {
    choices: [
      {
        message: {
          context: { all_retrieved_documents: { title: string; data_source_index: number }[] };
        };
      },
    ];
  };
  const { all_retrieved_documents: found } = choices[0].message.context;
  return Object.fromEntries(found.map((each) => [each.title, each.data_source_index]));
}

it("answers from all the indexes that a request names, and says which is which", async () => {
  const chat = start();
  const titles = await titlesOf(await chat.ask(naming(documents, wiki)));
  expect(titles).toEqual({ "Leave policy": 0, "Leave of parents": 1 });
});

it("[trim/filter-on-the-wire] sends the filter to each of them, with the caller's own for it", async () => {
  const chat = start();
  await chat.ask(naming({ filter: "title eq 'Leave policy'" }, wiki), sales);
  const sent = chat.of("search").map(({ url, body }) => ({
    index: new URL(url).pathname.split("/")[2],
    filter: (JSON.parse(body) as { filter: string }).filter,
  }));
  expect(sent).toHaveLength(2);
  for (const { index, filter } of sent) {
    expect(filter).toContain(`'${sales}'`);
    expect(filter.includes("Leave policy")).toBe(index === "documents");
  }
});

it("[pin/endpoint-and-index] refuses all of them for one that is not configured", async () => {
  const chat = start();
  const body = naming(documents, { index_name: "payroll" });
  expect((await chat.ask(body)).status).toBe(404);
  const elsewhere = await chat.ask(naming(documents, { endpoint: "https://evil.example" }));
  expect(elsewhere.status).toBe(400);
  expect(await elsewhere.text()).toContain("#/data_sources/1/azure_search/parameters/endpoint");
  expect(chat.azure.requests).toEqual([]);
});

it("takes one source unless told otherwise, as the service did", async () => {
  const response = await start({}, {}).ask(naming(documents, wiki));
  expect(await response.text()).toContain("exactly 1 item");
});

it("goes by the strictest of their wishes", async () => {
  const nothing = { search: "parental", in_scope: true, filter: "title eq 'none'" };
  const loose = { ...wiki, in_scope: false, filter: "headline eq 'none'" };
  const response = await start().ask(naming(nothing, loose));
  expect(await response.text()).toContain("search: Extra inputs are not permitted");
  const { search: _, ...strict } = nothing;
  const chat = start();
  expect(await (await chat.ask(naming(loose, strict))).text()).toContain("not available");
});

it("fails if one of them fails, unless part is enough for each that names it", async () => {
  const partial = { allow_partial_result: true };
  const [failing, answering] = [start(), start()];
  const fault = { service: "search", path: /wiki/, status: 500 } as const;
  for (const { azure } of [failing, answering]) azure.enqueue(fault);
  await expect(failing.ask(naming({ ...documents, ...partial }, wiki))).rejects.toMatchObject({
    code: "UPSTREAM_FAILED",
  });
  const answer = await answering.ask(naming({ ...documents, ...partial }, { ...wiki, ...partial }));
  expect(await titlesOf(answer)).toEqual({ "Leave policy": 0 });
});

it("asks only the indexes of which somebody may read something, each by its own field", async () => {
  const asked: (string | undefined)[] = [];
  const byGroups = restrictToGroups({ field: "group_ids" });
  const chat = start({
    restrict: (filter, reader, { indexName }) => {
      asked.push(indexName);
      return indexName === "wiki" ? byGroups(filter, reader) : undefined;
    },
  });
  const titles = await titlesOf(await chat.ask(naming(documents, wiki)));
  expect(titles).toEqual({ "Leave of parents": 1 });
  expect(asked).toEqual(["documents", "wiki"]);
  expect(chat.of("search")).toHaveLength(1);
});

const { data_sources: _, ...unnamed } = bodyOf() as { data_sources: object };

it("answers a request that names none from the first, or from all by choice", async () => {
  const first = await (await start().ask(unnamed)).text();
  expect(first).toContain("Leave policy");
  expect(first).not.toContain("Leave of parents");
  const all = await (await start({ unnamedSource: "all" }).ask(unnamed)).text();
  expect(all).toContain("Leave policy");
  expect(all).toContain("Leave of parents");
  expect(() => start({ unnamedSource: "any" as never })).toThrow(/unnamedSource/);
});
