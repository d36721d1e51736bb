import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  createLocalAzure,
  finance,
  identityClientId,
  searchEndpoint,
} from "./local-azure.test.fixture.ts";

const local = createLocalAzure();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "entrim-bin-"));
  await writeFile(join(folder, "budget.md"), "# Budget\nTwo million.");
  await writeFile(
    join(folder, "access.json"),
    '{"rules":[{"path":"budget.md","groups":["Finance"]}]}',
  );
  await local.azure.listen();
});
afterAll(async () => {
  await local.azure.close();
  await rm(folder, { recursive: true });
});

async function run(
  ...args: readonly string[]
): Promise<{ stdout: string; stderr: string; code: unknown }> {
  const bin = fileURLToPath(new URL("bin.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@entrim/source", bin, ...args], {
    env: { ...process.env, ...local.azure.env(process.env), AZURE_CLIENT_ID: identityClientId },
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit") as Promise<unknown[]>,
  ]);
  return { stdout, stderr, code };
}

it(
  "fills an index with production settings, signed in as the machine",
  { timeout: 60_000 },
  async () => {
    const first = await run("ingest", folder, "--search", searchEndpoint, "--index", "handbook");
    expect(first).toMatchObject({
      stdout: "1 document: 1 written, 0 unchanged, 0 removed\n",
      code: 0,
    });
    expect(await local.documents("handbook")).toMatchObject([
      { content: "Budget\n\nTwo million.", group_ids: [finance] },
    ]);
    await writeFile(join(folder, "broken.pdf"), "no pdf");
    const second = await run("ingest", folder, "--search", searchEndpoint, "--index", "handbook");
    expect(second).toMatchObject({
      stdout: "2 documents: 0 written, 1 unchanged, 0 removed, 1 left out\n",
      code: 2,
    });
    expect(second.stderr).toContain("broken.pdf: DOCUMENT_MALFORMED");
  },
);

it("says what is missing", { timeout: 60_000 }, async () => {
  const { stderr, code } = await run("ingest", folder);
  expect(stderr).toContain("name --search and --index, or --storage and --container");
  expect(code).toBe(1);
});
