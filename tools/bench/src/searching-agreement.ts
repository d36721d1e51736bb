/** How far two rankings are the same. */
export interface Agreement {
  /** The share of the best that both have, from 0 to 1. */
  readonly overlap: number;
  /** Kendall's tau of those that both have: 1 for the same order, -1 for the reverse. */
  readonly tau: number;
}

/** The mean agreement of rankings with those that they are held against, query by query. */
export function agreementOf(
  rankings: readonly (readonly string[])[],
  references: readonly (readonly string[])[],
): Agreement {
  const each = rankings.map((ranking, query) => compareRankings(ranking, references[query] ?? []));
  return {
    overlap: mean(each.map(({ overlap }) => overlap)),
    tau: mean(each.map(({ tau }) => tau)),
  };
}

function compareRankings(ranking: readonly string[], reference: readonly string[]): Agreement {
  const shared = ranking.filter((id) => reference.includes(id));
  const size = Math.max(ranking.length, reference.length);
  const places = shared.map((id) => reference.indexOf(id));
  let balance = 0;
  let pairs = 0;
  for (const [at, first] of places.entries()) {
    for (const second of places.slice(at + 1)) {
      balance += first < second ? 1 : -1;
      pairs += 1;
    }
  }
  return { overlap: size === 0 ? 1 : shared.length / size, tau: pairs === 0 ? 1 : balance / pairs };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
