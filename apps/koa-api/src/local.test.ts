import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { dirname, delimiter } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));
const { scripts } = JSON.parse(readFileSync(`${folder}package.json`, "utf8")) as {
  scripts: { local: string };
};
// as npm has it, and at ports that are free
const env = {
  ...process.env,
  PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter),
  PORT: "0",
  METRICS_PORT: "0",
};

/** Runs a command with the pinned Node. */
function run(command: string) {
  return spawn("sh", ["-c", `exec ${command}`], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** The first line that has what is looked for. */
async function find(lines: AsyncIterable<string>, pattern: RegExp): Promise<string> {
  for await (const line of lines) {
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  throw new Error(`no line has ${pattern.source}`);
}

it("runs in the example of the local Azure, as the README says", { timeout: 60_000 }, async () => {
  const child = run(scripts.local);
  try {
    const azure = find(createInterface(child.stderr), /^Local Azure on .*:(\d+),/);
    const port = await find(createInterface(child.stdout), /"event":"listening","port":(\d+)/);
    const tokenOf = async (user: string): Promise<string> => {
      const bin = "../../packages/azure-emulator/src/bin.ts token";
      const token = run(
        `node --conditions=@entrim/source ${bin} --user ${user} --port ${await azure}`,
      );
      return find(createInterface(token.stdout), /^(ey\S+)$/);
    };
    const ask = async (user: string): Promise<string> => {
      const path = "/openai/deployments/chat/chat/completions?api-version=2024-10-21";
      const answer = await fetch(`http://localhost:${port}${path}`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${await tokenOf(user)}`,
          "content-type": "application/json",
        },
        body: JSON.stringify({
          messages: [{ role: "user", content: "What is the budget for next year?" }],
        }),
      });
      return answer.text();
    };
    // until it is known that the index trims, nobody is answered
    const isReady = async (): Promise<boolean> =>
      (await fetch(`http://localhost:${port}/readyz`)).ok;
    await expect.poll(isReady, { timeout: 20_000 }).toBe(true);
    expect(await ask("ada@contoso.example")).toContain("two million");
    expect(await ask("alan@contoso.example")).not.toContain("two million");
  } finally {
    child.kill();
    await once(child, "exit");
  }
});
