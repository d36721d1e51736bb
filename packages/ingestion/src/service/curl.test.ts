import { execFile, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { finance, storageId } from "../local-azure.test.fixture.ts";
import { createLocalService, manager, type LocalService } from "./service.test.fixture.ts";

// machines without curl have nothing to check here; the same requests are made by fetch elsewhere
const hasCurl = spawnSync("curl", ["--version"]).status === 0;

describe.skipIf(!hasCurl)("the calls of the documentation, as commands", () => {
  let local: LocalService;
  let endpoint: string;
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const headers = new Headers();
      for (const [name, value] of Object.entries(incoming.headers))
        headers.set(name, String(value));
      const { method = "" } = incoming;
      const body = await text(incoming);
      // whoever holds that token may manage jobs
      const roles = headers.get("authorization") === "Bearer swordfish" ? manager.roles : [];
      const response = await local.service(
        new Request(`http://${headers.get("host")}${incoming.url}`, {
          method,
          headers,
          ...(method !== "GET" && { body }),
        }),
        { principal: { ...manager, roles } },
      );
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(await response.text());
    })();
  });

  beforeAll(async () => {
    local = createLocalService();
    await local.put("budget.md", "# Budget\nTwo million.", { group_ids: finance });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    endpoint = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  afterAll(async () => {
    server.close();
    await local.service.close();
  });

  /** Runs a command with the host of this server in place of the resource's. */
  async function sh(command: string): Promise<string> {
    const here = command.replaceAll("https://my-resource.openai.azure.com", endpoint);
    const { stdout } = await promisify(execFile)("sh", ["-c", here], {
      env: { ...process.env, accessToken: "swordfish", no_proxy: "127.0.0.1" },
    });
    return stdout;
  }

  const start = `
curl -sS -i -X PUT 'https://my-resource.openai.azure.com/openai/extensions/on-your-data/ingestion-jobs/vpn1025a?api-version=2023-10-01-preview' \\
-H "Content-Type: application/json" \\
-H "Authorization: Bearer $accessToken" \\
-H "storageEndpoint: https://contoso.blob.core.windows.net/" \\
-H "storageConnectionString: ResourceId=${storageId}" \\
-H "storageContainer: handbook" \\
-H "searchServiceEndpoint: https://contoso.search.windows.net" \\
-H "embeddingDeploymentName: embeddings" \\
-d '{ "dataRefreshIntervalInMinutes": 10 }'`;
  const ask = `
curl -sS -i -X GET 'https://my-resource.openai.azure.com/openai/extensions/on-your-data/ingestion-jobs/vpn1025a?api-version=2023-10-01-preview' \\
-H "Authorization: Bearer $accessToken"`;

  it("start a job, and tell where it is, with only the host changed", async () => {
    const started = await sh(start);
    expect(started).toMatch(/^HTTP\/1.1 200 /);
    expect(JSON.parse(started.slice(started.indexOf("\r\n\r\n")))).toMatchObject({
      id: "vpn1025a",
      dataRefreshIntervalInMinutes: 10,
      status: "notRunning",
    });
    await local.service.idle();
    const asked = await sh(ask);
    expect(asked).toMatch(/^HTTP\/1.1 200 /);
    expect(asked).toMatch(/^retry-after: \d+\r$/im);
    expect(JSON.parse(asked.slice(asked.indexOf("\r\n\r\n")))).toMatchObject({
      id: "vpn1025a",
      status: "succeeded",
      progress: { stageProgress: [{ totalItems: 1, processedItems: 1 }, {}] },
    });
    expect(await local.documents("vpn1025a")).toMatchObject([{ group_ids: [finance] }]);
  });

  it("are refused without a token, and with a key", async () => {
    expect(await sh(ask.replace("$accessToken", "guess"))).toMatch(/^HTTP\/1.1 403 /);
    const withKey = start.replace(
      '-H "storageContainer',
      '-H "searchServiceAdminKey: 0123456789abcdef" -H "storageContainer',
    );
    const refused = await sh(withKey);
    expect(refused).toMatch(/^HTTP\/1.1 400 /);
    expect(refused).not.toContain("0123456789abcdef");
  });
});
