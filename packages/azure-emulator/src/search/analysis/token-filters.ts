import type { ComponentOptions } from "./component-options.ts";
import { decompound, edgeNGrams, nGrams } from "./filters/gram-filters.ts";
import { cjkBigram, commonGrams, shingle } from "./filters/neighbour-filters.ts";
import { patternCapture } from "./filters/pattern-capture.ts";
import { keep, length, limit, stopWords, unique } from "./filters/selection-filters.ts";
import {
  asciiFolding,
  elision,
  patternReplace,
  spellingFilters,
  truncate,
} from "./filters/spelling-filters.ts";
import {
  keywordMarker,
  keywordRepeat,
  porterStem,
  stemmer,
  stemmerOverride,
} from "./filters/stem-filters.ts";
import { synonym } from "./filters/synonym-filter.ts";
import { wordDelimiter } from "./filters/word-delimiter.ts";
import type { TokenFilter } from "./token-filter.ts";

type CreateTokenFilter = (options: ComponentOptions) => TokenFilter;

/**
 * Token filters that can be defined, by the names of their types.
 *
 * @see https://learn.microsoft.com/azure/search/index-add-custom-analyzers#token-filters
 */
export const tokenFilterTypes: Readonly<Record<string, CreateTokenFilter>> = {
  AsciiFoldingTokenFilter: asciiFolding,
  CjkBigramTokenFilter: cjkBigram,
  CommonGramTokenFilter: commonGrams,
  DictionaryDecompounderTokenFilter: decompound,
  EdgeNGramTokenFilter: edgeNGrams,
  EdgeNGramTokenFilterV2: edgeNGrams,
  ElisionTokenFilter: elision,
  KeepTokenFilter: keep,
  KeywordMarkerTokenFilter: keywordMarker,
  LengthTokenFilter: length,
  LimitTokenFilter: limit,
  NGramTokenFilter: nGrams,
  NGramTokenFilterV2: nGrams,
  PatternCaptureTokenFilter: patternCapture,
  PatternReplaceTokenFilter: patternReplace,
  ShingleTokenFilter: shingle,
  StemmerTokenFilter: stemmer,
  StemmerOverrideTokenFilter: stemmerOverride,
  StopwordsTokenFilter: stopWords,
  SynonymTokenFilter: synonym,
  TruncateTokenFilter: truncate,
  UniqueTokenFilter: unique,
  WordDelimiterTokenFilter: wordDelimiter,
};

/** Token filters that are there without being defined. */
export const predefinedTokenFilters: Readonly<Record<string, CreateTokenFilter>> = {
  ...spellingFilters,
  asciifolding: asciiFolding,
  cjk_bigram: cjkBigram,
  edgeNGram_v2: edgeNGrams,
  elision,
  keyword_repeat: keywordRepeat,
  length,
  limit,
  nGram_v2: nGrams,
  porter_stem: porterStem,
  shingle,
  stemmer,
  stopwords: stopWords,
  truncate,
  unique,
  word_delimiter: wordDelimiter,
};

/** What the service has and this one has not, by the names of types and by predefined names. */
export const otherTokenFilters: ReadonlySet<string> = new Set([
  "PhoneticTokenFilter",
  "SnowballTokenFilter",
  "arabic_normalization",
  "common_grams",
  "hindi_normalization",
  "indic_normalization",
  "kstem",
  "persian_normalization",
  "phonetic",
  "snowball",
  "sorani_normalization",
]);
