import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ada, contoso } from "./contoso.test.fixture.ts";

let folder: string;
let seed: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "azure-emulator-cli-"));
  seed = join(folder, "seed.json");
  writeFileSync(seed, JSON.stringify(contoso));
});
afterAll(() => rmSync(folder, { recursive: true }));

const { NODE_ENV: _, ...environment } = process.env;

function start(args: readonly string[], extra: Record<string, string> = {}): ChildProcess {
  const bin = fileURLToPath(new URL("bin.ts", import.meta.url));
  return spawn(process.execPath, ["--conditions=@entrim/source", bin, ...args], {
    env: { ...environment, ...extra },
  });
}

async function run(args: readonly string[], extra?: Record<string, string>) {
  const child = start(args, extra);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, "exit"),
  ]);
  return { stdout, stderr, code: code as number };
}

/** Starts an emulator and waits for the address that it prints. */
async function startEmulator(): Promise<{ child: ChildProcess; port: string }> {
  const child = start(["start", "--seed", seed, "--port", "0"]);
  const [line] = (await once(child.stdout!, "data")) as [Buffer];
  return { child, port: /:(\d+)/.exec(String(line))?.[1] ?? "" };
}

/** The arguments that have `azure-emulator` run a command. */
const execArgs = (...command: string[]) => [
  "exec",
  "--seed",
  seed,
  "--port",
  "0",
  "--",
  ...command,
];

/** Runs a script with `azure-emulator exec`. */
const exec = (script: string, extra?: Record<string, string>) =>
  run(execArgs(process.execPath, "-e", script), extra);

describe("azure-emulator exec", () => {
  it("runs a command whose Azure it is", async () => {
    const url = "https://login.microsoftonline.com/common/discovery/instance";
    const script = `fetch("${url}").then((response) => console.log(response.status))`;
    expect(await exec(script)).toMatchObject({ stdout: "200\n", code: 0 });
  });

  it("ends as the command ends", async () => {
    expect(await exec("process.exit(7)")).toMatchObject({ code: 7 });
    expect(await exec("process.kill(process.pid, 'SIGTERM')")).toMatchObject({ code: 143 });
  });

  it("passes signals on", async () => {
    const script =
      "process.on('SIGTERM', () => process.exit(5)); setInterval(() => {}, 1000); console.log('up')";
    const child = start(execArgs(process.execPath, "-e", script));
    await once(child.stdout!, "data");
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([5, null]);
  });

  it("refuses production, and says why a command cannot start", async () => {
    const refused = await exec("0", { NODE_ENV: "production" });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("NODE_ENV") });
    const missing = await run(execArgs(join(folder, "nothing")));
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining("ENOENT") });
  });
});

describe("azure-emulator start and token", () => {
  it("prints a person's token, and nothing else", async () => {
    const { child, port } = await startEmulator();
    const { stdout, code } = await run(["token", "--user", ada.userPrincipalName, "--port", port]);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(code).toBe(0);
    const unknown = await run(["token", "--user", "eve", "--port", port]);
    expect(unknown).toMatchObject({
      stdout: "",
      code: 1,
      stderr: expect.stringContaining("no user"),
    });
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("does not start in production", async () => {
    const refused = await run(["start", "--seed", seed, "--port", "0"], { NODE_ENV: "production" });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("NODE_ENV") });
  }, 10_000);

  it("says where nothing answers, and what is no seed", async () => {
    const lost = await run(["token", "--user", "ada", "--port", "1"]);
    expect(lost).toMatchObject({ code: 1, stderr: expect.stringContaining("port 1") });
    const file = join(folder, "broken.json");
    writeFileSync(file, "{");
    const broken = await run(["start", "--seed", file]);
    expect(broken).toMatchObject({ code: 1, stderr: expect.stringContaining("no JSON") });
  });
});
