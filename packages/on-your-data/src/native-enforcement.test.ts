import { inspect } from "node:util";
import { restrictToGroups } from "@entrim/group-filter";
import { beforeEach, describe, expect, it } from "vitest";
import { openaiEndpoint, searchEndpoint } from "./azure.test.fixture.ts";
import {
  createKnowledgeBaseRetriever,
  createOpenAIGenerator,
  createSearchRetriever,
} from "./azure.ts";
import { createCanary } from "./canary.ts";
import { createDocumentHandler } from "./document-handler.ts";
import { ada, bob, type EmulatedAzure } from "./emulated-azure.test.fixture.ts";
import { createExplainer } from "./explainer.ts";
import { emulateGuardedIndex, guarded, readable, tokensOf } from "./guarded-index.test.fixture.ts";
import { createOnYourData } from "./on-your-data.ts";
import { createOnYourDataHandler } from "./on-your-data-handler.ts";
import type { OnYourDataOptions } from "./on-your-data-options.ts";
import type { Retrieve } from "./retrieve.ts";
import { bodyOf, finance, startServer } from "./server.test.fixture.ts";
import type { Reader } from "./steps/second-check.ts";
import { watch } from "./telemetry/telemetry.test.fixture.ts";

const header = "x-ms-query-source-authorization";
const watched = watch();

let emulated: EmulatedAzure;
let fromIndex: Retrieve;
let fromBase: Retrieve;
function connect(to: EmulatedAzure): void {
  emulated = to;
  const { credential, httpClient } = emulated;
  const settings = { endpoint: searchEndpoint, credential, httpClient, maxRetryWaitInMs: 0 };
  fromIndex = createSearchRetriever({ ...settings, fieldsFrom: "index" });
  fromBase = createKnowledgeBaseRetriever({ ...settings, knowledgeBase: "guarded" });
}
beforeEach(() => connect(emulateGuardedIndex()));

const restrict = restrictToGroups({ field: "group_ids" });
const parts = { restrict, secondCheck: "field", dataSources: [guarded] } as const;

async function ask(
  reader: Reader,
  options: Partial<OnYourDataOptions> = {},
  headers: Record<string, string> = {},
): Promise<Response> {
  const { credential, httpClient } = emulated;
  const engine = createOnYourData({
    ...parts,
    retrieve: fromIndex,
    userToken: tokensOf(emulated),
    generate: createOpenAIGenerator({ endpoint: openaiEndpoint, credential, httpClient }),
    deployments: ["gpt-4o"],
    ...options,
  });
  const parameters = { index_name: "guarded", strictness: 1, top_n_documents: 20 };
  const request = new Request("https://app.example/openai/deployments/gpt-4o/chat/completions", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(bodyOf(parameters, { question: "days of leave" })),
  });
  return createOnYourDataHandler(engine)(request, { principal: reader });
}

async function titlesFor(
  reader: Reader,
  options: Partial<OnYourDataOptions> = {},
): Promise<string[]> {
  const answer = (await (await ask(reader, options)).json()) as {
    choices: { message: { context: { citations: { title: string }[] } } }[];
  };
  const { citations = [] } = answer.choices[0]?.message.context ?? {};
  return citations.map(({ title }) => title).toSorted();
}

/** The searches that reached the service. */
const searches = () => emulated.of("search").filter(({ method }) => method === "POST");

describe.each<[string, () => Retrieve]>([
  ["an index", () => fromIndex],
  ["a knowledge base", () => fromBase],
])("%s with permission fields of its own", (_, retriever) => {
  it.each(readable)(
    "[trim/native-beside-filter] shows what both it and our filter let through",
    async (reader, titles) => {
      const token = await tokensOf(emulated)(reader, signal);
      const options = { retrieve: retriever(), userToken: async () => token };
      expect(await titlesFor(reader, options)).toEqual(titles);
      const [search] = searches();
      expect(search?.headers[header]).toBe(token);
      expect(search?.headers["authorization"]).not.toContain(token);
      expect(search?.body).toContain(reader.groups[0]);
      expect(search?.body).toContain("search.in");
    },
  );

  it("[trim/native-beside-filter] shows only what our filter lets through, if it is not asked to do its own", async () => {
    connect(emulateGuardedIndex("disabled"));
    const dataSources = [{ ...guarded, enforcement: "filter" as const }];
    expect(await titlesFor(bob, { retrieve: retriever(), dataSources })).toEqual([
      "both-sales",
      "ours-all-native-finance",
      "ours-all-native-none",
    ]);
    for (const { headers } of emulated.of("search")) expect(headers[header]).toBeUndefined();
  });

  it("is not searched without them, as is none that has none", async () => {
    const dataSources = [{ ...guarded, enforcement: "filter" as const }];
    await expect(ask(ada, { retrieve: retriever(), dataSources })).rejects.toMatchObject({
      code: "ENFORCEMENT_MISMATCH",
      message: expect.stringContaining("filter+native") as string,
    });
    expect(searches()).toEqual([]);
    connect(emulateGuardedIndex("disabled"));
    await expect(ask(ada, { retrieve: retriever() })).rejects.toMatchObject({
      code: "ENFORCEMENT_MISMATCH",
    });
    expect(searches()).toEqual([]);
  });

  it("is not searched by a part that has no token", async () => {
    const query = {
      source: guarded,
      text: "leave",
      filter: "id ne 'x'",
      queryType: "simple",
      semanticConfiguration: undefined,
      embedding: undefined,
      fields: {},
      showsReaders: true,
      top: 5,
    } as const;
    for (const userToken of [
      undefined,
      "",
      "Bearer a.b.c",
      "a\r\nx-ms-enable-elevated-read: true",
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- a few
      await expect(retriever()(query, { ...signal, userToken })).rejects.toMatchObject({
        code: "USER_TOKEN_REFUSED",
      });
    }
    expect(searches()).toEqual([]);
  });
});

const signal = { abortSignal: new AbortController().signal };

describe("the token of whoever asks", () => {
  it.each<[string, OnYourDataOptions["userToken"]]>([
    ["there is none", async () => undefined],
    ["it is empty", async () => ""],
    ["it is somebody else's", (_, options) => tokensOf(emulated)(bob, options)],
    ["it is for something else", tokenForGraph],
  ])("is refused if %s, and nothing is searched", async (_, userToken) => {
    await expect(ask(ada, { userToken: userToken as never })).rejects.toMatchObject({
      name: "OnYourDataError",
      code: "USER_TOKEN_REFUSED",
    });
    expect(searches()).toEqual([]);
  });

  it("is asked for once for a question, of who asks, and for nobody who may read nothing", async () => {
    const asked: string[] = [];
    const userToken: OnYourDataOptions["userToken"] = (reader, options) => {
      asked.push(reader.objectId);
      return tokensOf(emulated)(reader, options);
    };
    await titlesFor(ada, { userToken });
    await titlesFor({ ...bob, groups: [] }, { userToken });
    expect(asked).toEqual([ada.objectId]);
  });

  it("fails as it fails to be obtained, before a model is asked", async () => {
    const consent = Object.assign(new Error("consent"), { name: "GroupMembershipError" });
    await expect(ask(ada, { userToken: () => Promise.reject(consent) })).rejects.toBe(consent);
    expect(emulated.azure.requests).toEqual([]);
  });

  it("[inbound/authorization-stays] is never the one that they came with, nor a header of theirs", async () => {
    const inbound = await emulated.azure.issueToken({ user: ada.objectId, scope: graphScope });
    const headers = { authorization: `Bearer ${inbound}`, [header]: "canary" };
    await ask(ada, {}, headers);
    const sent = JSON.stringify(emulated.azure.requests.map((each) => each.headers));
    expect(sent).not.toContain(inbound);
    expect(sent).not.toContain("canary");
    await expect(ask(ada, { userToken: async () => inbound }, headers)).rejects.toMatchObject({
      code: "USER_TOKEN_REFUSED",
    });
  });

  it.each<[string, object]>([
    ["is refused", { status: 403, body: "no" }],
    ["breaks off", { how: "cut" }],
    ["is no answer", { status: 200, body: "no" }],
  ])("is in no error and no trace, when a search %s", async (_, fault) => {
    const server = await startServer({
      dataSources: [{ ...guarded, indexName: "documents" }],
      userToken: async () => "canary-token",
    });
    server.azure.fault = { at: "contoso.search", ...fault };
    const error: unknown = await server.ask(bodyOf()).catch((thrown: unknown) => thrown);
    expect(server.azure.of("search")[0]?.headers[header]).toBe("canary-token");
    expect(error).toMatchObject({ name: "OnYourDataError", service: "search" });
    const shown = inspect(error, { depth: 20 }) + JSON.stringify(error);
    expect(shown + (await watched.all())).not.toContain("canary-token");
    await server.azure.close();
  });
});

const graphScope = "https://graph.microsoft.com/.default";

function tokenForGraph(reader: Reader): Promise<string> {
  return emulated.azure.issueToken({ user: reader.objectId, scope: graphScope });
}

describe("what else asks such an index", () => {
  it("[trim/native-beside-filter] a document opens if both let it through", async () => {
    const documents = createDocumentHandler({
      ...parts,
      retrieve: fromIndex,
      userToken: tokensOf(emulated),
    });
    const open = async (key: string, principal: Reader): Promise<number> =>
      documents(new Request(`https://app.example/documents/guarded/${key}`), { principal }).then(
        ({ status }) => status,
        (error: Error) => (Reflect.get(error, "code") === "DOCUMENT_NOT_FOUND" ? 404 : 500),
      );
    expect(await open("2", ada)).toBe(200);
    expect(await open("2", bob)).toBe(404);
    expect(await open("4", ada)).toBe(404);
    expect(await open("5", ada)).toBe(404);
  });

  it("a canary asks it as somebody in the known group", async () => {
    const watching = {
      ...parts,
      retrieve: fromIndex,
      knownGroups: { guarded: finance },
      onFailure: () => {},
    };
    const token = String(await tokensOf(emulated)(ada, signal));
    const canary = createCanary({ ...watching, userToken: async () => token });
    expect(await canary.check()).toMatchObject({ ok: true });
    expect(searches().map(({ headers }) => headers[header])).toEqual([token, token]);
    expect(() => createCanary(watching)).toThrow(/^on-your-data: .*userToken/);
  });

  it("a canary is not ready for it by our filter alone, though nobody reads definitions", async () => {
    const { credential, httpClient } = emulated;
    const canary = createCanary({
      ...parts,
      retrieve: createSearchRetriever({ endpoint: searchEndpoint, credential, httpClient }),
      dataSources: [{ ...guarded, enforcement: "filter" }],
      knownGroups: { guarded: bob.groups[0] ?? "" },
      onFailure: () => {},
    });
    expect((await canary.check()).findings).toMatchObject([{ code: "KNOWN_GROUP_FINDS_NOTHING" }]);
    expect(canary.isReady()).toBe(false);
  });

  it("an explainer does not", () => {
    expect(() =>
      createExplainer({
        ...parts,
        retrieve: fromIndex,
        explainAccess: () => ({ allowed: false, through: [], reason: "" }),
      }),
    ).toThrow(/^on-your-data: .*filter\+native/);
  });
});

it.each([
  { userToken: undefined },
  { userToken: "token" },
  { dataSources: [{ ...guarded, enforcement: "native" }] },
])("an engine is not made with %j", async (options) => {
  await expect(ask(ada, options as Partial<OnYourDataOptions>)).rejects.toThrow(/^on-your-data: /);
});
