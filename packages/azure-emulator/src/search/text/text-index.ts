import type { Token } from "./analyze.ts";
import type { Analyzer } from "./analyzer.ts";
import type { Sequence } from "./query-words.ts";
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
   * BM25 scores of the documents whose field has any of some sequences: the terms at these distances from
   * each other. All of them count as one word.
   *
   * @param slop By how many places they may be off altogether (none).
   */
  matchAny(path: string, sequences: readonly Sequence[], slop?: number): Scores;
}

/** Where a term stands in the documents. */
type Postings = Map<string, number[]>;

interface FieldIndex {
  readonly analyzer: Analyzer;
  readonly postings: Map<string, Postings>;
  /** Number of terms by document. */
  readonly lengths: Map<string, number>;
  totalLength: number;
}

/** Positions between two values of a collection, so that no sequence spans them. */
const valueGap = 100;

const defaultK1 = 1.2;
const defaultB = 0.75;

/** A field that full-text queries look into. */
export interface TextField extends FieldAtPath {
  /** Reads the texts of documents. */
  readonly indexAnalyzer: Analyzer;
  /** Reads queries. */
  readonly searchAnalyzer: Analyzer;
}

const standardAnalyzer = "standard.lucene";

/** The fields that full-text queries look into. */
export function searchableTextFields({ fields, analysis }: IndexDefinition): readonly TextField[] {
  return leafFields(fields)
    .filter(({ field }) => field.searchable && isTextType(field.type))
    .map((each) => {
      const { analyzer, indexAnalyzer, searchAnalyzer } = each.field;
      return {
        path: each.path,
        field: each.field,
        indexAnalyzer: analysis.analyzer(indexAnalyzer ?? analyzer ?? standardAnalyzer),
        searchAnalyzer: analysis.analyzer(searchAnalyzer ?? analyzer ?? standardAnalyzer),
      };
    });
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
      analyzer: each.indexAnalyzer,
      postings: new Map(),
      lengths: new Map(),
      totalLength: 0,
    });
  }

  const score = (index: FieldIndex, found: ReadonlyMap<string, number>): Scores => {
    const { size } = index.lengths;
    const rarity = Math.log(1 + (size - found.size + 0.5) / (found.size + 0.5)) * (k1 + 1);
    const shortNorm = k1 * (1 - b);
    const normByLength = (k1 * b * size) / index.totalLength;
    const scores = new Map<string, number>();
    for (const [key, frequency] of found) {
      const norm = shortNorm + normByLength * (index.lengths.get(key) ?? 0);
      scores.set(key, (rarity * frequency) / (frequency + norm));
    }
    return scores;
  };

  return {
    paths: [...indexes.keys()],
    add(key, document) {
      for (const [path, index] of indexes) {
        const tokens = tokensOf(document, path, index.analyzer);
        if (tokens.length === 0) continue;
        const length = lengthOf(tokens);
        index.lengths.set(key, length);
        index.totalLength += length;
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
    matchAny(path, sequences, slop = 0) {
      const index = indexes.get(path);
      if (!index) return new Map();
      const [only] = sequences;
      if (only && sequences.length === 1) return score(index, frequencies(index, only, slop));
      const found = new Map<string, number>();
      for (const sequence of sequences) {
        for (const [key, frequency] of frequencies(index, sequence, slop)) {
          found.set(key, (found.get(key) ?? 0) + frequency);
        }
      }
      return score(index, found);
    },
  };
}

/** How many places have terms: those that share one count once, as in Lucene. */
function lengthOf(tokens: readonly Token[]): number {
  return tokens.filter(({ position }, at) => tokens[at - 1]?.position !== position).length;
}

/** How often a sequence stands in each document. */
function frequencies(
  index: FieldIndex,
  [first, ...others]: Sequence,
  slop: number,
): ReadonlyMap<string, number> {
  const starts = first && index.postings.get(first.term);
  const found = new Map<string, number>();
  if (!starts) return found;
  const rows = others.map(({ term, position }) => ({
    postings: index.postings.get(term),
    distance: position - first.position,
  }));
  for (const [key, positions] of starts) {
    const frequency =
      rows.length === 0 ? positions.length : countSequences(key, positions, rows, slop);
    if (frequency > 0) found.set(key, frequency);
  }
  return found;
}

function tokensOf(document: SearchDocument, path: string, analyzer: Analyzer): readonly Token[] {
  let offset = 0;
  return valuesAt(document, path).flatMap((value) => {
    const tokens = analyzer.analyze(String(value));
    const moved =
      offset === 0
        ? tokens
        : tokens.map((token) => Object.assign({}, token, { position: token.position + offset }));
    offset += (tokens.at(-1)?.position ?? 0) + valueGap;
    return moved;
  });
}

/** How often terms stand at their distances from a first one in a document. */
function countSequences(
  key: string,
  starts: readonly number[],
  others: readonly { readonly postings: Postings | undefined; readonly distance: number }[],
  slop: number,
): number {
  return starts.filter((start) => {
    let moves = 0;
    for (const { postings, distance } of others) {
      const wanted = start + distance;
      const positions = postings?.get(key) ?? [];
      moves += Math.min(...positions.map((position) => Math.abs(position - wanted)));
    }
    return moves <= slop;
  }).length;
}
