import { expect } from "vitest";
import { contoso, otherIdentity } from "../../contoso.test.fixture.ts";
import type { Emulator } from "../../emulator.ts";
import { inTurn, type LimitationCheck } from "../../limitations.test.fixture.ts";
import { ask, refusalOf, scope } from "../search.test.fixture.ts";
import { createKnowledgeEmulator, model } from "./knowledge.test.fixture.ts";

const version = "2026-08-01-preview";
const intents = [{ type: "semantic", search: "What is the travel budget, please?" }];

const retrieve = (azure: Emulator, name: string, body: object, more: object = {}) =>
  ask(azure, `/knowledgebases('${name}')/retrieve`, { method: "POST", body, version, ...more });

const notEmulated = { status: 400, body: { error: { code: "NotEmulated" } } };

/** What LIMITATIONS.md says of knowledge bases. */
export const knowledgeLimitations: Readonly<Record<string, LimitationCheck>> = {
  "Knowledge sources are indexes": async () => {
    const azure = createKnowledgeEmulator();
    const kinds = ["azureBlob", "web", "indexedOneLake", "indexedSharePoint", "file"];
    await inTurn(kinds, async (kind) => {
      const source = { name: "other", kind };
      expect(await refusalOf(azure, "/knowledgesources", source, version)).toBe("NotEmulated");
    });
    const service = `${scope}/providers/Microsoft.Search/searchServices/contoso`;
    const role = "Search Index Data Reader";
    const { principalId, name: identity } = otherIdentity;
    azure.roles.grant({ principalId, role, scope: `${service}/indexes/documents` });
    expect((await retrieve(azure, "company", { intents }, { identity })).status).toBe(403);
    azure.roles.grant({ principalId, role, scope: `/subscriptions/${contoso.subscriptionId}` });
    expect((await retrieve(azure, "company", { intents }, { identity })).status).toBe(200);
    const headers = { accept: "text/event-stream" };
    expect(await retrieve(azure, "company", { intents }, { headers })).toMatchObject(notEmulated);
    const mcp = { method: "POST", body: {}, version };
    expect((await ask(azure, "/knowledgebases('company')/mcp", mcp)).status).toBe(404);
    const hurried = { intents, maxRuntimeInSeconds: 10 };
    expect((await retrieve(azure, "with-model", hurried)).status).toBe(200);
  },
  "No model plans a retrieval": async () => {
    const azure = createKnowledgeEmulator();
    const text = "What is the travel budget, please?";
    const content = [{ type: "text", text }];
    const messages = [
      { role: "user", content: [{ type: "text", text: "Hello" }] },
      { role: "user", content },
    ];
    await inTurn(["minimal", "low", "medium"], async (kind) => {
      const asked = { messages, includeActivity: true, retrievalReasoningEffort: { kind } };
      // without a model in it a question has to be an intent
      const body = kind === "minimal" ? { ...asked, messages: undefined, intents } : asked;
      const { body: answer } = await retrieve(azure, "with-model", body);
      expect(answer["activity"]).toMatchObject([
        { type: "searchIndex", searchIndexArguments: { search: text } },
        { type: "agenticReasoning" },
      ]);
    });
    const both = await retrieve(azure, "two", { intents, includeActivity: true });
    const searched = (both.body["activity"] as readonly { type: string }[]).filter(
      ({ type }) => type === "searchIndex",
    );
    expect(searched).toHaveLength(2);
    const refused = [
      { intents, outputMode: "answerSynthesis" },
      { messages: [{ role: "user", content: [{ type: "image", image: { url: "data:" } }] }] },
    ];
    await inTurn(refused, async (body) => {
      expect(await retrieve(azure, "with-model", body)).toMatchObject(notEmulated);
    });
    const bases = [
      { outputMode: "answerSynthesis" },
      { models: [{ kind: "azureOpenAI", azureOpenAIParameters: { ...model, apiKey: "secret" } }] },
      { models: [{ kind: "foundry" }] },
      { encryptionKey: { keyVaultUri: "https://a" } },
    ];
    await inTurn(bases, async (part) => {
      const base = { name: "other", knowledgeSources: [{ name: "policies" }], ...part };
      expect(await refusalOf(azure, "/knowledgebases", base, version)).toBe("NotEmulated");
    });
  },
  "What scores below 2.5": async () => {
    const azure = createKnowledgeEmulator();
    expect((await retrieve(azure, "company", { intents })).body["references"]).toEqual([]);
    const source = { knowledgeSourceName: "company-documents", kind: "searchIndex" };
    const low = { intents, knowledgeSourceParams: [{ ...source, rerankerThreshold: 1 }] };
    expect((await retrieve(azure, "company", low)).body["references"]).not.toEqual([]);
  },
};
