import { execFile } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createEmulator, type Emulator } from "@entrim/azure-emulator";
import { expect, it } from "vitest";

const bin = fileURLToPath(new URL("../bin.ts", import.meta.url));
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const finance = id(10);

async function listen(): Promise<Emulator> {
  const azure = createEmulator({
    seed: {
      tenant: { displayName: "Contoso", domain: "contoso.example" },
      subscriptionId: id(1),
      resourceGroup: "chat",
      groups: [{ id: finance, displayName: "Finance" }],
      identities: [
        {
          name: "auditor",
          kind: "UserAssigned",
          clientId: id(2),
          principalId: id(3),
          graphPermissions: ["GroupMember.Read.All", "User.ReadBasic.All"],
        },
      ],
      searchServices: [
        {
          name: "contoso",
          indexes: [
            {
              definition: {
                name: "documents",
                fields: [
                  { name: "id", type: "Edm.String", key: true },
                  { name: "group_ids", type: "Collection(Edm.String)", filterable: true },
                ],
              },
              documents: [
                { id: "1", group_ids: [finance] },
                { id: "2", group_ids: ["Finance"] },
              ],
            },
          ],
        },
      ],
      roleAssignments: [
        {
          principalId: id(3),
          role: "Search Index Data Reader",
          scope: `/subscriptions/${id(1)}`,
        },
      ],
    },
  });
  await azure.listen();
  return azure;
}

function run(azure: Emulator, ...args: string[]): Promise<{ code: number; stdout: string }> {
  const env = { ...azure.env({ PATH: process.env["PATH"] }), AZURE_CLIENT_ID: id(2) };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--conditions=@entrim/source", bin, "audit", ...args],
      { env },
      (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout: stdout + stderr }),
    );
  });
}

async function saved(content: object): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), "entrim-audit-")), "config.json");
  await writeFile(file, JSON.stringify(content));
  return file;
}

async function readSaved(file: string): Promise<object> {
  return JSON.parse(await readFile(file, "utf8")) as object;
}

it(
  "entrim-verify audit looks through an index as the identity that runs it",
  { timeout: 60_000 },
  async () => {
    const azure = await listen();
    try {
      const serviceId = `/subscriptions/${id(1)}/resourceGroups/chat/providers/Microsoft.Search/searchServices/contoso`;
      const where = ["--search", serviceId, "--index", "documents", "--group-field", "group_ids"];
      const { code, stdout } = await run(azure, ...where, "--key-field", "id", "--mask");
      expect(stdout).toContain("✗ I03 group-ids  1 value is no id of a group (in 1 document)");
      expect(stdout).toMatch(/ {8}1 {9}0 {2}Finance {2}00000000-0000-0000-0000-[\da-f]{12}\n/);
      expect(stdout).not.toContain(finance);
      expect(code).toBe(1);
      const config = await saved({
        targets: { search: serviceId, index: "documents", groupField: "group_ids" },
        audit: { keyField: "id" },
      });
      const sarif = await run(azure, "--config", config, "--format", "sarif");
      expect([sarif.code, JSON.parse(sarif.stdout)]).toMatchObject([
        1,
        { runs: [{ results: [{ ruleId: "I03", kind: "fail" }] }] },
      ]);
      const junit = await run(azure, "--config", config, "--format", "junit");
      expect(junit.stdout).toContain('<testsuite name="Index" tests="5" failures="1"');
      const lenient = await saved({ ...(await readSaved(config)), rules: { I03: "off" } });
      expect((await run(azure, "--config", lenient)).code).toBe(0);

      const nowhere = await run(azure, "--key-field", "id");
      expect([nowhere.code, nowhere.stdout]).toEqual([2, expect.stringContaining("--config")]);
      const unnamed = await run(azure, ...where);
      expect([unnamed.code, unnamed.stdout]).toEqual([2, expect.stringContaining("keyField")]);
      azure.roles.revoke({ principalId: id(3), role: "Search Index Data Reader" });
      expect((await run(azure, ...where, "--key-field", "id")).code).toBe(4);
    } finally {
      await azure.close();
    }
  },
);
