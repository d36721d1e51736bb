import { execFile } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createEmulator, type Emulator } from "@entrim/azure-emulator";
import { describe, expect, it } from "vitest";
import { entrimSnapshot, ids, type Mutable } from "../contoso.test.fixture.ts";
import { contosoSeed } from "../live/contoso-azure.test.fixture.ts";

const bin = fileURLToPath(new URL("../bin.ts", import.meta.url));

/** Runs a command as the operator of the set-up, in a folder of its own. */
async function operatorOf(azure: Emulator): Promise<{
  readonly folder: string;
  readonly run: (...args: string[]) => Promise<{ code: number; stdout: string; stderr: string }>;
}> {
  await azure.listen();
  const folder = await mkdtemp(join(tmpdir(), "entrim-fix-"));
  await writeFile(
    join(folder, "set-up.json"),
    JSON.stringify({ targets: entrimSnapshot().targets }),
  );
  const env = {
    ...azure.env({ PATH: process.env["PATH"] }),
    AZURE_CLIENT_ID: "00000000-0000-4000-8000-000000000004",
  };
  return {
    folder,
    run: (...args) =>
      new Promise((resolve) => {
        execFile(
          process.execPath,
          ["--conditions=@entrim/source", bin, ...args],
          { env, cwd: folder },
          (error, stdout, stderr) =>
            resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
        );
      }),
  };
}

const config = ["--config", "set-up.json"];
const mend = ["--apply", "--yes", "--wait", "0"];
const takeAway = { principalId: ids.appPrincipal, role: "Search Index Data Reader" };
const takeAwayToo = { principalId: ids.appPrincipal, role: "Cognitive Services OpenAI User" };

describe("entrim-verify fix, in the local Azure", { timeout: 120_000 }, () => {
  it("mends, reads again, and takes all of it back after a second run as well", async () => {
    const azure = createEmulator({ seed: contosoSeed() });
    const { folder, run } = await operatorOf(azure);
    try {
      azure.roles.revoke(takeAway);
      azure.roles.revoke(takeAwayToo);
      const before = azure.roles.list().length;
      const first = await run("fix", "R10", ...config, ...mend);
      expect(first.stderr).toContain("applied: assign Search Index Data Reader on contoso-search");
      expect(first.stderr).toContain("entrim-verify undo entrim-undo.json");
      expect([first.code, first.stdout]).toEqual([1, expect.stringContaining("✗ R11") as string]);
      await run("fix", ...config, ...mend);
      expect(azure.roles.list()).toHaveLength(before + 2);
      const again = await run("fix", ...config, ...mend);
      expect([again.code, again.stdout]).toEqual([0, "# Nothing to mend.\n"]);

      const undo = JSON.parse(
        await readFile(join(folder, "entrim-undo.json"), "utf8"),
      ) as Mutable[];
      expect(undo.map(({ method }) => method)).toEqual(["DELETE", "DELETE"]);
      const undone = await run("undo");
      expect([undone.code, undone.stderr]).toEqual([0, "2 changes taken back.\n"]);
      expect(azure.roles.list()).toHaveLength(before);
      expect((await run("undo")).code).toBe(2);
    } finally {
      await azure.close();
    }
  });

  it("ends with 4 and says which role is missing when whoever runs it may not", async () => {
    const azure = createEmulator({ seed: contosoSeed() });
    const { run } = await operatorOf(azure);
    try {
      azure.roles.revoke(takeAway);
      azure.roles.revoke({ principalId: "00000000-0000-4000-8000-000000000005", role: "Owner" });
      const blind = await run("verify", ...config);
      expect([blind.code, blind.stderr]).toEqual([
        4,
        expect.stringContaining("Assign Reader on the resource group") as string,
      ]);
      azure.roles.grant({
        principalId: "00000000-0000-4000-8000-000000000005",
        role: "Reader",
        scope: ids.group,
      });
      const refused = await run("fix", "R10", ...config, ...mend);
      expect([refused.code, refused.stderr]).toEqual([
        4,
        expect.stringContaining("nothing was changed. Owner, or Role Based") as string,
      ]);
    } finally {
      await azure.close();
    }
  });
});
