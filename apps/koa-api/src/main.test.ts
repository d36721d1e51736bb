import { once } from "node:events";
import { AzureOpenAI } from "openai";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { ids, people, resources } from "@entrim-private/test-services/contoso";
import { startServer, type TestServer } from "./server.test.fixture.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({
    OPERATOR_ROLE: "Operator",
    CANARY_GROUPS: `documents=${ids.finance}`,
    AZURE_SEARCH_KEY_FIELD: "id",
    AZURE_STORAGE_ENDPOINT: "https://contoso.blob.core.windows.net",
    AZURE_STORAGE_RESOURCE_ID: resources.storage,
    AZURE_STORAGE_CONTAINERS: "handbook",
    RESOURCE_ADDRESS: "https://api.contoso.com",
    RESOURCE_SCOPES: `api://${ids.app}/access_as_user`,
    METRICS_PORT: "0",
  });
  await vi.waitUntil(async () => (await server.ask(undefined, "/readyz")).ok, 20_000);
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

it("lets search clients find what the person may read", async () => {
  const answer = await server.ask("ada", "/indexes/documents/docs/search?api-version=2024-07-01", {
    method: "POST",
    body: JSON.stringify({ search: "allowance", searchFields: "content" }),
  });
  const { value } = (await answer.json()) as { value: { id: string }[] };
  expect(value.map(({ id }) => id)).toEqual(["1"]);
});

it("refuses search clients a search over all fields, and a look-up by key", async () => {
  const index = "/indexes/documents/docs";
  const everywhere = { method: "POST", body: JSON.stringify({ search: "allowance" }) };
  const search = await server.ask("ada", `${index}/search?api-version=2024-07-01`, everywhere);
  expect(search.status).toBe(400);
  expect((await server.ask("ada", `${index}('1')?api-version=2024-07-01`)).status).toBe(400);
});

it("shows a passage to whoever may read it", async () => {
  const path = "/documents/documents/1";
  expect(await (await server.ask("ada", path)).text()).toContain("91 euros");
  expect((await server.ask("bob", path)).status).toBe(404);
});

it("runs ingestion jobs for those with the role, and for nobody else", async () => {
  const path = "/openai/extensions/on-your-data/ingestion-jobs?api-version=2023-10-01-preview";
  expect((await server.ask("ada", path)).status).toBe(403);
  const jobs = await server.ask("oscar", path);
  expect([jobs.status, await jobs.json()]).toEqual([200, { value: [] }]);
});

it("explains to operators, and to nobody else", async () => {
  const init = { method: "POST", body: JSON.stringify({ user: people.ada }) };
  expect((await server.ask("bob", "/explain", init)).status).toBe(403);
  const answer = await server.ask("oscar", "/explain", init);
  expect(await answer.json()).toMatchObject({ groups: [ids.finance] });
});

it("says in one word whether it lives and is ready", async () => {
  const health = await server.ask(undefined, "/healthz");
  expect([health.status, await health.text()]).toEqual([200, "ok\n"]);
  const readiness = await server.ask(undefined, "/readyz?verbose");
  expect([readiness.status, await readiness.text()]).toEqual([200, "ready\n"]);
});

it("says where to get a token", async () => {
  const metadata = await server.ask(undefined, "/.well-known/oauth-protected-resource");
  expect(await metadata.json()).toMatchObject({ resource: "https://api.contoso.com" });
});

it("[api/metrics-apart] has metrics at a port of their own, without anything that was said", async () => {
  await ask("ada");
  expect((await server.ask("oscar", "/metrics")).status).toBe(404);
  const port = server.log.find(({ event }) => event === "metrics")?.["port"];
  const read = async (): Promise<string> =>
    (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text();
  await expect
    .poll(read)
    .toMatch(/^entrim_requests_total\{route="openai",method="POST",status="200"\} \d+$/m);
  const metrics = await read();
  expect(metrics).toMatch(/^entrim_request_duration_seconds_bucket\{route="openai",le="\+Inf"\}/m);
  expect(metrics).toContain('entrim_decisions_total{decision="allowed",code="",groups="cache"}');
  expect(metrics).not.toMatch(/^entrim_failures_total/m);
  for (const told of [people.ada, ids.finance, "contoso", "allowance", "group_ids"]) {
    expect(metrics).not.toContain(told);
  }
});

it("[answer/one-shape] refuses in one shape, also where there is nothing", async () => {
  const unknown = await server.ask(undefined, "/admin");
  expect(unknown.status).toBe(404);
  expect(await unknown.json()).toMatchObject({ error: { code: "NOT_FOUND" } });
  const stranger = await server.ask(undefined, "/openai/v1/models");
  expect(stranger.status).toBe(401);
  expect(await stranger.json()).toMatchObject({ error: { message: expect.any(String) } });
});

it("logs who was let in and what was asked for, and nothing of what was said", async () => {
  const refused = expect.objectContaining({ event: "request", status: 401 }) as unknown;
  await expect.poll(() => server.log).toContainEqual(refused);
  expect(server.log).toContainEqual(expect.objectContaining({ event: "decision" }));
  const text = JSON.stringify(server.log);
  expect(text).not.toContain("allowance");
  expect(text).not.toContain("euros");
  expect(text).not.toContain("group_ids");
  expect(text).not.toMatch(/eyJ/);
  // they come every few seconds
  expect(text).not.toContain("/readyz");
});

// last: it ends the server
it("says that it is not ready any more before it ends, lets answers end, and ends by itself", async () => {
  server.emulator.enqueue({ service: "openai", delayInMs: 2500 });
  const underWay = ask("ada");
  server.child.kill("SIGTERM");
  await expect
    .poll(async () => (await server.ask(undefined, "/readyz")).status, { timeout: 1900 })
    .toBe(503);
  expect(await underWay).toContain("91 euros");
  const [code] = (await once(server.child, "exit")) as [number];
  expect(code).toBe(0);
  expect(server.log.at(-1)).toMatchObject({ event: "stopped" });
});
