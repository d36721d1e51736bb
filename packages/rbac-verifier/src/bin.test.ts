import { execFile } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { entrimSnapshot, ids, type Mutable } from "./contoso.test.fixture.ts";

const bin = fileURLToPath(new URL("bin.ts", import.meta.url));

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...args: string[]): Promise<Result> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--conditions=@entrim/source", bin, ...args],
      { env: { PATH: process.env["PATH"] } },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : Number(error.code);
        resolve({ code, stdout, stderr });
      },
    );
  });
}

async function saved(snapshot: Mutable): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), "entrim-verify-")), "snapshot.json");
  await writeFile(file, JSON.stringify(snapshot));
  return file;
}

function broken(): Mutable {
  const snapshot = entrimSnapshot();
  snapshot.capturedAt = new Date().toISOString();
  snapshot.roleAssignments.shift();
  return snapshot;
}

describe("entrim-verify", { timeout: 60_000 }, () => {
  it("verify: ends with 0 when all is well, with 1 when it is not", async () => {
    const good = await run("verify", "--snapshot", await saved(entrimSnapshot()));
    expect([good.code, good.stderr]).toEqual([0, ""]);
    expect(good.stdout).toContain("\nReady: ");
    const file = await saved(broken());
    const bad = await run("verify", "--snapshot", file, "--format", "json");
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({ summary: { verdict: "not ready" } });
    expect((await run("verify", "--snapshot", file, "--no-exit-codes")).code).toBe(0);
  });

  it("verify: takes targets, rules and suppressions from a file, and no other member", async () => {
    const config = await saved({
      rules: { W08: "off" },
      suppressions: [{ rule: "R10", reason: "test", until: "2099-01-01" }],
    });
    const file = await saved(broken());
    expect((await run("verify", "--snapshot", file, "--config", config)).code).toBe(0);
    const wrong = await run(
      "verify",
      "--snapshot",
      file,
      "--config",
      await saved({ supressions: [] }),
    );
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("supressions");
  });

  it("ends with 2 for wrong usage, and says what is wrong", async () => {
    for (const args of [
      ["verify"],
      ["verify", "--format", "html"],
      ["explain", "Z99"],
      ["verify", "--snapshot", bin],
    ]) {
      // one after another: each is a process
      // oxlint-disable-next-line no-await-in-loop
      const { code, stderr } = await run(...args);
      expect([args, code]).toEqual([args, 2]);
      expect(stderr).not.toBe("");
      expect(stderr).not.toContain("    at ");
    }
  });

  it("fix: shows the plan and changes nothing", async () => {
    const { code, stdout } = await run("fix", "--snapshot", await saved(broken()));
    expect(code).toBe(0);
    expect(stdout).toContain(
      "# 1. assign Search Index Data Reader on contoso-search to id-chat (R10)",
    );
    expect(stdout).toContain("az role assignment create");
  });

  it("fix: changes nothing where nobody can be asked", async () => {
    const { code, stderr } = await run("fix", "--apply", "--snapshot", await saved(broken()));
    expect([code, stderr]).toEqual([0, "Nothing was changed.\n"]);
  });

  it("explain: says what a rule is for", async () => {
    const { stdout } = await run("explain", "search-rbac-enabled");
    expect(stdout).toContain("S04 search-rbac-enabled");
    expect(stdout).toContain("403 Forbidden, without a body");
  });

  it("can-i: answers with the assignment that decides", async () => {
    const good = await run(
      "can-i",
      ids.appPrincipal,
      "app.retrieve",
      "--snapshot",
      await saved(entrimSnapshot()),
    );
    expect(good.code).toBe(0);
    expect(good.stdout).toMatch(/^yes: [\s\S]*Search Index Data Reader at [\s\S]*roleAssignments/);
    const bad = await run("can-i", ids.appPrincipal, "R10", "--snapshot", await saved(broken()));
    expect([bad.code, bad.stdout.slice(0, 3)]).toEqual([1, "no:"]);
  });

  it("hosts: prints the lines for a machine outside", async () => {
    const { stdout } = await run("hosts", "--snapshot", await saved(entrimSnapshot()));
    expect(stdout.split("\n")[0]).toBe("10.0.0.5 contoso-aoai.openai.azure.com");
  });

  it("snapshot: writes what can be verified again", async () => {
    const file = await saved(entrimSnapshot());
    const copy = `${file}.copy`;
    await run("snapshot", copy, "--snapshot", file);
    expect(await readFile(copy, "utf8")).toContain("entrim.snapshot");
    expect((await run("verify", "--snapshot", copy)).code).toBe(0);
  });
});
