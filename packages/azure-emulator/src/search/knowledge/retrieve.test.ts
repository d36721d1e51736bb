import { beforeEach, describe, expect, it } from "vitest";
import { ada, chatIdentity, otherIdentity } from "../../contoso.test.fixture.ts";
import { createEmulator, type Emulator } from "../../emulator.ts";
import { createProtectedEmulator, tokenOf } from "../permissions/permissions.test.fixture.ts";
import { ask, documents, scope } from "../search.test.fixture.ts";
import { createKnowledgeEmulator, model } from "./knowledge.test.fixture.ts";

let azure: Emulator;
beforeEach(() => {
  azure = createKnowledgeEmulator();
});

const path = "/knowledgebases('company')/retrieve";
const semantic = (search: string) => ({ type: "semantic", search });
const allOf = { knowledgeSourceName: "company-documents", kind: "searchIndex" };

async function retrieve(
  body: object,
  {
    base = path,
    ...options
  }: { base?: string; version?: string; headers?: Record<string, string>; identity?: string } = {},
) {
  const answer = await ask(azure, base, { method: "POST", body, ...options });
  const { response, references, activity } = answer.body as {
    response?: readonly { readonly content: readonly { readonly text: string }[] }[];
    references?: readonly Readonly<Record<string, unknown>>[];
    activity?: readonly Readonly<Record<string, unknown>>[];
  };
  const text = response?.[0]?.content[0]?.text ?? "[]";
  return { ...answer, references, activity, passages: JSON.parse(text) as readonly object[] };
}

/** The references of one question, with these parameters of its source. */
async function referencesOf(parameters: object, base = path) {
  const knowledgeSourceParams = [{ ...allOf, ...parameters }];
  const intents = [semantic("flights approval")];
  return (await retrieve({ intents, knowledgeSourceParams }, { base })).references;
}

describe("retrieve", () => {
  it("answers what was found as a text for a model, with references", async () => {
    const { status, body, passages, references } = await retrieve({
      intents: [semantic("travel budget")],
    });
    expect(status).toBe(200);
    expect(passages).toEqual([
      {
        ref_id: 0,
        title: "Budget 2026",
        content: "The travel budget of the finance department is two million euros.",
      },
    ]);
    expect(references).toEqual([
      {
        type: "searchIndex",
        id: "0",
        activitySource: 0,
        docKey: "budget",
        rerankerScore: expect.any(Number),
        sourceData: null,
      },
    ]);
    expect(body).not.toHaveProperty("activity");
  });

  it("puts every intent to the source, and answers each document once, the best first", async () => {
    const { passages, references, activity } = await retrieve({
      includeActivity: true,
      intents: [semantic("budget finance"), semantic("budget"), semantic("hotels")],
      knowledgeSourceParams: [{ ...allOf, rerankerThreshold: 0.1 }],
    });
    expect(references?.map(({ docKey }) => docKey)).toEqual(["budget", "travel"]);
    expect(passages).toMatchObject([{ ref_id: 0 }, { ref_id: 1 }]);
    expect(activity).toMatchObject([
      { type: "searchIndex", id: 0, searchIndexArguments: { search: "budget finance" } },
      { type: "searchIndex", id: 1, searchIndexArguments: { search: "budget" }, count: 1 },
      { type: "searchIndex", id: 2, searchIndexArguments: { search: "hotels" } },
      { type: "agenticReasoning", id: 3, retrievalReasoningEffort: { kind: "minimal" } },
    ]);
    expect(activity?.[0]).toMatchObject({
      knowledgeSourceName: "company-documents",
      queryTime: expect.stringMatching(/^\d{4}-.*Z$/),
      elapsedMs: expect.any(Number),
      searchIndexArguments: { filter: null, semanticConfigurationName: null },
    });
  });

  it("[emulator/filter-never-ignored] heeds the filter of a source", async () => {
    const filterAddOn = "group_ids/any(g: search.in(g, 'board|hr', '|'))";
    const asked = { intents: [semantic("travel")], includeActivity: true };
    const found = await retrieve({
      ...asked,
      knowledgeSourceParams: [{ ...allOf, filterAddOn, rerankerThreshold: 0.1 }],
    });
    expect(found.references?.map(({ docKey }) => docKey)).toEqual(["budget"]);
    expect(found.activity?.[0]).toMatchObject({ searchIndexArguments: { filter: filterAddOn } });
    for (const bad of ["group_ids eq 'board'", "title eq", "nothing eq 1", "true) or (true"]) {
      // oxlint-disable-next-line no-await-in-loop -- a few requests
      const { status } = await retrieve({
        ...asked,
        knowledgeSourceParams: [{ ...allOf, filterAddOn: bad }],
      });
      expect(status).toBe(400);
    }
  });

  it("[emulator/retrieval-filter-alone] puts the filter of the source and that of the request in parentheses", async () => {
    const version = "2026-10-01";
    const { references, activity } = await retrieve(
      {
        intents: [semantic("budget")],
        includeActivity: true,
        knowledgeSourceParams: [
          {
            knowledgeSourceName: "policies",
            kind: "searchIndex",
            filterAddOn: "pages eq 12 or pages eq 40",
          },
        ],
      },
      { base: "/knowledgebases/policies/retrieve", version },
    );
    expect(references).toEqual([]);
    expect(activity?.[0]).toMatchObject({
      searchIndexArguments: { filter: "(category eq 'policy') and (pages eq 12 or pages eq 40)" },
    });
  });

  it("gives references as they are asked for", async () => {
    expect(await referencesOf({ includeReferences: false })).toEqual([]);
    expect(await referencesOf({ includeReferenceSourceData: true })).toMatchObject([
      { docKey: "travel", sourceData: { id: "travel", title: "Travel policy" } },
    ]);
    expect(
      await referencesOf(
        { knowledgeSourceName: "policies", includeReferenceSourceData: true },
        "/knowledgebases/policies/retrieve",
      ),
    ).toMatchObject([{ sourceData: { id: "travel", pages: 12 } }]);
  });

  it("leaves out what scores below the threshold, and says so", async () => {
    const asked = { intents: [semantic("travel")], includeActivity: true };
    const { activity, references } = await retrieve({
      ...asked,
      knowledgeSourceParams: [{ ...allOf, rerankerThreshold: 3.5 }],
    });
    expect(references).toHaveLength(1);
    expect(activity?.[0]?.["warning"]).toMatch(/^1 additional documents were dropped/);
    expect(
      (await retrieve({ ...asked, intents: [semantic("travel nowhere at last")] })).references,
    ).toEqual([]);
  });

  it("leaves out what is too much", async () => {
    const asked = {
      intents: [semantic("travel")],
      knowledgeSourceParams: [{ ...allOf, rerankerThreshold: 0.1 }],
    };
    expect((await retrieve(asked)).passages).toHaveLength(2);
    expect((await retrieve({ ...asked, maxOutputSizeInTokens: 50 })).passages).toHaveLength(1);
    const version = "2026-10-01";
    const few = { ...asked, maxOutputDocuments: 1 };
    expect((await retrieve(few, { version })).passages).toHaveLength(1);
  });

  it("asks the last question of a conversation, where a model would take part", async () => {
    const messages = ["assistant", "user", "assistant", "user"].map((role, n) => ({
      role,
      content: [{ type: "text", text: ["Hello", "Flights?", "Yes.", "Salaries of the board"][n] }],
    }));
    const version = "2026-10-01";
    const base = "/knowledgebases('with-model')/retrieve";
    const { status, references, activity } = await retrieve(
      { messages, includeActivity: true },
      { base, version },
    );
    expect(status).toBe(200);
    expect(references).toMatchObject([{ docKey: "salaries" }]);
    expect(activity?.at(-1)).toMatchObject({ retrievalReasoningEffort: { kind: "low" } });
    const minimal = { messages, retrievalReasoningEffort: { kind: "minimal" } };
    expect((await retrieve(minimal, { base, version })).status).toBe(400);
    expect((await retrieve({ messages }, { version })).status).toBe(400);
  });

  it("answers in part when a source fails, and tells which", async () => {
    await ask(azure, "/indexes('other')", { method: "DELETE" });
    const { status, references, activity } = await retrieve(
      { intents: [semantic("travel budget")] },
      { base: "/knowledgebases('two')/retrieve" },
    );
    expect(status).toBe(206);
    expect(references).toMatchObject([{ docKey: "budget" }]);
    expect(activity).toMatchObject([
      { knowledgeSourceName: "company-documents" },
      {
        knowledgeSourceName: "other-documents",
        count: 0,
        error: { code: "404", message: expect.stringContaining("'other'") },
      },
      { type: "agenticReasoning" },
    ]);
    expect(activity?.[0]).not.toHaveProperty("error");
  });

  it("searches by vector too, where the index can make vectors", async () => {
    const field = {
      name: "meaning",
      type: "Collection(Edm.Single)",
      dimensions: 8,
      vectorSearchProfile: "p",
    };
    const vectorSearch = {
      algorithms: [{ name: "h", kind: "hnsw" }],
      profiles: [{ name: "p", algorithm: "h", vectorizer: "v" }],
      vectorizers: [{ name: "v", kind: "azureOpenAI", azureOpenAIParameters: model }],
    };
    const fields = [...documents.fields.filter(({ name }) => name !== "vector"), field];
    const body = { ...documents, name: "vectors", fields, vectorSearch };
    expect((await ask(azure, "/indexes", { method: "POST", body })).status).toBe(201);
    await ask(azure, "/indexes/vectors/docs/index", {
      method: "POST",
      body: { value: [{ id: "near", title: "Kite", meaning: [1, 1, 1, 1, 1, 1, 1, 1] }] },
    });
    const source = {
      name: "vectors",
      kind: "searchIndex",
      searchIndexParameters: { searchIndexName: "vectors" },
    };
    await ask(azure, "/knowledgesources", { method: "POST", body: source });
    const base = { name: "vectors", knowledgeSources: [{ name: "vectors" }] };
    await ask(azure, "/knowledgebases", { method: "POST", body: base });
    const { references } = await retrieve(
      {
        intents: [semantic("dragon")],
        knowledgeSourceParams: [
          { knowledgeSourceName: "vectors", kind: "searchIndex", rerankerThreshold: 0 },
        ],
      },
      { base: "/knowledgebases/vectors/retrieve" },
    );
    expect(references).toMatchObject([{ docKey: "near" }]);
  });

  it.each([
    ["nothing to ask", {}],
    ["an empty intent", { intents: [semantic(" ")] }],
    ["another kind of intent", { intents: [{ type: "keyword", search: "a" }] }],
    ["messages in a version without them", { messages: [] }],
    [
      "a source of another base",
      { knowledgeSourceParams: [{ ...allOf, knowledgeSourceName: "policies" }] },
    ],
    ["a source twice", { knowledgeSourceParams: [allOf, allOf] }],
    ["another kind of source", { knowledgeSourceParams: [{ ...allOf, kind: "web" }] }],
    ["a member that is unknown", { filter: "true" }],
    ["sources that are no list", { knowledgeSourceParams: allOf }],
    ["a threshold that is none", { knowledgeSourceParams: [{ ...allOf, rerankerThreshold: 5 }] }],
    ["no room", { maxOutputSizeInTokens: 0 }],
    ["the size of another version", { maxOutputSize: 500 }],
    ["an effort in a version without them", { retrievalReasoningEffort: { kind: "minimal" } }],
  ])("is refused with %s", async (_, change) => {
    const intents = Object.keys(change).length > 0 ? { intents: [semantic("a")] } : {};
    expect((await retrieve({ ...intents, ...change })).status).toBe(400);
  });

  it("does not exist in versions that came before", async () => {
    const version = "2025-09-01";
    expect((await retrieve({ intents: [semantic("a")] }, { version })).status).toBe(404);
  });

  it("knows the name that the size had in its first version", async () => {
    const version = "2025-11-01-preview";
    const intents = [semantic("travel budget")];
    expect((await retrieve({ intents, maxOutputSize: 5000 }, { version })).status).toBe(200);
    const renamed = { intents, maxOutputSizeInTokens: 5000 };
    expect((await retrieve(renamed, { version })).status).toBe(400);
  });

  it("[emulator/roles-enforced] takes the role of a reader, for the whole service", async () => {
    const body = { intents: [semantic("travel budget")] };
    const identity = otherIdentity.name;
    expect((await retrieve(body, { identity })).status).toBe(403);
    const { principalId } = otherIdentity;
    const role = "Search Index Data Reader";
    const service = `${scope}/providers/Microsoft.Search/searchServices/contoso`;
    azure.roles.grant({ principalId, role, scope: `${service}/indexes/documents` });
    expect((await retrieve(body, { identity })).status).toBe(403);
    azure.roles.grant({ principalId, role, scope: service });
    expect((await retrieve(body, { identity })).status).toBe(200);
  });
});

describe("a protected index", () => {
  const base = "/knowledgebases('reports')/retrieve";
  const body = {
    intents: [semantic("report")],
    knowledgeSourceParams: [
      { knowledgeSourceName: "reports", kind: "searchIndex", filterAddOn: "id ne '' or true" },
    ],
  };
  const userHeader = "x-ms-query-source-authorization";
  beforeEach(() => {
    azure = createProtectedEmulator();
  });

  it("is retrieved from by what the user may see, and by nobody's token what all may", async () => {
    const version = "2026-08-01-preview";
    const keys = ({ references }: Awaited<ReturnType<typeof retrieve>>) =>
      references?.map(({ docKey }) => docKey).toSorted();
    const headers = { [userHeader]: await tokenOf(azure, ada.id) };
    expect(keys(await retrieve(body, { base, version, headers }))).toEqual([
      "ada",
      "finance",
      "public",
      "public-groups",
      "staff",
    ]);
    expect(keys(await retrieve(body, { base }))).toEqual(["public", "public-groups"]);
  });

  it("takes no elevated reads, and no token in the version without them", async () => {
    azure.roles.grant({
      principalId: chatIdentity.principalId,
      role: "Search Index Data Contributor",
      scope,
    });
    const version = "2026-08-01-preview";
    const elevated = { "x-ms-enable-elevated-read": "true" };
    expect((await retrieve(body, { base, version, headers: elevated })).status).toBe(400);
    const headers = { [userHeader]: await tokenOf(azure, ada.id) };
    expect((await retrieve(body, { base, headers })).status).toBe(400);
  });
});

it("a seed with knowledge of an index that it lacks is refused", () => {
  expect(() =>
    createEmulator({
      seed: {
        tenant: { displayName: "Contoso", domain: "contoso.example" },
        subscriptionId: "00000000-0000-4000-8000-000000000900",
        resourceGroup: "local",
        searchServices: [
          {
            name: "contoso",
            knowledgeSources: [
              {
                name: "none",
                kind: "searchIndex",
                searchIndexParameters: { searchIndexName: "none" },
              },
            ],
          },
        ],
      },
    }),
  ).toThrow(/knowledge source "none" of the search service "contoso"/);
});
