import { once } from "node:events";
import { AzureOpenAI } from "openai";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startServer, type TestServer } from "./server.test.fixture.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const question = "What is the allowance?";

async function ask(user: "ada" | "bob"): Promise<string> {
  const client = new AzureOpenAI({
    endpoint: server.origin,
    apiVersion: "2024-10-21",
    azureADTokenProvider: () => server.tokenOf(user),
    maxRetries: 0,
  });
  const completion = await client.chat.completions.create({
    model: "gpt-4.1",
    messages: [{ role: "user", content: question }],
  });
  return completion.choices[0]?.message.content ?? "";
}

it("answers each person from what they may read", async () => {
  expect(await ask("ada")).toContain("91 euros");
  expect(await ask("bob")).toContain("64 euros");
});

it("is healthy and ready", async () => {
  for (const path of ["/healthz", "/readyz"]) {
    // oxlint-disable-next-line no-await-in-loop -- two probes
    expect((await fetch(`${server.origin}${path}`)).status).toBe(200);
  }
});

it("[answer/one-shape] refuses in one shape, also where there is nothing", async () => {
  const unknown = await fetch(`${server.origin}/admin`);
  expect(unknown.status).toBe(404);
  expect(await unknown.json()).toMatchObject({ error: { code: "NOT_FOUND" } });
  const stranger = await fetch(`${server.origin}/openai/v1/models`);
  expect(stranger.status).toBe(401);
  expect(await stranger.json()).toMatchObject({ error: { message: expect.any(String) } });
});

it("logs who was let in and what was asked for, and nothing of what was said", async () => {
  const refused = expect.objectContaining({ event: "request", status: 401 }) as unknown;
  await expect.poll(() => server.log).toContainEqual(refused);
  expect(server.log).toContainEqual(expect.objectContaining({ event: "decision" }));
  const text = JSON.stringify(server.log);
  expect(text).not.toContain("allowance");
  expect(text).not.toMatch(/eyJ/);
});

// last: it ends the server
it("says that it is not ready any more before it ends, and ends by itself", async () => {
  server.child.kill("SIGTERM");
  await expect
    .poll(async () => (await fetch(`${server.origin}/readyz`)).status, { timeout: 1900 })
    .toBe(503);
  const [code] = (await once(server.child, "exit")) as [number];
  expect(code).toBe(0);
});
