import { analyze, type Token } from "./analyze.ts";
import { leafFields, valuesAt, type FieldAtPath } from "../schema/find-field.ts";
import { isTextType } from "../schema/field-types.ts";
import type { IndexDefinition } from "../schema/index-definition.ts";
import type { SearchDocument } from "../documents/document-value.ts";

/** How well documents match, by their keys. */
export type Scores = ReadonlyMap<string, number>;

/** The full-text index of the searchable fields. */
export interface TextIndex {
  /** Paths of the fields in it. */
  readonly paths: readonly string[];
  add(key: string, document: SearchDocument): void;
  remove(key: string, document: SearchDocument): void;
  /** All terms of a field. */
  terms(path: string): Iterable<string>;
  /**
   * BM25 scores of the documents whose field has the terms at these distances from each other.
   *
   * @param slop By how many places they may be off altogether (none).
   */
  matchSequence(path: string, sequence: Sequence, slop?: number): Scores;
}

/** Terms and where they stand, from wherever the first one does. */
type Sequence = readonly Pick<Token, "term" | "position">[];

/** Where a term stands in the documents. */
type Postings = Map<string, number[]>;

interface FieldIndex {
  readonly analyzer: string;
  readonly postings: Map<string, Postings>;
  /** Number of terms by document. */
  readonly lengths: Map<string, number>;
  totalLength: number;
}

/** Positions between two values of a collection, so that no sequence spans them. */
const valueGap = 100;

const defaultK1 = 1.2;
const defaultB = 0.75;

/** The analyzer that texts of a field are indexed with. */
export function indexAnalyzerOf({ field }: FieldAtPath): string {
  return field.indexAnalyzer ?? field.analyzer ?? "standard.lucene";
}

/** The analyzer that queries of a field are read with. */
export function searchAnalyzerOf({ field }: FieldAtPath): string {
  return field.searchAnalyzer ?? field.analyzer ?? "standard.lucene";
}

/** The fields that full-text queries look into. */
export function searchableTextFields({ fields }: IndexDefinition): readonly FieldAtPath[] {
  return leafFields(fields).filter(({ field }) => field.searchable && isTextType(field.type));
}

/**
 * An empty full-text index.
 *
 * @see https://en.wikipedia.org/wiki/Okapi_BM25
 */
export function createTextIndex(definition: IndexDefinition): TextIndex {
  const k1 = definition.similarity.k1 ?? defaultK1;
  const b = definition.similarity.b ?? defaultB;
  const indexes = new Map<string, FieldIndex>();
  for (const each of searchableTextFields(definition)) {
    indexes.set(each.path, {
      analyzer: indexAnalyzerOf(each),
      postings: new Map(),
      lengths: new Map(),
      totalLength: 0,
    });
  }

  const score = (index: FieldIndex, found: ReadonlyMap<string, number>): Scores => {
    const { size } = index.lengths;
    const averageLength = index.totalLength / size;
    const rarity = Math.log(1 + (size - found.size + 0.5) / (found.size + 0.5));
    const scores = new Map<string, number>();
    for (const [key, frequency] of found) {
      const length = index.lengths.get(key) ?? 0;
      const norm = k1 * (1 - b + (b * length) / averageLength);
      scores.set(key, (rarity * frequency * (k1 + 1)) / (frequency + norm));
    }
    return scores;
  };

  return {
    paths: [...indexes.keys()],
    add(key, document) {
      for (const [path, index] of indexes) {
        const tokens = tokensOf(document, path, index.analyzer);
        if (tokens.length === 0) continue;
        index.lengths.set(key, tokens.length);
        index.totalLength += tokens.length;
        for (const { term, position } of tokens) {
          let postings = index.postings.get(term);
          if (!postings) index.postings.set(term, (postings = new Map()));
          const positions = postings.get(key);
          if (positions) positions.push(position);
          else postings.set(key, [position]);
        }
      }
    },
    remove(key, document) {
      for (const [path, index] of indexes) {
        index.totalLength -= index.lengths.get(key) ?? 0;
        index.lengths.delete(key);
        for (const { term } of tokensOf(document, path, index.analyzer)) {
          const postings = index.postings.get(term);
          postings?.delete(key);
          if (postings?.size === 0) index.postings.delete(term);
        }
      }
    },
    terms: (path) => indexes.get(path)?.postings.keys() ?? [],
    matchSequence(path, [first, ...others], slop = 0) {
      const index = indexes.get(path);
      const starts = first && index?.postings.get(first.term);
      if (!index || !starts) return new Map();
      const rows = others.map(({ term, position }) => ({
        postings: index.postings.get(term),
        distance: position - first.position,
      }));
      const found = new Map<string, number>();
      for (const [key, positions] of starts) {
        const places = rows.map(({ postings, distance }) => ({
          positions: postings?.get(key) ?? [],
          distance,
        }));
        const frequency = countSequences(positions, places, slop);
        if (frequency > 0) found.set(key, frequency);
      }
      return score(index, found);
    },
  };
}

function tokensOf(document: SearchDocument, path: string, analyzer: string): readonly Token[] {
  let offset = 0;
  return valuesAt(document, path).flatMap((value) => {
    const tokens = analyze(String(value), analyzer);
    const moved = tokens.map((token) => ({ ...token, position: token.position + offset }));
    offset += (tokens.at(-1)?.position ?? 0) + valueGap;
    return moved;
  });
}

/** How often terms stand at their distances from a first one. */
function countSequences(
  starts: readonly number[],
  others: readonly { readonly positions: readonly number[]; readonly distance: number }[],
  slop: number,
): number {
  if (others.length === 0) return starts.length;
  return starts.filter((start) => {
    let moves = 0;
    for (const { positions, distance } of others) {
      const wanted = start + distance;
      moves += Math.min(...positions.map((position) => Math.abs(position - wanted)));
    }
    return moves <= slop;
  }).length;
}
