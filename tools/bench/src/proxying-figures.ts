// oxlint-disable no-await-in-loop -- one at a time, or they would disturb each other
import { startChild, type BenchChild } from "./proxying-child.ts";
import { applyLoad, type LoadResult } from "./proxying-load.ts";
import { issueBenchToken } from "./proxying-token.ts";

/** What takes part, and how it is called in what is printed; the first is what the others are compared with. */
export const proxyNames: Readonly<Record<string, string>> = {
  bare: "bare node:http proxy",
  entrim: "entrim, behind node:http",
  "entrim-express": "entrim, in Express",
  "http-proxy-middleware": "Express + http-proxy-middleware",
  "http-proxy-middleware-jwt": "the same + express-oauth2-jwt-bearer",
  portkey: "@portkey-ai/gateway",
};

/** What fails to stream with this version of Node: its answers' headers are immutable, and it changes them. */
const streamless: ReadonlySet<string> = new Set(["portkey"]);

/** How much is measured. */
export interface ProxyLoad {
  readonly rounds: number;
  /** Of JSON, in each round; of streams it is a tenth. */
  readonly requests: number;
  /** Which proxies, the bare one aside (all). */
  readonly only?: readonly string[] | undefined;
  /** Where to write processor profiles (nowhere). */
  readonly profileDirectory?: string | undefined;
}

/** What a proxy came to, by what the bare one did in the same rounds; medians of all rounds. */
export interface ProxyFigures {
  readonly name: string;
  /** Requests of JSON in a second, as a ratio. */
  readonly rate: number;
  /** Processor time for a request of JSON, as a ratio. */
  readonly processor: number;
  /** Processor time for a streamed answer, as a ratio; `NaN` for what cannot stream. */
  readonly streamedProcessor: number;
  /** How much later the first byte of a streamed answer comes; `NaN` likewise. */
  readonly firstByteInMs: number;
  /** Memory that the process held at most, at 32 connections. */
  readonly residentInMiB: number;
  /** Requests of JSON in a second, on this machine. */
  readonly requestsPerSecond: number;
}

const connections = 32;

/**
 * Measures proxies, each in a process of its own, before the same service. They take turns, so that whatever
 * else the machine does concerns them all.
 */
export async function measureProxies(load: ProxyLoad): Promise<readonly ProxyFigures[]> {
  const { token, tenantId, appId, documents } = await issueBenchToken();
  const children: BenchChild[] = [];
  const start = async (...args: Parameters<typeof startChild>): Promise<BenchChild> => {
    const child = startChild(...args);
    children.push(child);
    await child.ready;
    return child;
  };
  try {
    const service = await start("proxying-upstream", []);
    for (const document of documents) service.say(document);
    const upstream = `http://127.0.0.1:${(await service.ready).port}`;
    const contestants: Contestant[] = [];
    for (const name of Object.keys(proxyNames)) {
      if (load.only && name !== "bare" && !load.only.includes(name)) continue;
      const directory = load.profileDirectory;
      const flags = directory ? ["--cpu-prof", `--cpu-prof-dir=${directory}/${name}`] : [];
      const child = await start("proxying-contestant", [name, upstream, tenantId, appId], flags);
      const { port } = await child.ready;
      contestants.push({
        name,
        usage: () => child.ask() as Promise<Usage>,
        ask: askerOf({ name, port, token, upstream }),
      });
    }
    return await takeTurns(contestants, load);
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}

async function takeTurns(
  contestants: readonly Contestant[],
  { rounds, requests }: ProxyLoad,
): Promise<readonly ProxyFigures[]> {
  const measured = new Map(contestants.map(({ name }) => [name, [] as Round[]]));
  // the first round only warms up
  for (let round = -1; round < rounds; round += 1) {
    for (const contestant of contestants) {
      const figures = await measureOnce(contestant, requests);
      if (round >= 0) measured.get(contestant.name)?.push(figures);
    }
  }
  const bare = measured.get("bare") ?? [];
  return contestants.map(({ name }) => summarize(name, measured.get(name) ?? [], bare));
}

interface Usage {
  readonly processorInUs: number;
  readonly residentInBytes: number;
}

interface Contestant {
  readonly name: string;
  /** What its process has used so far. */
  readonly usage: () => Promise<Usage>;
  readonly ask: (load: {
    readonly connections: number;
    readonly requests: number;
    readonly isStreamed: boolean;
  }) => Promise<LoadResult>;
}

interface Round {
  readonly rate: number;
  readonly processor: number;
  readonly streamedProcessor: number;
  readonly firstByteInMs: number;
  readonly residentInMiB: number;
}

async function measureOnce({ name, usage, ask }: Contestant, requests: number): Promise<Round> {
  const streams = Math.ceil(requests / 10);
  const start = await usage();
  const { elapsedInMs } = await ask({ connections, requests, isStreamed: false });
  const middle = await usage();
  const whole = {
    rate: (requests / elapsedInMs) * 1000,
    processor: (middle.processorInUs - start.processorInUs) / requests,
    residentInMiB: middle.residentInBytes / 2 ** 20,
  };
  if (streamless.has(name)) return { ...whole, streamedProcessor: NaN, firstByteInMs: NaN };
  await ask({ connections, requests: streams, isStreamed: true });
  const end = await usage();
  const { firstBytesInMs } = await ask({ connections: 1, requests: 20, isStreamed: true });
  return {
    ...whole,
    streamedProcessor: (end.processorInUs - middle.processorInUs) / streams,
    firstByteInMs: median(firstBytesInMs),
    residentInMiB: Math.max(whole.residentInMiB, end.residentInBytes / 2 ** 20),
  };
}

function summarize(name: string, own: readonly Round[], bare: readonly Round[]): ProxyFigures {
  const compared = (how: (own: Round, bare: Round) => number): number =>
    median(own.flatMap((round, n) => (bare[n] ? [how(round, bare[n])] : [])));
  return {
    name,
    rate: compared((one, other) => one.rate / other.rate),
    processor: compared((one, other) => one.processor / other.processor),
    streamedProcessor: compared((one, other) => one.streamedProcessor / other.streamedProcessor),
    firstByteInMs: compared((one, other) => one.firstByteInMs - other.firstByteInMs),
    residentInMiB: Math.max(...own.map(({ residentInMiB }) => residentInMiB)),
    requestsPerSecond: median(own.map(({ rate }) => rate)),
  };
}

const chat = {
  model: "gpt-4o",
  messages: [
    { role: "system", content: "Answer from the documents. ".repeat(20) },
    { role: "user", content: "How long is parental leave?" },
  ],
  temperature: 0,
};

function askerOf({
  name,
  port,
  token,
  upstream,
}: {
  readonly name: string;
  readonly port: number;
  readonly token: string;
  readonly upstream: string;
}): Contestant["ask"] {
  const path = "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21";
  const isPortkey = name === "portkey";
  const own = { "x-portkey-provider": "openai", "x-portkey-custom-host": `${upstream}/v1` };
  return ({ isStreamed, ...load }) =>
    applyLoad({
      ...load,
      port,
      path: isPortkey ? "/v1/chat/completions" : path,
      headers: { authorization: `Bearer ${token}`, ...(isPortkey && own) },
      body: JSON.stringify({ ...chat, ...(isStreamed && { stream: true }) }),
    });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
