// oxlint-disable no-await-in-loop -- one at a time, or they would disturb each other
import { setTimeout as delay } from "node:timers/promises";
import { startChild, type BenchChild } from "./proxying-child.ts";
import { applyLoad } from "./proxying-load.ts";
import { issueBenchToken } from "./proxying-token.ts";

/** What takes part, and how it is called in what is printed. */
export const answererNames: Readonly<Record<string, string>> = {
  bare: "bare node:http proxy of one call",
  minimum: "hand-made: a search, an answer",
  calls: "hand-made: intents, a search, an answer",
  engine: "the engine",
  entrim: "the engine behind the guard",
};

/** How much is measured. */
export interface AnsweringLoad {
  readonly rounds: number;
  /** In each round, all of them streamed. */
  readonly requests: number;
  /** How many streams are open at once when memory is looked at. */
  readonly streams: number;
  /** Which ways, the hand-made ones and the bare one aside (all). */
  readonly only?: readonly string[] | undefined;
  /** Where to write processor profiles (nowhere). */
  readonly profileDirectory?: string | undefined;
}

/** What a way to answer came to; medians of all rounds, each by what the others did in the same one. */
export interface AnsweringFigures {
  readonly name: string;
  /** Answers in a second, by those of the bare proxy. */
  readonly rateByBare: number;
  /** Answers in a second, by those of the hand-made minimum. */
  readonly rateByMinimum: number;
  /** Processor time for an answer. */
  readonly processorInMs: number;
  /** What of it the same calls take without it. */
  readonly addedProcessorInMs: number;
  /** How much later the first byte comes than of the same calls without it. */
  readonly addedFirstByteInMs: number;
  /** What an open stream takes of memory, while there are many. */
  readonly streamInKiB: number;
  /** Memory that the process holds with all of them. */
  readonly residentInMiB: number;
}

/** Enough for an answer that takes a tenth of a second of waiting not to be what limits the rate. */
const connections = 96;
const path = "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21";

/**
 * Measures ways to answer from documents, each in a process of its own, before the same services. They take
 * turns, so that whatever else the machine does concerns them all.
 */
export async function measureAnswering(load: AnsweringLoad): Promise<readonly AnsweringFigures[]> {
  const { token, documents, ...told } = await issueBenchToken();
  const children: BenchChild[] = [];
  const start = async (...args: Parameters<typeof startChild>): Promise<BenchChild> => {
    const child = startChild(...args);
    children.push(child);
    await child.ready;
    return child;
  };
  try {
    const service = await start("answering-upstream", []);
    for (const document of documents) service.say(document);
    const upstream = `http://127.0.0.1:${(await service.ready).port}`;
    const contestants: Contestant[] = [];
    for (const name of Object.keys(answererNames)) {
      const isPeer = ["bare", "minimum", "calls"].includes(name);
      if (load.only && !isPeer && !load.only.includes(name)) continue;
      const directory = load.profileDirectory;
      const flags = directory ? ["--cpu-prof", `--cpu-prof-dir=${directory}/${name}`] : [];
      const args = [name, upstream, JSON.stringify(told)];
      const child = await start("answering-contestant", args, flags);
      const { port } = await child.ready;
      contestants.push({ name, port, token, usage: () => child.ask() as Promise<Usage> });
    }
    return await takeTurns(contestants, load);
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}

interface Usage {
  readonly processorInUs: number;
  readonly residentInBytes: number;
}

interface Contestant {
  readonly name: string;
  readonly port: number;
  readonly token: string;
  /** What its process has used so far. */
  readonly usage: () => Promise<Usage>;
}

interface Round {
  readonly rate: number;
  readonly processorInMs: number;
  readonly firstByteInMs: number;
}

interface Memory {
  readonly streamInKiB: number;
  readonly residentInMiB: number;
}

async function takeTurns(
  contestants: readonly Contestant[],
  { rounds, requests, streams }: AnsweringLoad,
): Promise<readonly AnsweringFigures[]> {
  const measured = new Map(contestants.map(({ name }) => [name, [] as Round[]]));
  // the first round only warms up
  for (let round = -1; round < rounds; round += 1) {
    for (const contestant of contestants) {
      const figures = await measureOnce(contestant, requests);
      if (round >= 0) measured.get(contestant.name)?.push(figures);
    }
  }
  const memory = new Map<string, Memory>();
  for (const contestant of contestants) {
    memory.set(contestant.name, await measureMemory(contestant, streams));
  }
  const roundsOf = (name: string): readonly Round[] => measured.get(name) ?? [];
  const compared = (name: string, peer: string, how: (own: Round, other: Round) => number) =>
    median(
      roundsOf(name).flatMap((own, n) => {
        const other = roundsOf(peer)[n];
        return other ? [how(own, other)] : [];
      }),
    );
  return contestants.map(({ name }) => ({
    name,
    rateByBare: compared(name, "bare", (own, other) => own.rate / other.rate),
    rateByMinimum: compared(name, "minimum", (own, other) => own.rate / other.rate),
    processorInMs: median(roundsOf(name).map(({ processorInMs }) => processorInMs)),
    addedProcessorInMs: compared(
      name,
      "calls",
      (own, other) => own.processorInMs - other.processorInMs,
    ),
    addedFirstByteInMs: compared(
      name,
      "calls",
      (own, other) => own.firstByteInMs - other.firstByteInMs,
    ),
    streamInKiB: memory.get(name)?.streamInKiB ?? Number.NaN,
    residentInMiB: memory.get(name)?.residentInMiB ?? Number.NaN,
  }));
}

async function measureOnce(contestant: Contestant, requests: number): Promise<Round> {
  const before = await contestant.usage();
  const { elapsedInMs } = await ask(contestant, { connections, requests });
  const after = await contestant.usage();
  const { firstBytesInMs } = await ask(contestant, { connections: 1, requests: 20 });
  return {
    rate: (requests / elapsedInMs) * 1000,
    processorInMs: (after.processorInUs - before.processorInUs) / requests / 1000,
    firstByteInMs: median(firstBytesInMs),
  };
}

/** Looks at the process in the middle of answers that take four seconds. */
async function measureMemory(contestant: Contestant, streams: number): Promise<Memory> {
  const before = await contestant.usage();
  const load = { connections: streams, requests: streams, question: "Say it slowly." };
  const answers = ask(contestant, load);
  await delay(2_500);
  const { residentInBytes } = await contestant.usage();
  await answers;
  return {
    streamInKiB: (residentInBytes - before.residentInBytes) / streams / 2 ** 10,
    residentInMiB: residentInBytes / 2 ** 20,
  };
}

function ask(
  { port, token }: Contestant,
  {
    question = "How long is parental leave?",
    ...load
  }: { readonly connections: number; readonly requests: number; readonly question?: string },
): ReturnType<typeof applyLoad> {
  const messages = [
    { role: "system", content: "Answer from the documents. ".repeat(20) },
    { role: "user", content: question },
  ];
  return applyLoad({
    ...load,
    port,
    path,
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ messages, stream: true }),
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
