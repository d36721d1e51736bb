import { beforeEach, describe, expect, it } from "vitest";
import { otherIdentity } from "../../contoso.test.fixture.ts";
import type { Emulator } from "../../emulator.ts";
import { ask } from "../search.test.fixture.ts";
import { createKnowledgeEmulator, model } from "./knowledge.test.fixture.ts";

let azure: Emulator;
beforeEach(() => {
  azure = createKnowledgeEmulator();
});

const source = {
  name: "new",
  kind: "searchIndex",
  searchIndexParameters: { searchIndexName: "documents" },
};
const base = { name: "new", knowledgeSources: [{ name: "company-documents" }] };
const newest = "2026-10-01";
const post = (path: string, body: object, version = newest) =>
  ask(azure, path, { method: "POST", body, version });

describe("a knowledge source", () => {
  it("is made, shown, listed, changed and deleted", async () => {
    const parameters = {
      searchIndexName: "documents",
      semanticConfigurationName: "default",
      baseFilter: "category eq 'policy'",
      sourceDataFields: [{ name: "pages" }],
      searchFields: [{ name: "*" }],
    };
    const made = await post("/knowledgesources", { ...source, searchIndexParameters: parameters });
    expect(made).toMatchObject({
      status: 201,
      body: { kind: "searchIndex", searchIndexParameters: { ...parameters, searchFields: [] } },
    });
    const path = "/knowledgesources('new')";
    expect((await ask(azure, path, { version: newest })).body).toEqual(made.body);
    expect((await ask(azure, "/knowledgesources?$select=name")).body.value).toContainEqual({
      name: "new",
    });
    const status = await ask(azure, `${path}/status`);
    expect(status.body).toMatchObject({ kind: "searchIndex", synchronizationStatus: "active" });
    const changed = await ask(azure, path, {
      method: "PUT",
      body: { ...source, description: "All" },
      version: newest,
      headers: { "if-match": made.headers.get("etag") ?? "" },
    });
    expect(changed.status).toBe(204);
    expect((await ask(azure, path, { method: "DELETE" })).status).toBe(204);
    expect((await ask(azure, path)).status).toBe(404);
  });

  it("is not deleted while a knowledge base refers to it", async () => {
    const path = "/knowledgesources('policies')";
    const kept = await ask(azure, path, { method: "DELETE" });
    expect(kept).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining("'policies'") } },
    });
    await ask(azure, "/knowledgebases('policies')", { method: "DELETE" });
    expect((await ask(azure, path, { method: "DELETE" })).status).toBe(204);
  });

  it("[emulator/permissions-kept] does not lose its filter to a version that does not know of it", async () => {
    const path = "/knowledgesources('policies')";
    const { "@odata.etag": _, ...shown } = (await ask(azure, path)).body;
    expect(JSON.stringify(shown)).not.toContain("baseFilter");
    expect((await ask(azure, path, { method: "PUT", body: shown })).status).toBe(400);
    expect((await ask(azure, path, { method: "PUT", body: shown, version: newest })).status).toBe(
      204,
    );
  });

  it.each([
    ["an index that does not exist", { searchIndexName: "none" }, 404],
    ["no index", { searchIndexName: undefined }, 400],
    ["an unknown semantic configuration", { semanticConfigurationName: "none" }, 400],
    ["a field that does not exist", { sourceDataFields: [{ name: "none" }] }, 400],
    ["a field that is not shown", { sourceDataFields: [{ name: "secret" }] }, 400],
    ["a field that is not searched", { searchFields: [{ name: "pages" }] }, 400],
    ["a filter that is none", { baseFilter: "true) or (true" }, 400],
    ["an unknown member", { sourceDataSelect: "id" }, 400],
  ])("is refused with %s", async (_, change, status) => {
    const searchIndexParameters = { ...source.searchIndexParameters, ...change };
    const answer = await post("/knowledgesources", { ...source, searchIndexParameters });
    expect(answer.status).toBe(status);
  });

  it("is refused without a kind", async () => {
    const { kind: _, ...others } = source;
    const { status, body } = await post("/knowledgesources", others);
    expect(status).toBe(400);
    expect(body.error.message).toContain("must have a kind");
  });

  it("is not made of an alias", async () => {
    await post("/aliases", { name: "current", indexes: ["documents"] });
    const searchIndexParameters = { searchIndexName: "current" };
    const answer = await post("/knowledgesources", { ...source, searchIndexParameters });
    expect(answer.status).toBe(404);
  });
});

describe("a knowledge base", () => {
  it("is made, shown, listed, changed and deleted", async () => {
    const made = await post("/knowledgebases", { ...base, description: "Company" }, "2026-04-01");
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      "@odata.etag": made.headers.get("etag"),
      ...base,
      description: "Company",
      models: [],
      encryptionKey: null,
    });
    const path = "/knowledgebases('new')";
    expect((await ask(azure, path)).body).toEqual(made.body);
    expect((await ask(azure, "/knowledgebases")).body.value).toHaveLength(5);
    const models = [{ kind: "azureOpenAI", azureOpenAIParameters: model }];
    const changed = await ask(azure, path, {
      method: "PUT",
      body: { ...base, models, retrievalReasoningEffort: { kind: "medium" } },
      version: newest,
      headers: { prefer: "return=representation" },
    });
    expect(changed).toMatchObject({
      status: 200,
      body: {
        models,
        retrievalReasoningEffort: { kind: "medium" },
        outputMode: "extractiveData",
      },
    });
    expect((await ask(azure, path, { method: "DELETE" })).status).toBe(204);
    expect((await ask(azure, path)).status).toBe(404);
  });

  it.each([
    ["no sources", { knowledgeSources: [] }],
    ["a source that does not exist", { knowledgeSources: [{ name: "none" }] }],
    ["an effort that there is not", { retrievalReasoningEffort: { kind: "high" } }],
    ["an effort without a model", { retrievalReasoningEffort: { kind: "low" } }],
    ["a mode that there is not", { outputMode: "summary" }],
    ["an unknown member", { maxOutputSize: 1 }],
    ["models that are no list", { models: {} }],
    ["two models", { models: [{ kind: "azureOpenAI" }, { kind: "azureOpenAI" }] }],
  ])("is refused with %s", async (_, change) => {
    expect((await post("/knowledgebases", { ...base, ...change })).status).toBe(400);
  });

  it.each([
    { outputMode: "extractiveData" },
    { retrievalReasoningEffort: { kind: "minimal" } },
    { answerInstructions: "Be brief." },
  ])("has no %j in the version 2026-04-01", async (member) => {
    const { body } = await post("/knowledgebases", { ...base, ...member }, "2026-04-01");
    expect(body.error.message).toContain("does not exist on type");
  });
});

it("[emulator/roles-enforced] knowledge is made and seen with the role for it", async () => {
  const identity = otherIdentity.name;
  for (const path of [
    "/knowledgebases",
    "/knowledgesources",
    "/knowledgesources/policies/status",
  ]) {
    // oxlint-disable-next-line no-await-in-loop -- a few requests
    expect((await ask(azure, path, { identity })).status).toBe(403);
  }
});

it("knowledge does not exist in versions that came before", async () => {
  for (const path of ["/knowledgebases", "/knowledgesources"]) {
    // oxlint-disable-next-line no-await-in-loop -- two requests
    expect((await ask(azure, path, { version: "2025-08-01-preview" })).status).toBe(404);
  }
});
