// npm run bench:proxying -w tools/bench: proxies against a bare one, each in a process of its own, before the
// same service. README.md says what the figures mean.
// oxlint-disable no-await-in-loop -- one at a time, or they would disturb each other
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { extname } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createEmulator, emulatorTenantId } from "@entrim/azure-emulator";
import { Command } from "commander";
import { applyLoad, type LoadResult } from "./proxying-load.ts";

const given = new Command("npm run bench:proxying -w tools/bench --")
  .description("Measure proxies against a bare one")
  .option("--rounds <number>", "how often each is measured", "9")
  .option("--requests <number>", "how many requests a round has; streamed ones are a tenth", "3000")
  .option("--only <names>", "only these, with commas between them, and the bare one")
  .option("--profile <directory>", "write processor profiles of the contestants there")
  .parse()
  .opts<{ rounds: string; requests: string; only?: string; profile?: string }>();
const [rounds, requests] = [Number(given.rounds), Number(given.requests)];
const connections = 32;

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const appId = id(1);

/** What takes part, and how it is called in what is printed. */
const names: Readonly<Record<string, string>> = {
  bare: "bare node:http proxy",
  entrim: "entrim, behind node:http",
  "entrim-express": "entrim, in Express",
  "http-proxy-middleware": "Express + http-proxy-middleware",
  "http-proxy-middleware-jwt": "the same + express-oauth2-jwt-bearer",
  portkey: "@portkey-ai/gateway",
};

interface Contestant {
  readonly name: string;
  readonly port: number;
  /** What its process has used so far. */
  readonly usage: () => Promise<{ processorInUs: number; residentInBytes: number }>;
}

/** One figure of one contestant, by round. */
const figures = new Map<string, number[]>();

function record(contestant: string, figure: string, value: number): void {
  const key = `${contestant}/${figure}`;
  figures.set(key, [...(figures.get(key) ?? []), value]);
}

const children: ChildProcessWithoutNullStreams[] = [];

function startChild(file: string, args: readonly string[], flags: readonly string[] = []) {
  // built or not, as this file is
  const path = fileURLToPath(new URL(`${file}${extname(import.meta.url)}`, import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, ...flags, path, ...args], {
    env: { PATH: process.env["PATH"], NODE_ENV: "production" },
  });
  child.stderr.pipe(process.stderr);
  children.push(child);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  /** The next line that is JSON; what a contestant says besides is its own affair. */
  const nextLine = async (): Promise<string> => {
    for (;;) {
      const { done, value } = await lines.next();
      if (done) throw new Error(`bench: ${file} ${args[0] ?? ""} ended`);
      if (/^[\d{]/.test(value)) return value;
    }
  };
  return { child, nextLine };
}

/** A token of somebody in ten groups, and the documents by which it is verified. */
const groups = Array.from({ length: 10 }, (_, n) => ({ id: id(100 + n), displayName: `${n}` }));
const azure = createEmulator({
  seed: {
    tenant: { displayName: "Contoso", domain: "contoso.example" },
    subscriptionId: id(2),
    resourceGroup: "bench",
    groups,
    users: [
      {
        id: id(3),
        userPrincipalName: "ada@contoso.example",
        displayName: "Ada",
        memberOf: groups.map((group) => group.id),
      },
    ],
    apps: [
      {
        appId,
        objectId: id(4),
        displayName: "Chat",
        identifierUri: `api://${appId}`,
        redirectUris: [],
        scopes: ["access_as_user"],
        groupMembershipClaims: "SecurityGroup",
      },
    ],
  },
});
const token = await azure.issueToken({
  user: "ada@contoso.example",
  scope: `api://${appId}/access_as_user`,
});

const service = startChild("proxying-upstream", []);
const upstream = `http://127.0.0.1:${await service.nextLine()}`;
for (const path of ["v2.0/.well-known/openid-configuration", "discovery/v2.0/keys"]) {
  const address = `/${emulatorTenantId}/${path}`;
  const response = await azure.fetch(new Request(`https://login.microsoftonline.com${address}`));
  const line = JSON.stringify({ path: address, body: await response.text() });
  service.child.stdin.write(`${line}\n`);
}

const wanted = given.only?.split(",");
const contestants: Contestant[] = [];
for (const name of Object.keys(names)) {
  if (wanted && name !== "bare" && !wanted.includes(name)) continue;
  const flags = given.profile ? ["--cpu-prof", `--cpu-prof-dir=${given.profile}/${name}`] : [];
  const { child, nextLine } = startChild(
    "proxying-contestant",
    [name, upstream, emulatorTenantId, appId],
    flags,
  );
  const { port } = JSON.parse(await nextLine()) as { port: number };
  contestants.push({
    name,
    port,
    async usage() {
      child.stdin.write("\n");
      return JSON.parse(await nextLine()) as { processorInUs: number; residentInBytes: number };
    },
  });
}

const path = {
  portkey: "/v1/chat/completions",
  others: "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21",
};
const headers = {
  authorization: `Bearer ${token}`,
  "x-portkey-provider": "openai",
  "x-portkey-custom-host": `${upstream}/v1`,
};
const chat = {
  model: "gpt-4o",
  messages: [
    { role: "system", content: "Answer from the documents. ".repeat(20) },
    { role: "user", content: "How long is parental leave?" },
  ],
  temperature: 0,
};

function ask(
  { name, port }: Contestant,
  load: { readonly connections: number; readonly requests: number; readonly isStreamed: boolean },
): Promise<LoadResult> {
  const { isStreamed, ...rest } = load;
  const body = JSON.stringify({ ...chat, ...(isStreamed && { stream: true }) });
  return applyLoad({
    ...rest,
    port,
    path: name === "portkey" ? path.portkey : path.others,
    headers,
    body,
  });
}

for (let round = -1; round < rounds; round += 1) {
  for (const contestant of contestants) {
    const { name, usage } = contestant;
    const isCounted = round >= 0;
    for (const isStreamed of [false, true]) {
      const count = isStreamed ? Math.ceil(requests / 10) : requests;
      const before = await usage();
      const { elapsedInMs } = await ask(contestant, { connections, requests: count, isStreamed });
      const after = await usage();
      const kind = isStreamed ? "streamed" : "json";
      if (!isCounted) continue;
      record(name, `${kind}-rate`, (count / elapsedInMs) * 1000);
      record(name, `${kind}-processor`, (after.processorInUs - before.processorInUs) / count);
      record(name, "resident", after.residentInBytes / 2 ** 20);
    }
    const { firstBytesInMs } = await ask(contestant, {
      connections: 1,
      requests: 30,
      isStreamed: true,
    });
    if (isCounted) record(name, "first-byte", median(firstBytesInMs));
  }
}

console.log(
  `${rounds} rounds of ${requests} requests, ${connections} connections; ratios are medians of the rounds, by the bare proxy\n`,
);
console.log(
  [
    "".padEnd(38),
    "JSON, rate",
    "JSON, processor",
    "streamed, processor",
    "first byte",
    "memory",
  ].join("  "),
);
for (const { name } of contestants) {
  const cells = [
    `${ratio(name, "json-rate").toFixed(2)} ×`.padStart(10),
    `${ratio(name, "json-processor").toFixed(2)} ×`.padStart(15),
    `${ratio(name, "streamed-processor").toFixed(2)} ×`.padStart(19),
    `+${difference(name, "first-byte").toFixed(2)} ms`.padStart(10),
    `${Math.max(...valuesOf(name, "resident")).toFixed(0)} MB`.padStart(6),
  ];
  console.log([(names[name] ?? "").padEnd(38), ...cells].join("  "));
}
const rate = (name: string): string => median(valuesOf(name, "json-rate")).toFixed(0);
console.log(`\nThe bare proxy: ${rate("bare")} requests per second on this machine.`);

for (const child of children) child.stdin.end();

function valuesOf(name: string, figure: string): readonly number[] {
  return figures.get(`${name}/${figure}`) ?? [];
}

function ratio(name: string, figure: string): number {
  const bare = valuesOf("bare", figure);
  return median(valuesOf(name, figure).map((value, round) => value / (bare[round] ?? Number.NaN)));
}

function difference(name: string, figure: string): number {
  const bare = valuesOf("bare", figure);
  return median(valuesOf(name, figure).map((value, round) => value - (bare[round] ?? Number.NaN)));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
