import { expect, it } from "vitest";
import { createChat } from "./examples.ts";
import { bodyOf, memberOf } from "./server.test.fixture.ts";

it("answers somebody in no group without calling anybody", async () => {
  let tokens = 0;
  const chat = createChat({
    getToken: async () => {
      tokens += 1;
      return null;
    },
  });
  const request = new Request("https://app.example/openai/deployments/gpt-4o/chat/completions", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(bodyOf()),
  });
  const response = await chat(request, { principal: memberOf() });
  expect(await response.text()).toContain("not available in the retrieved data");
  expect(tokens).toBe(0);
});
