import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { chatIdentity, contoso } from "../contoso.test.fixture.ts";
import { createEmulator } from "../emulator.ts";
import { accountId } from "./blob.test.fixture.ts";

it("the official client writes, lists, reads and deletes, in blocks and with names in any script", async () => {
  const azure = createEmulator({ seed: { ...contoso, storageAccounts: [{ name: "contoso" }] } });
  const { principalId, clientId } = chatIdentity;
  azure.roles.grant({ principalId, role: "Storage Blob Data Contributor", scope: accountId });
  await azure.listen();
  try {
    const { NODE_ENV: _, VITEST: __, ...base } = process.env;
    const client = fileURLToPath(new URL("official-blob.test.client.ts", import.meta.url));
    const env = { ...base, ...azure.env(base), MANAGED_IDENTITY_CLIENT_ID: clientId };
    const { stdout } = await promisify(execFile)(process.execPath, [client], { env });
    expect(JSON.parse(stdout)).toEqual({
      listed: [
        ["large.bin", 9 * 1024 * 1024, null],
        ["出張/規程.md", 44, "finance"],
      ],
      text: true,
      tail: [7, 7],
      left: false,
    });
  } finally {
    await azure.close();
  }
});
