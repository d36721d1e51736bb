import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { emulatorTenantId } from "@entrim/azure-clouds";
import { expect, it } from "vitest";

const settings = {
  ENTRA_TENANT_ID: emulatorTenantId,
  ENTRA_CLIENT_ID: "22222222-2222-4222-8222-222222222222",
  AZURE_CLIENT_ID: "33333333-3333-4333-8333-333333333333",
  AZURE_OPENAI_ENDPOINT: "https://contoso.openai.azure.com",
  AZURE_OPENAI_DEPLOYMENT: "gpt-4.1",
  AZURE_SEARCH_ENDPOINT: "https://contoso.search.windows.net",
  AZURE_SEARCH_INDEX: "documents",
  AZURE_SEARCH_GROUP_FIELD: "group_ids",
  PUBLIC_ORIGIN: "http://localhost:3000",
  PORT: "0",
};

function start(environment: Record<string, string>) {
  const main = fileURLToPath(new URL("./main.ts", import.meta.url));
  return spawn(process.execPath, ["--conditions=@entrim/source", main], {
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

it("listens without asking anything of Azure, and ends when it is told to", async () => {
  const app = start(settings);
  const [line] = (await once(app.stdout, "data")) as [Buffer];
  const port = /on port (\d+)/.exec(line.toString())?.[1];
  const response = await fetch(`http://localhost:${port}/healthz`);
  expect(await response.json()).toEqual({ status: "ok" });
  app.kill("SIGTERM");
  expect(await once(app, "exit")).toEqual([0, null]);
}, 30_000);

it("[keys/setting-refused] [app/emulator-tenant-loopback] does not start with what it refuses", async () => {
  const keyed = start({ ...settings, AZURE_SEARCH_KEY: "s3cret" });
  const open = start({ ...settings, HOST: "0.0.0.0" });
  const [ofKeyed, ofOpen, [codeOfKeyed], [codeOfOpen]] = await Promise.all([
    text(keyed.stderr),
    text(open.stderr),
    once(keyed, "exit"),
    once(open, "exit"),
  ]);
  expect([codeOfKeyed, codeOfOpen]).toEqual([1, 1]);
  expect(ofKeyed).toMatch(/^express-chat: .*\n- AZURE_SEARCH_KEY carries a key: .*\n$/);
  expect(ofOpen).toMatch(/^express-chat: .*\n- .* set HOST to localhost\n$/);
}, 30_000);
