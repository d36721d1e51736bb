import { expect, it } from "vitest";
import {
  createChat,
  createChatOfGuardedIndex,
  createChatOfKnowledgeBase,
  createChatWithDocuments,
  createWatchedChat,
} from "./examples.ts";
import { bodyOf, finance, memberOf } from "./server.test.fixture.ts";

function request(deployment = "gpt-4o"): Request {
  return new Request(`https://app.example/openai/deployments/${deployment}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(bodyOf()),
  });
}

it("answers somebody in no group without calling anybody", async () => {
  let tokens = 0;
  const chat = createChat({
    getToken: async () => {
      tokens += 1;
      return null;
    },
  });
  const response = await chat(request(), { principal: memberOf() });
  expect(await response.text()).toContain("not available in the retrieved data");
  expect(tokens).toBe(0);
});

it("answers nobody, and says so loudly, while the index cannot be watched", async () => {
  const alarms: string[] = [];
  const chat = await createWatchedChat(
    { getToken: async () => null },
    { finance, alarm: (message) => alarms.push(message) },
  );
  expect(alarms).toEqual(["CHECK_FAILED"]);
  await expect(chat(request(), { principal: memberOf(finance) })).rejects.toMatchObject({
    code: "NOT_READY",
  });
});

it("opens a document for nobody in no group, without calling anybody", async () => {
  let tokens = 0;
  const { chat, documents } = createChatWithDocuments({
    getToken: async () => {
      tokens += 1;
      return null;
    },
  });
  const open = (...groups: readonly string[]): Promise<Response> =>
    documents(new Request("https://chat.contoso.example/documents/documents/1"), {
      principal: memberOf(...groups),
    });
  await expect(open()).rejects.toMatchObject({ code: "DOCUMENT_NOT_FOUND" });
  expect(tokens).toBe(0);
  await expect(open(finance)).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
  expect(tokens).toBe(1);
  await expect(chat(request("gpt-4.1"), { principal: memberOf() })).resolves.toHaveProperty(
    "status",
    200,
  );
});

it("searches no guarded index without a token of whoever asks, and no knowledge base for nobody", async () => {
  let tokens = 0;
  const credential = {
    getToken: async () => {
      tokens += 1;
      return null;
    },
  };
  const ofIndex = createChatOfGuardedIndex(credential, async () => undefined);
  await expect(ofIndex(request(), { principal: memberOf(finance) })).rejects.toMatchObject({
    code: "USER_TOKEN_REFUSED",
  });
  const ofBase = createChatOfKnowledgeBase(credential);
  await expect(ofBase(request(), { principal: memberOf() })).resolves.toHaveProperty("status", 200);
  expect(tokens).toBe(0);
});
