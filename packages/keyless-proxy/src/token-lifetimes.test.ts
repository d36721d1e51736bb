import { setImmediate } from "node:timers/promises";
import { afterEach, expect, it, vi } from "vitest";
import { createOpenAIProxy } from "./index.ts";

afterEach(() => {
  vi.useRealTimers();
});

it("outlives ten tokens, though every other refresh fails", async () => {
  const hour = 3_600_000;
  vi.useFakeTimers({ toFake: ["Date"], now: 0 });
  let asked = 0;
  const tokens = new Set<string>();
  const proxy = createOpenAIProxy({
    endpoint: "https://contoso.openai.azure.com",
    deployments: ["embed"],
    grounded: async () => new Response(),
    credential: {
      async getToken() {
        asked += 1;
        if (asked % 2 === 0) throw new Error("the identity endpoint is busy");
        return { token: String(Date.now()), expiresOnTimestamp: Date.now() + hour };
      },
    },
    async fetch(_, init) {
      const token = new Headers(init?.headers).get("authorization")?.replace("Bearer ", "") ?? "";
      tokens.add(token);
      return Date.now() < Number(token) + hour
        ? Response.json({ data: [] })
        : new Response(null, { status: 401 });
    },
  });
  for (let minute = 0; minute < 600; minute += 1) {
    vi.setSystemTime(minute * 60_000);
    const request = new Request("https://app.example/openai/v1/embeddings", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "embed", input: "x" }),
    });
    // oxlint-disable-next-line no-await-in-loop
    const response = await proxy(request, { principal: undefined });
    expect(response.status).toBe(200);
    // a refresh in the background has its turn
    // oxlint-disable-next-line no-await-in-loop
    await setImmediate();
  }
  expect(tokens.size).toBeGreaterThanOrEqual(10);
});
