import { invalidRequest } from "../../search-error.ts";
import { maxTermLength, type ComponentOptions } from "../component-options.ts";
import { spreadTerms, type TokenFilter } from "../token-filter.ts";

/** How long grams are. */
export interface GramSizes {
  readonly min: number;
  readonly max: number;
}

/** The `minGram` and `maxGram` of a part of an analyzer. */
export function readGramSizes(options: ComponentOptions): GramSizes {
  const range = { min: 1, max: maxTermLength };
  const min = options.integer("minGram", 1, range);
  const max = options.integer("maxGram", 2, range);
  if (min <= max) return { min, max };
  throw invalidRequest("index", "'minGram' must be less than 'maxGram'.");
}

/** `nGram_v2`: all parts of a term of some lengths, by where they begin. */
export function nGrams(options: ComponentOptions): TokenFilter {
  const sizes = readGramSizes(options);
  return spreadTerms(({ term }) => {
    const characters = Array.from(term);
    return characters.flatMap((_, start) => gramsFrom(characters.slice(start), sizes));
  });
}

/** `edgeNGram_v2`: what terms begin with, or end with. */
export function edgeNGrams(options: ComponentOptions): TokenFilter {
  const sizes = readGramSizes(options);
  const side = options.choice("side", "front", { emulated: ["front", "back"] });
  return spreadTerms(({ term }) => {
    const characters = Array.from(term);
    if (side === "front") return gramsFrom(characters, sizes);
    return gramsFrom(characters.toReversed(), sizes).map((gram) =>
      Array.from(gram).toReversed().join(""),
    );
  });
}

/** `dictionary_decompounder`: a term, and the words of a list that it is made of. */
export function decompound(options: ComponentOptions): TokenFilter {
  const words = new Set(options.texts("wordList").map((word) => word.toLowerCase()));
  const minWord = options.integer("minWordSize", 5);
  const min = options.integer("minSubwordSize", 2, { min: 1 });
  const max = options.integer("maxSubwordSize", 15, { min: 1 });
  const isLongestOnly = options.flag("onlyLongestMatch", false);
  return spreadTerms(({ term }) => {
    const characters = Array.from(term);
    if (characters.length < minWord) return [term];
    const parts = characters.flatMap((_, start) => {
      const found = gramsFrom(characters.slice(start), { min, max }).filter((gram) =>
        words.has(gram.toLowerCase()),
      );
      return isLongestOnly ? found.slice(-1) : found;
    });
    return [term, ...parts];
  });
}

function gramsFrom(characters: readonly string[], { min, max }: GramSizes): readonly string[] {
  const grams: string[] = [];
  for (let size = min; size <= Math.min(max, characters.length); size += 1) {
    grams.push(characters.slice(0, size).join(""));
  }
  return grams;
}
