import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { contoso } from "./contoso.ts";
import { startLocal, type Local } from "./start-local.ts";

// whole programs start here, on machines that do other things too
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe("startLocal", () => {
  let local: Local;
  const steps: string[] = [];
  beforeAll(async () => {
    local = await startLocal({
      port: 0,
      azurePort: 0,
      onProgress: (step) => steps.push(step),
    });
  });
  afterAll(() => local.close());

  async function answerTo(group: string | undefined, question: string): Promise<string> {
    const person = local.people.find(({ groups }) =>
      group === undefined ? groups.length === 0 : groups.length === 1 && groups[0] === group,
    );
    const scope = `${contoso.app.identifierUri}/${contoso.app.scope}`;
    const user = person?.userPrincipalName ?? "";
    const token = await local.emulator.issueToken({ user, scope });
    const path = `/openai/deployments/${local.deployment}/chat/completions`;
    const response = await fetch(`${local.origin}${path}?api-version=2024-10-21`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ messages: [{ role: "user", content: question }] }),
    });
    expect(response.status).toBe(200);
    return response.text();
  }

  it("answers each person from what their group may read", async () => {
    const question = "What is the travel allowance?";
    const engineering = await answerTo("Engineering", question);
    expect(engineering).toContain("82 euros");
    expect(engineering).not.toContain("70 euros");
    const sales = await answerTo("Sales", question);
    expect(sales).toContain("70 euros");
    expect(sales).not.toContain("82 euros");
  });

  it("answers in Chinese and Japanese", async () => {
    expect(await answerTo("Finance", "出差补贴是多少？")).toContain("一百八十元");
    expect(await answerTo("Sales", "出張の日当はいくらですか")).toContain("五千五百円");
  });

  it("shows nobody a document that no rule names, and nothing to a person in no group", async () => {
    expect(await answerTo("People", "Who has not been heard on the reorganisation?")).not.toContain(
      "works council has not been heard",
    );
    expect(JSON.parse(await answerTo(undefined, "What is the travel allowance?"))).toMatchObject({
      choices: [{ message: { context: { citations: [] } } }],
    });
  });

  it("says what it does", () => {
    expect(steps).toHaveLength(3);
  });
});

it("leaves nothing running when the documents cannot be used", async () => {
  await expect(startLocal({ documents: "/no/such/folder" })).rejects.toThrow("is no folder");
});

describe("npm start", () => {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));

  function start(...args: readonly string[]): ChildProcess {
    return spawn(process.execPath, ["--conditions=@entrim/source", main, ...args]);
  }

  it("prints the overview and ends everything at Ctrl-C", async () => {
    const child = start("--port", "0", "--azure-port", "0");
    const output = await outputUntil(child, "Ctrl-C");
    const origin = /^Chat\s+(\S+)$/m.exec(output)?.[1] ?? "";
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
    await expect(fetch(`${origin}/healthz`)).rejects.toThrow("fetch failed");
  });

  it("says in one line why it cannot start", async () => {
    const child = start("--documents", "/no/such/folder");
    let said = "";
    child.stderr?.on("data", (chunk) => (said += String(chunk)));
    const [code] = (await once(child, "close")) as [number];
    expect(code).toBe(1);
    expect(said).toBe("/no/such/folder is no folder that can be read\n");
  });
});

async function outputUntil({ stdout }: ChildProcess, end: string): Promise<string> {
  let output = "";
  for await (const chunk of stdout ?? []) {
    output += String(chunk);
    if (output.includes(end)) break;
  }
  return output;
}
