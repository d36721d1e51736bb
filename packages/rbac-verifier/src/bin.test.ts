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
    expect(JSON.parse(bad.stdout)).toMatchObject({
      tool: { version: expect.stringMatching(/^\d+\.\d+\.\d+/) as unknown },
      run: { profile: "entrim", stage: "prod", cloud: "public" },
      summary: { verdict: "not ready" },
    });
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

  it("verify: draws the set-up into a file", async () => {
    const file = await saved(broken());
    const output = `${file}.svg`;
    const { code } = await run("verify", "--snapshot", file, "--format", "svg", "--output", output);
    expect(code).toBe(1);
    expect(await readFile(output, "utf8")).toContain(">R10</text>");
  });

  it("verify: accepts by a baseline what is there, for a time and a reason", async () => {
    const file = await saved(broken());
    const baseline = `${file}.baseline`;
    const write = ["verify", "--snapshot", file, "--write-baseline", baseline];
    const refused = await run(...write, "--until", "2099-01-31");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("needs a reason");
    expect((await run(...write, "--reason", "moving")).stderr).toContain("needs until");
    const { code, stderr } = await run(...write, "--reason", "moving", "--until", "2099-01-31");
    expect([code, stderr]).toEqual([0, `1 findings are accepted until 2099-01-31: ${baseline}\n`]);
    const accepted = await run("verify", "--snapshot", file, "--baseline", baseline);
    expect([accepted.code, accepted.stdout]).toEqual([0, expect.stringContaining("1 suppressed")]);
    const expired = `${file}.expired`;
    const text = await readFile(baseline, "utf8");
    await writeFile(expired, text.replace("2099-01-31", "2026-01-31"));
    const late = await run("verify", "--snapshot", file, "--baseline", expired);
    expect([late.code, late.stdout]).toEqual([1, expect.stringContaining("no longer accepted")]);
  });

  it("diff: ends with 1 for what is new", async () => {
    const [good, bad] = await Promise.all([saved(entrimSnapshot()), saved(broken())]);
    for (const file of [good, bad]) {
      const report = ["--format", "json", "--output", `${file}.report`];
      // one after another: each is a process
      // oxlint-disable-next-line no-await-in-loop
      await run("verify", "--snapshot", file, ...report);
    }
    const worse = await run("diff", `${good}.report`, `${bad}.report`);
    expect([worse.code, worse.stdout]).toEqual([1, expect.stringContaining("✗ R10")]);
    const better = await run("diff", `${bad}.report`, `${good}.report`);
    expect([better.code, better.stdout]).toEqual([0, expect.stringContaining("✓ R10")]);
    expect((await run("diff", bad, good)).code).toBe(2);
  });

  it("--mask: writes no id of whose set-up it is", async () => {
    const file = await saved(broken());
    const subscription = /11111111-2222/;
    for (const args of [
      ["verify", "--all", "--format", "json"],
      ["verify", "--format", "svg"],
      ["fix"],
      ["can-i", ids.appPrincipal, "R10"],
      ["hosts"],
    ]) {
      // one after another: each is a process
      // oxlint-disable-next-line no-await-in-loop
      const { stdout } = await run(...args, "--snapshot", file, "--mask");
      expect(stdout).not.toBe("");
      expect(stdout).not.toMatch(subscription);
      expect(stdout).not.toContain(ids.appPrincipal);
    }
    const copy = `${file}.masked`;
    await run("snapshot", copy, "--snapshot", file, "--mask");
    expect(await readFile(copy, "utf8")).not.toMatch(subscription);
    expect((await run("verify", "--snapshot", copy)).code).toBe(1);
  });

  it("ends with 2 for wrong usage, and says what is wrong", async () => {
    for (const args of [
      ["verify"],
      ["verify", "--format", "html"],
      ["explain", "Z99"],
      ["verify", "--snapshot", bin],
      [
        "audit",
        "--search",
        "http://contoso.search.windows.net",
        "--index",
        "i",
        "--group-field",
        "g",
      ],
      ["audit", "--search", "https://contoso.search.windows.net", "--index", "i"],
    ]) {
      // one after another: each is a process
      // oxlint-disable-next-line no-await-in-loop
      const { code, stderr } = await run(...args);
      expect([args, code]).toEqual([args, 2]);
      expect(stderr).not.toBe("");
      expect(stderr).not.toContain("    at ");
    }
  });

  it("[evidence/truncated] ends with 2 for evidence that is cut off, garbled, or of another kind", async () => {
    const whole = JSON.stringify(entrimSnapshot());
    const damaged = [
      whole.slice(0, 4_000),
      whole.replaceAll(":", ";"),
      Buffer.from([0x1f, 0x8b, 0x08, 0, 0xff, 0xfe, 0]),
      "",
      "[null]",
      "42",
    ];
    await Promise.all(
      damaged.map(async (content) => {
        const file = await saved({});
        await writeFile(file, content);
        const { code, stdout, stderr } = await run("verify", "--snapshot", file);
        expect([code, stdout]).toEqual([2, ""]);
        expect(stderr).toMatch(/^rbac-verifier: [^\n]+\n$/);
        expect(stderr).not.toContain("contoso");
      }),
    );
  });

  it("says what to do about a rule, a file, a target or an option that is misspelt", async () => {
    const file = await saved(broken());
    const snapshot = ["--snapshot", file];
    const cases: readonly (readonly [readonly string[], string])[] = [
      [["fix", "R99", ...snapshot], "there is no rule R99"],
      [["fix", ...snapshot, "R10"], "up to the next option"],
      [["verify", "--snapshot", `${file}.gone`], "ENOENT"],
      [["verify", ...snapshot, "--profile", "r9"], "entrim, r1, r2, r3"],
      [["verify", ...snapshot, "--complete", "roles"], "denyAssignments"],
      [["verify", ...snapshot, "--output", `${file}/report`], "cannot be written"],
      [
        ["verify", ...snapshot, "--config", await saved({ targets: { opnai: "/x" } })],
        "there is no target opnai",
      ],
      [["verify", ...snapshot, "--config", await saved({ rules: ["W08"] })], "must be an object"],
      [["verify", ...snapshot, "--config", await saved({ suppressions: {} })], "must be a list"],
      [["verify", ...snapshot, "--config", await saved({ audit: { key: "id" } })], "keyField"],
      [["can-i", "id-chat", "R10", ...snapshot], "no object id"],
      [["undo", `${file}.gone`], "ENOENT"],
      [["undo", file], "holds no steps of a fix"],
    ];
    await Promise.all(
      cases.map(async ([args, remedy]) => {
        const { code, stderr } = await run(...args);
        expect([args, code]).toEqual([args, 2]);
        expect(stderr).toContain(remedy);
      }),
    );
  });

  it("rules, policies: list what there is, for people and for programs", async () => {
    const { stdout } = await run("rules", "--format", "json");
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({ id: "S04", slug: "search-rbac-enabled" }),
    );
    expect((await run("rules")).stdout).toMatch(/^A01 {2}aoai-exists {2,}The account/);
    const policies = JSON.parse((await run("policies", "--format", "json")).stdout) as unknown[];
    expect(policies).toHaveLength(33);
    expect((await run("policies")).stdout).toContain("  A08, S06: Azure AI Services resources");
  });

  it("tells its version, and what each command is for", async () => {
    expect((await run("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const { stdout } = await run("--help");
    const commands = [...stdout.matchAll(/^ {2}([a-z-]+) .*/gm)].map(([, name = ""]) => name);
    for (const name of ["verify", "fix", "undo", "audit", "can-i", "hosts", "snapshot", "diff"]) {
      expect(commands).toContain(name);
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

  it("can-i: answers for anybody, and names the steps that there are", async () => {
    const file = await saved(entrimSnapshot());
    const stranger = await run("can-i", ids.openaiPrincipal, "app.generate", "--snapshot", file);
    expect([stranger.code, stranger.stdout.slice(0, 3)]).toEqual([1, "no:"]);
    const wrong = await run("can-i", ids.openaiPrincipal, "app.fly", "--snapshot", file);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("app.retrieve");
  });

  it("infra: writes a set-up that verifies, and nothing over what is there", async () => {
    const folder = await mkdtemp(join(tmpdir(), "entrim-infra-"));
    const args = ["infra", folder, "--name", "contoso-chat", "--location", "swedencentral"];
    const first = await run(...args);
    expect([first.code, first.stderr]).toEqual([0, ""]);
    const again = await run(...args);
    expect(again.code).toBe(2);
    const template = join(folder, "azuredeploy.json");
    const { code, stdout } = await run("verify", "--snapshot", template);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\n.*unknown/i);
    const fix = await run("fix", "--apply", "--yes", "--snapshot", template);
    expect(fix.stdout).toContain("Nothing to mend");
  });

  it("[fix/not-planned] fix: does not apply to what is only planned", async () => {
    const folder = await mkdtemp(join(tmpdir(), "entrim-infra-"));
    await run("infra", folder, "--name", "contoso-chat", "--location", "swedencentral");
    const template = join(folder, "azuredeploy.json");
    const open = (await readFile(template, "utf8")).replace(
      '"publicNetworkAccess": "disabled"',
      '"publicNetworkAccess": "enabled"',
    );
    await writeFile(
      template,
      open.replace('"disableLocalAuth": true', '"disableLocalAuth": false'),
    );
    const { code, stderr } = await run("fix", "--apply", "--yes", "--snapshot", template);
    expect([code, stderr]).toEqual([2, expect.stringContaining("only planned") as string]);
  });

  it("fix: writes the requests to Resource Manager", async () => {
    const file = await saved(broken());
    const { stdout } = await run("fix", "--emit", "arm", "--snapshot", file);
    expect(stdout).toMatch(/PUT \/subscriptions\/\S+roleAssignments\/[\da-f-]{36}\?api-version=/);
  });

  it("hosts: prints the lines for a machine outside", async () => {
    const { stdout } = await run("hosts", "--snapshot", await saved(entrimSnapshot()));
    expect(stdout.split("\n")[0]).toBe("10.0.0.5 contoso-aoai.openai.azure.com");
    const snapshot = entrimSnapshot();
    snapshot.resources = snapshot.resources.filter(
      ({ type }: Mutable) => !/privateEndpoints/i.test(type),
    );
    const blind = await run("hosts", "--snapshot", await saved(snapshot));
    expect([blind.code, blind.stdout]).toEqual([3, ""]);
    expect(blind.stderr).toContain("no address of a private endpoint");
  });

  it("snapshot: writes what can be verified again", async () => {
    const file = await saved(entrimSnapshot());
    const copy = `${file}.copy`;
    await run("snapshot", copy, "--snapshot", file);
    expect(await readFile(copy, "utf8")).toContain("entrim.snapshot");
    expect((await run("verify", "--snapshot", copy)).code).toBe(0);
  });
});
