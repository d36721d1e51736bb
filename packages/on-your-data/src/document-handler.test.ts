import { restrictToGroups } from "@entrim/group-filter";
import { createSearchRetriever } from "@entrim/on-your-data/azure";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { searchEndpoint, startLocalAzure, type LocalAzure } from "./azure.test.fixture.ts";
import { createDocumentHandler, type DocumentHandlerOptions } from "./document-handler.ts";
import { emulateAzure, type EmulatedAzure } from "./emulated-azure.test.fixture.ts";
import type { OnYourDataHandler } from "./on-your-data-handler.ts";
import type { Retrieve } from "./retrieve.ts";
import {
  bodyOf,
  finance,
  leavePolicy,
  memberOf,
  sales,
  salesPlan,
  startServer,
} from "./server.test.fixture.ts";

const documents = {
  endpoint: searchEndpoint,
  indexName: "documents",
  groupField: "group_ids",
  keyField: "id",
};

function handlerOf(
  retrieve: Retrieve,
  options: Partial<DocumentHandlerOptions> = {},
): OnYourDataHandler {
  return createDocumentHandler({
    retrieve,
    restrict: restrictToGroups({ field: "group_ids" }),
    secondCheck: "field",
    dataSources: [documents],
    ...options,
  });
}

const findNothing: Retrieve = async () => [];

async function open(
  handler: OnYourDataHandler,
  path: string,
  { groups = [finance], ...init }: RequestInit & { groups?: readonly string[] } = {},
): Promise<Response> {
  const request = new Request(`https://app.example/documents/${path}`, init);
  return handler(request, { principal: memberOf(...groups) });
}

/** What went wrong, as far as anybody can tell from it. */
async function refusalOf(answer: Promise<Response>): Promise<object> {
  return answer.then(
    (response) => response,
    (error: Error) => Object.assign({}, error, { name: error.name, message: error.message }),
  );
}

describe("a citation's link", () => {
  let emulated: EmulatedAzure;
  let handler: OnYourDataHandler;
  beforeEach(() => {
    emulated = emulateAzure();
    const { credential, httpClient } = emulated;
    handler = handlerOf(
      createSearchRetriever({ endpoint: searchEndpoint, credential, httpClient }),
    );
  });
  afterEach(() => emulated.azure.close());

  it("opens the passage as text that nobody keeps and nothing runs in", async () => {
    const response = await open(handler, "documents/1");
    expect(await response.text()).toBe(`Leave policy\nleave-policy.pdf\n\n${leavePolicy.content}`);
    expect(Object.fromEntries(response.headers)).toEqual({
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
    });
    const head = await open(handler, "documents/1", { method: "HEAD" });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe("");
  });

  it("[documents/same-decision] is looked up with the filter of whoever opens it", async () => {
    await open(handler, "documents/1");
    const body = JSON.parse(String(emulated.of("search").at(-1)?.body)) as { filter: string };
    expect(body.filter).toContain("id eq '1'");
    expect(body.filter).toContain(finance);
  });

  it("[documents/same-decision] is nothing, in one and the same way, to those who may not follow it", async () => {
    const refusals = await Promise.all([
      refusalOf(open(handler, "documents/2")),
      refusalOf(open(handler, "documents/3")),
      refusalOf(open(handler, "documents/1", { groups: [sales] })),
      refusalOf(open(handler, "documents/1", { groups: [] })),
      refusalOf(open(handler, "wiki/1")),
      refusalOf(open(handler, "nowhere/1")),
      refusalOf(open(handler, "documents/")),
      refusalOf(open(handler, "documents")),
      refusalOf(open(handler, "documents/1/")),
      refusalOf(open(handler, "documents/1%27%20or%20true%20or%20id%20eq%20%271")),
      refusalOf(open(handler, "documents/1'")),
      refusalOf(open(handler, "documents/%31")),
      refusalOf(open(handler, "documents/1", { method: "POST", body: "" })),
    ]);
    expect(refusals[0]).toEqual({
      name: "OnYourDataError",
      code: "DOCUMENT_NOT_FOUND",
      message: "There is no such document.",
      retryAfterInSeconds: undefined,
      service: undefined,
    });
    for (const refusal of refusals) expect(refusal).toEqual(refusals[0]);
  });

  it("asks nobody about what it cannot lead to", async () => {
    const before = emulated.of("search").length;
    await refusalOf(open(handler, "nowhere/1"));
    await refusalOf(open(handler, "documents/a'b"));
    await refusalOf(open(handler, "documents/1", { groups: [] }));
    expect(emulated.of("search")).toHaveLength(before);
    // what is hidden and what is not there take the same way
    await refusalOf(open(handler, "documents/2"));
    await refusalOf(open(handler, "documents/3"));
    expect(emulated.of("search")).toHaveLength(before + 2);
  });

  it("leads nowhere while it is not sure that the index trims", async () => {
    const { credential, httpClient } = emulated;
    const waiting = handlerOf(
      createSearchRetriever({ endpoint: searchEndpoint, credential, httpClient }),
      { isReady: () => false },
    );
    await expect(open(waiting, "documents/1")).rejects.toMatchObject({ code: "NOT_READY" });
  });
});

describe("where the filter is lost on its way", () => {
  let azure: LocalAzure;
  let retrieve: Retrieve;
  beforeEach(async () => {
    azure = await startLocalAzure();
    azure.documents = [salesPlan];
    azure.losesFilter = true;
    const { credential, httpClient } = azure;
    retrieve = createSearchRetriever({ endpoint: searchEndpoint, credential, httpClient });
  });
  afterEach(() => azure.close());

  it("[documents/same-decision] a document that somebody may not read does not open, and somebody is told", async () => {
    const events: unknown[] = [];
    const handler = handlerOf(retrieve, { onForeignHits: (event) => events.push(event) });
    expect(await refusalOf(open(handler, "documents/2"))).toMatchObject({
      code: "DOCUMENT_NOT_FOUND",
    });
    expect(events).toMatchObject([{ count: 1, source: { indexName: "documents" } }]);
  });

  it("another document than the one that was asked for does not open", async () => {
    azure.documents = [leavePolicy];
    expect(await refusalOf(open(handlerOf(retrieve), "documents/7"))).toMatchObject({
      code: "DOCUMENT_NOT_FOUND",
    });
  });
});

describe("an answer whose citations open", () => {
  it.each(["https://app.example/documents", "/documents/"])("leads to %s", async (documentsUrl) => {
    const server = await startServer({
      documentsUrl,
      dataSources: [{ ...documents, fields: { contentFields: ["content"], titleField: "title" } }],
    });
    const answer = await (await server.ask(bodyOf())).json();
    const url = `${documentsUrl.replace(/\/$/, "")}/documents/1`;
    expect(answer).toMatchObject({
      choices: [{ message: { context: { citations: [{ title: "Leave policy", url }] } } }],
    });
    // the field is read, and not shown
    expect(server.azure.of("search")[0]?.body).toContain('"select":"content,title,id,group_ids"');
    expect(JSON.stringify(answer)).not.toContain(finance);
    await server.azure.close();
  });

  it("leads where the index says if its key is not known, or is none", async () => {
    for (const [source, key] of [
      [{ ...documents, keyField: undefined }, "1"],
      [documents, "../../admin"],
      [documents, null],
    ] as const) {
      const { keyField, ...rest } = source;
      // oxlint-disable-next-line no-await-in-loop -- one server after the other
      const server = await startServer({
        documentsUrl: "/documents",
        dataSources: [{ ...rest, ...(keyField && { keyField }) }],
      });
      server.azure.documents = [{ ...leavePolicy, id: key }];
      // oxlint-disable-next-line no-await-in-loop -- one server after the other
      expect(await (await server.ask(bodyOf())).text()).toContain(`"url":"${leavePolicy.url}"`);
      // oxlint-disable-next-line no-await-in-loop -- one server after the other
      await server.azure.close();
    }
  });
});

describe("what a document handler is made of", () => {
  it.each<[string, object, RegExp]>([
    [
      "a source without its key",
      { dataSources: [{ ...documents, keyField: undefined }] },
      /needs keyField/,
    ],
    ["a key that is a path", { dataSources: [{ ...documents, keyField: "a/b" }] }, /keyField/],
    [
      "a key that says who may read",
      { dataSources: [{ ...documents, keyField: "group_ids" }] },
      /keyField/,
    ],
    ["no restriction", { restrict: undefined }, /restrict/],
    ["no second check chosen", { secondCheck: undefined }, /secondCheck/],
    ["a setting that there is not", { filter: "true" }, /no option filter/],
    ["a key of the service", { apiKey: "canary" }, /carries a key/],
  ])("is not %s", (_, options, message) => {
    expect(() => handlerOf(findNothing, options)).toThrow(message);
    expect(() => handlerOf(findNothing, options)).toThrow(TypeError);
  });

  it.each([
    "http://app.example/documents",
    "documents",
    "https://a/?x",
    "https://u@a/d",
    "//evil",
    "/",
  ])("documents are not at %s", async (documentsUrl) => {
    await expect(startServer({ documentsUrl })).rejects.toThrow(/documentsUrl/);
  });
});
