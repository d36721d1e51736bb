import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { chatIdentity, contoso } from "../contoso.test.fixture.ts";
import { createEmulator } from "../emulator.ts";
import { accountId } from "./blob.test.fixture.ts";

it("[emulator/roles-enforced] a program grants itself a role and uploads a large file, without any key", async () => {
  const azure = createEmulator({
    seed: {
      ...contoso,
      storageAccounts: [{ name: "contoso", containers: [{ name: "documents" }] }],
    },
  });
  const { principalId, clientId } = chatIdentity;
  azure.roles.grant({ principalId, role: "User Access Administrator", scope: accountId });
  await azure.listen();
  try {
    const { NODE_ENV: _, VITEST: __, ...base } = process.env;
    const client = fileURLToPath(new URL("blob.test.client.ts", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [client], {
      env: {
        ...base,
        ...azure.env(base),
        MANAGED_IDENTITY_CLIENT_ID: clientId,
        PRINCIPAL_ID: principalId,
        SCOPE: accountId,
      },
    });
    expect(JSON.parse(stdout)).toEqual({
      statuses: [403, 201, 201, 201, 201, 201, 200, 206, 200, 304],
      length: String(9 * 1024 * 1024),
      lastByte: [1],
      bytes: 9 * 1024 * 1024,
    });
  } finally {
    await azure.close();
  }
});
