import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ada, chatApp, contoso, tenantId } from "./contoso.test.fixture.ts";

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
    const script = `fetch("${url}").then((response) => console.log(String(response.status)))`;
    expect(await exec(script)).toMatchObject({ stdout: "200\n", code: 0 });
  });

  it("needs no seed to begin with: it says that it has the example", async () => {
    const url = "https://contoso.search.windows.net/indexes/documents?api-version=2024-07-01";
    const script = `fetch("${url}").then(({ status }) => console.log(String(status)))`;
    const args = ["exec", "--port", "0", "--", process.execPath, "-e", script];
    expect(await run(args)).toMatchObject({
      stdout: "401\n",
      stderr: expect.stringMatching(/^Local Azure on \S+, with the example seed$/m),
      code: 0,
    });
  });

  it("leads a command to it without a proxy, if told so", async () => {
    const script = `
      const { AZURE_AUTHORITY_HOST, HTTPS_PROXY = "none" } = process.env;
      fetch(AZURE_AUTHORITY_HOST + "/common/discovery/instance").then(({ status }) =>
        console.log(String(status), HTTPS_PROXY));
    `;
    const [command, ...rest] = execArgs(process.execPath, "-e", script);
    const args = [command ?? "", "--direct", ...rest];
    const bare = { HTTPS_PROXY: "none", NODE_USE_ENV_PROXY: "0" };
    expect(await run(args, bare)).toMatchObject({ stdout: "200 none\n", code: 0 });
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

  it("says whom to sign in as, and shows by an example how to get a token", async () => {
    const child = start(["start", "--seed", seed, "--port", "0"]);
    const [said] = (await once(child.stdout!, "data")) as [Buffer];
    child.kill("SIGTERM");
    expect(String(said)).toContain(`Tenant      ${tenantId}`);
    expect(String(said)).toContain(`Client id   ${chatApp.appId}`);
    expect(String(said)).toContain(ada.userPrincipalName);
    const { stdout } = await run(["token", "--help"]);
    expect(stdout).toContain("azure-emulator token --user ada@contoso.example\n");
  }, 20_000);

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

describe("azure-emulator exec --allow-host", { timeout: 60_000 }, () => {
  it("lets a host through by the proxy that was set already, and no other", async () => {
    const asked: string[] = [];
    const proxy = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.end("from the proxy");
    });
    proxy.on("connect", (request: IncomingMessage, socket: Socket) => {
      asked.push(request.url ?? "");
      socket.end("HTTP/1.1 200 OK\r\n\r\n");
    });
    await once(proxy.listen(0, "127.0.0.1"), "listening");
    const { port } = proxy.address() as AddressInfo;
    const script = `
      const ask = (url) => fetch(url).then(() => "answered", () => "failed");
      Promise.all([ask("https://registry.example/"), ask("https://other.example/")])
        .then(() => console.log("done"))`;
    const { stdout } = await run(
      [...execArgs(process.execPath, "-e", script)].toSpliced(
        1,
        0,
        "--allow-host",
        "registry.example",
      ),
      { HTTPS_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: "", no_proxy: "" },
    );
    proxy.close();
    expect(stdout).toBe("done\n");
    expect(asked).toEqual(["registry.example:443"]);
  });

  it("lets no host of Azure's through", async () => {
    const refused = await run(["exec", "--seed", seed, "--allow-host", "*.windows.net", "--", "x"]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("Azure's") });
  });
});

describe("azure-emulator doctor", { timeout: 60_000 }, () => {
  it("has the programs of this machine connect", async () => {
    const path = `${dirname(process.execPath)}:${process.env["PATH"]}`;
    const doctor = ["doctor", "--seed", seed, "node"];
    expect(await run(doctor, { PATH: path })).toEqual({
      stdout: "connects  node\n",
      stderr: "",
      code: 0,
    });
  });

  it("says that an old Node misses the proxy, and what is not there", async () => {
    const programs = join(folder, "programs");
    mkdirSync(programs, { recursive: true });
    writeFileSync(join(programs, "node"), "#!/bin/sh\necho v20.20.2\n", { mode: 0o755 });
    const doctor = ["doctor", "--seed", seed, "node", "curl"];
    const { stdout, code } = await run(doctor, { PATH: programs });
    expect(stdout).toBe(
      "fails     node: v20.20.2 does not heed NODE_USE_ENV_PROXY, so what goes by fetch misses the proxy: openai, Graph, MSAL\n          Use Node 22.21, 24.5 or later.\nmissing   curl\n",
    );
    expect(code).toBe(1);
  });

  it("says that curl and Python have to be told of the certificate", async () => {
    const programs = join(folder, "certificates");
    mkdirSync(programs, { recursive: true });
    const script = "#!/bin/sh\necho certificate verify failed >&2\nexit 60\n";
    for (const name of ["curl", "python3"]) {
      writeFileSync(join(programs, name), script, { mode: 0o755 });
    }
    const doctor = ["doctor", "--seed", seed, "curl", "python3"];
    const { stdout } = await run(doctor, { PATH: programs });
    expect(stdout).toMatch(
      /fails {5}curl: .*\n.*CURL_CA_BUNDLE[^]*fails {5}python3: .*\n.*SSL_CERT_FILE/,
    );
  });

  it("says what the environment spoils, and tries nothing that exec would not run", async () => {
    const doctor = ["doctor", "--seed", seed, "node"];
    const { stdout, code } = await run(doctor, { NODE_ENV: "production", AZURE_TENANT_ID: "x" });
    expect(stdout).toMatch(/fails {5}every client: NODE_ENV[^]*fails {5}EnvironmentCredential/);
    expect(stdout).not.toContain("connects");
    expect(code).toBe(1);
  });
});

describe("azure-emulator seed", { timeout: 60_000 }, () => {
  it("prints a seed that it can be started with, and the schema", async () => {
    const { stdout } = await run(["seed"]);
    const file = join(folder, "example.json");
    writeFileSync(file, stdout);
    const doctor = await run(["doctor", "--seed", file, "curl"], { PATH: folder });
    expect(doctor).toMatchObject({ stdout: "missing   curl\n", code: 0 });
    const schema = await run(["seed", "--schema"]);
    expect(JSON.parse(schema.stdout)).toMatchObject({ type: "object" });
  });
});
