import { expect, it } from "vitest";
import { createChat, createWatchedChat } from "./examples.ts";
import { bodyOf, finance, memberOf } from "./server.test.fixture.ts";

function request(): Request {
  return new Request("https://app.example/openai/deployments/gpt-4o/chat/completions", {
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
