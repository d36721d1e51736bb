import { wordsOf } from "./words.ts";

/** How much a part of a word counts beside the word. */
const partWeight = 0.3;

/**
 * A vector of length 1 by the words of a text and their parts: texts that share words are near each
 * other. It knows nothing of meaning; the same text has the same vector on every machine.
 */
export function textVector(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  const add = (feature: string, weight: number): void => {
    const hash = hashOf(feature);
    const index = hash % dimensions;
    // the other half of the hash decides the sign, so that features which meet cancel out
    vector[index] = (vector[index] ?? 0) + (hash & 0x40000000 ? weight : -weight);
  };
  for (const word of wordsOf(text)) {
    add(word, 1);
    for (const part of partsOf(word)) add(part, partWeight);
  }
  const length = Math.hypot(...vector);
  // a text without words still has to point somewhere
  if (length === 0) vector[0] = 1;
  else vector.forEach((value, index) => (vector[index] = value / length));
  return vector;
}

/** Three letters at a time, the word's ends marked. */
function partsOf(word: string): readonly string[] {
  const signs = Array.from(`^${word}$`);
  return signs.slice(2).map((_, index) => signs.slice(index, index + 3).join(""));
}

/** FNV-1a, mixed once more, as its low bits are poor. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
}
