import { expect, it } from "vitest";
import { createMemoryUsageCounter, createOpenAIProxy } from "./index.ts";
import { board, finance, startProxies, type Reader } from "./proxies.test.fixture.ts";

const messages = [{ role: "user" as const, content: "Hello" }];
const keyOf = ({ groups }: Reader): string => groups.join();

it("refuses a caller that asks too often, and no other, until the minute is over", async () => {
  let time = 0;
  const counter = createMemoryUsageCounter({ now: () => time });
  const limits = { keyOf, requestsPerMinute: 2, counter };
  const proxies = await startProxies({ openai: { limits } });
  const { completions } = proxies.azureClient().chat;
  const ask = (): Promise<unknown> => completions.create({ model: "chat", messages });
  await ask();
  time = 20_000;
  await ask();
  const error = await ask().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ status: 429, code: "TooManyRequests" });
  const { headers } = error as { headers: Headers };
  expect(headers.get("retry-after")).toBe("40");
  expect(headers.get("retry-after-ms")).toBe("40000");
  expect(headers.get("x-ratelimit-remaining-requests")).toBe("0");
  expect(proxies.received("openai")).toHaveLength(2);

  proxies.reader = { groups: [board] };
  await expect(ask()).resolves.toBeDefined();
  proxies.reader = { groups: [finance] };
  time = 60_001;
  await expect(ask()).resolves.toBeDefined();
});

it("counts the tokens of a request, and those that it asks for, grounded or not", async () => {
  const limits = { keyOf, tokensPerMinute: 1000 };
  const proxies = await startProxies({ openai: { limits, ungrounded: "refuse" } });
  const ask = (max_tokens: number) =>
    proxies.ask("/openai/deployments/chat/chat/completions?api-version=2024-10-21", {
      messages,
      max_tokens,
    });
  expect((await ask(900)).status).toBe(200);
  expect((await ask(100)).status).toBe(429);
  expect(proxies.grounded).toHaveLength(1);
});

it("D16: counts no more than a counter can count, however many tokens are asked for", async () => {
  const amounts: number[] = [];
  const counter = {
    add: async (_: string, amount: number) => {
      amounts.push(amount);
      return { total: amount, resetInMs: 1000 };
    },
  };
  const proxies = await startProxies({
    openai: { limits: { keyOf, tokensPerMinute: 1000, counter } },
  });
  const path = "/openai/deployments/chat/chat/completions?api-version=2024-10-21";
  expect((await proxies.ask(path, { messages, max_tokens: 1e300 })).status).toBe(429);
  expect(amounts).toEqual([1001]);
});

it("forgets the counts that began first when there are too many", async () => {
  const counter = createMemoryUsageCounter({ maxEntries: 2, now: () => 0 });
  for (const key of ["a", "b", "c"]) {
    // oxlint-disable-next-line no-await-in-loop
    await counter.add(key, 1, 1000);
  }
  expect((await counter.add("c", 1, 1000)).total).toBe(2);
  expect((await counter.add("a", 1, 1000)).total).toBe(1);
});

it("is set up with limits that are some", () => {
  const options = {
    endpoint: "https://contoso.openai.azure.com",
    deployments: ["chat"],
    grounded: async () => new Response(),
    credential: { getToken: async () => null },
  };
  expect(() =>
    createOpenAIProxy({ ...options, limits: { keyOf: String, tokensPerMinute: 0 } }),
  ).toThrow(/^keyless-proxy: a limit/);
  expect(() => createOpenAIProxy({ ...options, limits: {} as never })).toThrow(/keyOf/);
});
