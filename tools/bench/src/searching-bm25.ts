import type { CorpusDocument } from "./searching-corpus.ts";

const k1 = 1.2;
const b = 0.75;

interface FieldStatistics {
  /** How often each term stands in each document. */
  readonly frequencies: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly lengths: ReadonlyMap<string, number>;
  readonly averageLength: number;
}

/**
 * Ranks by BM25 as its definition has it, field by field: what other engines are held against. It is
 * written to be read and not to be fast.
 *
 * @see https://lucene.apache.org/core/9_11_0/core/org/apache/lucene/search/similarities/BM25Similarity.html
 * @returns A function that gives the ids of the best documents for some words; of equals the first by id.
 */
export function createReferenceRanking(
  documents: readonly CorpusDocument[],
): (query: string, count: number) => readonly string[] {
  const fields = (["title", "content"] as const).map((name) => statisticsOf(documents, name));
  return (query, count) => {
    const scores = new Map<string, number>();
    for (const term of query.split(" ")) {
      for (const field of fields) {
        for (const [id, score] of scoresOf(field, term)) {
          scores.set(id, (scores.get(id) ?? 0) + score);
        }
      }
    }
    return [...scores]
      .toSorted(([left, low], [right, high]) => high - low || (left < right ? -1 : 1))
      .slice(0, count)
      .map(([id]) => id);
  };
}

function statisticsOf(
  documents: readonly CorpusDocument[],
  name: "title" | "content",
): FieldStatistics {
  const frequencies = new Map<string, Map<string, number>>();
  const lengths = new Map<string, number>();
  let total = 0;
  for (const document of documents) {
    const terms = document[name].split(" ");
    lengths.set(document.id, terms.length);
    total += terms.length;
    for (const term of terms) {
      const found = frequencies.get(term) ?? new Map<string, number>();
      frequencies.set(term, found.set(document.id, (found.get(document.id) ?? 0) + 1));
    }
  }
  return { frequencies, lengths, averageLength: total / documents.length };
}

function* scoresOf(
  { frequencies, lengths, averageLength }: FieldStatistics,
  term: string,
): Iterable<readonly [id: string, score: number]> {
  const found = frequencies.get(term);
  if (!found) return;
  const rarity = Math.log(1 + (lengths.size - found.size + 0.5) / (found.size + 0.5));
  for (const [id, frequency] of found) {
    const norm = k1 * (1 - b + (b * (lengths.get(id) ?? 0)) / averageLength);
    yield [id, (rarity * frequency) / (frequency + norm)];
  }
}
