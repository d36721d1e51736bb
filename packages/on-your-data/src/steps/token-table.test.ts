import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { bodyOf, memberOf, startServer, type LocalServer } from "../server.test.fixture.ts";

const tables = vi.hoisted(() => ({ read: [] as string[] }));
vi.mock("gpt-tokenizer/bpeRanks/o200k_base", async (importOriginal) => {
  tables.read.push("o200k_base");
  return importOriginal();
});
vi.mock("gpt-tokenizer/bpeRanks/cl100k_base", async (importOriginal) => {
  tables.read.push("cl100k_base");
  return importOriginal();
});

let server: LocalServer;
beforeAll(async () => {
  server = await startServer({ deployments: ["gpt-4o", "gpt-4.1", "gpt-35-turbo"] });
});
afterAll(() => server.azure.close());

it("no table of tokens is read before a text is so long that it needs one, and each only once", async () => {
  const short = bodyOf();
  const long = bodyOf({}, { question: "How many days of leave do I get? ".repeat(100) });
  await server.ask(long, { reader: memberOf() });
  await server.ask(short);
  expect(tables.read).toEqual([]);
  await Promise.all([server.ask(long), server.ask(long, { deployment: "gpt-4.1" })]);
  await server.ask(long);
  expect(tables.read).toEqual(["o200k_base"]);
  await server.ask(long, { deployment: "gpt-35-turbo" });
  expect(tables.read).toEqual(["o200k_base", "cl100k_base"]);
});
