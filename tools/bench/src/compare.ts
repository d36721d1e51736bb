// oxlint-disable no-await-in-loop -- taking turns is what makes the ratios fair
/** Two ways to do the same work. */
export interface Comparison {
  readonly name: string;
  /** What the subject is compared with, in a few words. */
  readonly peerName: string;
  /** The ratio that is aimed at, at most. */
  readonly aim?: number;
  /** Makes what both work on; it is not measured. */
  setUp(): Promise<Contestants>;
}

/** What is measured. Each returns what it made, so that nothing is optimised away and both can be checked. */
interface Contestants {
  readonly subject: () => unknown;
  readonly peer: () => unknown;
  /** How often each works in one round (1). */
  readonly repeats?: number;
}

/** What one comparison came to. */
export interface Outcome {
  readonly name: string;
  readonly peerName: string;
  readonly aim: number | undefined;
  /** Time of the subject by time of the peer, the median of all rounds. */
  readonly ratio: number;
  /** Median time of the subject for one piece of work, in microseconds. */
  readonly subjectInUs: number;
  /** Median time of the peer for one piece of work, in microseconds. */
  readonly peerInUs: number;
}

/** The first rounds only warm up. */
const warmUpRounds = 3;

/**
 * Measures two ways against each other. They take turns, so that whatever else the machine does concerns
 * both, and each round has a ratio of its own.
 */
export async function compare(comparison: Comparison, rounds: number): Promise<Outcome> {
  const { name, peerName, aim } = comparison;
  const { subject, peer, repeats = 1 } = await comparison.setUp();
  const times: { subject: number; peer: number }[] = [];
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    const first = await timeInUs(subject, repeats);
    const second = await timeInUs(peer, repeats);
    if (round >= 0) times.push({ subject: first, peer: second });
  }
  return {
    name,
    peerName,
    aim,
    ratio: median(times.map((time) => time.subject / time.peer)),
    subjectInUs: median(times.map((time) => time.subject)),
    peerInUs: median(times.map((time) => time.peer)),
  };
}

async function timeInUs(work: () => unknown, repeats: number): Promise<number> {
  const start = performance.now();
  for (let done = 0; done < repeats; done += 1) {
    const result = work();
    if (result instanceof Promise) await result;
  }
  return ((performance.now() - start) * 1000) / repeats;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
