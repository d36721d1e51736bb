import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createEmulator, type Emulator } from "@entrim/azure-emulator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clientId, principalId, roles, seed } from "./doctor/contoso.test.fixture.ts";

const bin = fileURLToPath(new URL("bin.ts", import.meta.url));

let azure: Emulator;

beforeEach(async () => {
  azure = createEmulator({ seed });
  await azure.listen();
});
afterEach(() => azure.close());

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command with the local Azure for its Azure. */
function run(args: readonly string[], change: Record<string, string> = {}): Promise<Result> {
  const base = { PATH: process.env["PATH"] ?? "" };
  const env = { ...base, ...azure.env(base), AZURE_CLIENT_ID: clientId, ...change };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--conditions=@entrim/source", bin, ...args],
      { env },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}

const openai = ["--openai", "https://contoso.openai.azure.com", "--deployment", "gpt-4o"];
const search = ["--search", "https://contoso.search.windows.net", "--index", "documents"];
const storage = ["--storage", "https://contoso.blob.core.windows.net", "--container", "documents"];

describe("token-credential-policy doctor", { timeout: 60_000 }, () => {
  it("ends with 0 where all of it works, as a person reads it", async () => {
    const { code, stdout, stderr } = await run([
      "doctor",
      ...openai,
      ...search,
      ...storage,
      "--graph",
    ]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(
      `✓ sign-in   application with object id ${principalId}, of tenant e0000000-`,
    );
    for (const hop of ["address", "tls", "token", "audience", "role"]) {
      expect(stdout.match(new RegExp(`✓ ${hop} `, "g"))).toHaveLength(4);
    }
    expect(stdout).toMatch(/\nAll of it works\.\n$/);
    expect(stdout).not.toContain("eyJ");
  });

  it("ends with 1 where something fails, with the line that mends it", async () => {
    azure.roles.revoke({ principalId, role: roles.search });
    const text = await run(["doctor", ...search, ...storage]);
    expect(text.code).toBe(1);
    expect(text.stdout).toContain("✗ role");
    expect(text.stdout).toContain(
      `az role assignment create --assignee-object-id ${principalId} --assignee-principal-type ServicePrincipal --role "Search Index Data Reader" --scope `,
    );
    expect(text.stdout).toMatch(/\n1 of 2 fail\.\n$/);
    const json = await run(["doctor", ...search, "--json"]);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      works: false,
      signIn: { state: "works" },
      services: [
        {
          service: "search",
          checks: expect.arrayContaining([
            expect.objectContaining({ hop: "role", state: "fails" }),
          ]),
        },
      ],
    });
  });

  it("finds a subdomain that does not exist", async () => {
    const { code, stdout } = await run([
      "doctor",
      "--search",
      "https://contosso.search.windows.net",
    ]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ tls .*\n +See whether the name is the resource's/);
  });

  it("finds a certificate that is not trusted here", async () => {
    const { code, stdout } = await run(["doctor", ...search], { NODE_EXTRA_CA_CERTS: "" });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ tls .*certificate.*\n +.*NODE_EXTRA_CA_CERTS/);
    expect(azure.requests.filter(({ service }) => service === "search")).toEqual([]);
  });

  it("finds that nobody is signed in", async () => {
    const { code, stdout } = await run(["doctor", ...search], {
      AZURE_TOKEN_CREDENTIALS: "AzureCliCredential",
      PATH: "",
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ sign-in /);
    expect(stdout).toMatch(/\nNobody is signed in, so nothing else was tried\.\n$/);
  });

  it("ends with 2 for wrong usage, and takes no secret", async () => {
    for (const [args, change, words] of [
      [["doctor"], {}, "--openai"],
      [["doctor", "--search", "http://contoso.search.windows.net"], {}, "must be https"],
      [
        ["doctor", "--search", "https://contoso.search.windows.net/?api-key=x"],
        {},
        "must be https",
      ],
      [["doctor", ...search, "--cloud", "mars"], {}, "usgov"],
      [["doctor", ...search], { AZURE_CLIENT_SECRET: "x" }, "AZURE_CLIENT_SECRET"],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- each is a process
      const { code, stdout, stderr } = await run(args, change);
      expect([args, code, stdout]).toEqual([args, 2, ""]);
      expect(stderr).toContain(words);
      expect(stderr).not.toContain("    at ");
    }
    expect(azure.requests).toEqual([]);
  });
});
