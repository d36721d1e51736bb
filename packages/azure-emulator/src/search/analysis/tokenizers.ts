import { invalidRequest } from "../search-error.ts";
import { wordPattern, type Token } from "../text/analyze.ts";
import { stemEnglish } from "../text/english.ts";
import { maxTermLength, type ComponentOptions } from "./component-options.ts";
import { readGramSizes } from "./filters/gram-filters.ts";
import { javaPattern, readPattern } from "./java-pattern.ts";

/** Parts a text into terms. */
export type Tokenizer = (text: string) => readonly Token[];

type CreateTokenizer = (options: ComponentOptions) => Tokenizer;

const email = String.raw`[\w.+\-]+@[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)+`;
const path = String.raw`\/[^\s<>"]*[^\s<>"'.,;:!?)\]]`;
const url = String.raw`(?:https?|ftp|file):\/${path}`;
const host = String.raw`[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)*\.\p{L}{2,}(?:${path})?`;

const wordsAndAddresses = new RegExp(`${url}|${email}|${host}|${wordPattern.source}`, "gu");
/** Acronyms with their dots, what has digits with its hyphens, and words with their apostrophes. */
const classicWords = new RegExp(
  [
    email,
    String.raw`\p{L}+(?:\.\p{L}+)+\.?`,
    String.raw`(?=[\p{L}\-]*\p{N})[\p{L}\p{N}]+(?:[\-_./,][\p{L}\p{N}]+)+`,
    String.raw`\p{L}+[&@]\p{L}+`,
    String.raw`[\p{L}\p{N}]+(?:['’]\p{L}+)*`,
  ].join("|"),
  "gu",
);

/** `standard_v2`: words as Unicode parts them. */
export const standard: CreateTokenizer = ofLength(wordPattern, 255);
const classic = ofLength(classicWords, 255);
const keyword = ofLength(/[^]+/gu, 256);

const uaxUrlEmail = ofLength(wordsAndAddresses, 255);
const edgeNGram = gramTokenizer((start) => start === 0);
const nGram = gramTokenizer(() => true);

/**
 * Tokenizers that can be defined, by the names of their types.
 *
 * @see https://learn.microsoft.com/azure/search/index-add-custom-analyzers#tokenizers
 */
export const tokenizerTypes: Readonly<Record<string, CreateTokenizer>> = {
  ClassicTokenizer: classic,
  EdgeNGramTokenizer: edgeNGram,
  KeywordTokenizer: bufferedKeyword,
  KeywordTokenizerV2: keyword,
  MicrosoftLanguageTokenizer: microsoftLanguage,
  MicrosoftLanguageStemmingTokenizer: microsoftStemming,
  NGramTokenizer: nGram,
  PathHierarchyTokenizerV2: pathHierarchy,
  PatternTokenizer: patternOf,
  StandardTokenizer: standard,
  StandardTokenizerV2: standard,
  UaxUrlEmailTokenizer: uaxUrlEmail,
};

/** Tokenizers that are there without being defined. */
export const predefinedTokenizers: Readonly<Record<string, CreateTokenizer>> = {
  classic,
  edgeNGram,
  keyword_v2: keyword,
  letter: letters,
  lowercase: () => (text) => letters()(text).map(inLowerCase),
  microsoft_language_tokenizer: microsoftLanguage,
  microsoft_language_stemming_tokenizer: microsoftStemming,
  nGram,
  path_hierarchy_v2: pathHierarchy,
  pattern: patternOf,
  standard_v2: standard,
  uax_url_email: uaxUrlEmail,
  whitespace: () => (text) => matches(text, /\S+/gu),
};

function matches(text: string, found: RegExp): readonly Token[] {
  return [...text.matchAll(found)].map(({ 0: term, index }, position) => ({
    term,
    start: index,
    end: index + term.length,
    position,
  }));
}

/** `letter`: runs of letters. */
export function letters(): Tokenizer {
  return (text) => matches(text, /\p{L}+/gu);
}

function inLowerCase(token: Token): Token {
  return { ...token, term: token.term.toLowerCase() };
}

/** A tokenizer that parts what is longer than its `maxTokenLength`. */
function ofLength(found: RegExp, standardLength: number): CreateTokenizer {
  return (options) => {
    const length = options.integer("maxTokenLength", standardLength, { min: 1 });
    return (text) => inPieces(matches(text, found), length);
  };
}

function inPieces(tokens: readonly Token[], length: number): readonly Token[] {
  if (tokens.every(({ term }) => term.length <= length)) return tokens;
  return tokens
    .flatMap(({ term, start }) =>
      Array.from({ length: Math.ceil(term.length / length) }, (_, piece) => ({
        term: term.slice(piece * length, (piece + 1) * length),
        start: start + piece * length,
      })),
    )
    .map(({ term, start }, position) => ({ term, start, end: start + term.length, position }));
}

function bufferedKeyword(options: ComponentOptions): Tokenizer {
  // how much is read at once makes no difference to what comes out
  options.integer("bufferSize", 256, { min: 1, max: Number.MAX_SAFE_INTEGER });
  return (text) => matches(text, /[^]+/gu);
}

const characterKinds: Readonly<Record<string, string>> = {
  letter: String.raw`\p{L}`,
  digit: String.raw`\p{Nd}`,
  whitespace: String.raw`\s`,
  punctuation: String.raw`\p{P}`,
  symbol: String.raw`\p{S}`,
};

/** Parts of each run of the characters that count, by where they begin and how long they are. */
function gramTokenizer(isStart: (at: number) => boolean): CreateTokenizer {
  return (options) => {
    const { min, max } = readGramSizes(options);
    const kinds = options.texts("tokenChars", []).map((kind) => {
      const characters = characterKinds[kind];
      if (characters !== undefined) return characters;
      throw invalidRequest("index", `'${kind}' is no kind of characters for 'tokenChars'.`);
    });
    const runs = kinds.length === 0 ? /[^]+/gu : new RegExp(`[${kinds.join("")}]+`, "gu");
    return (text) =>
      matches(text, runs)
        .flatMap(({ term, start }) => {
          const offsets = [0];
          for (const character of term) offsets.push((offsets.at(-1) ?? 0) + character.length);
          return offsets.flatMap((from, at) =>
            isStart(at)
              ? offsets.slice(at + min, at + max + 1).map((to) => ({
                  term: term.slice(from, to),
                  start: start + from,
                  end: start + to,
                }))
              : [],
          );
        })
        .map(({ term, start, end }, position) => ({ term, start, end, position }));
  };
}

const tokenizerLanguages =
  "bangla bulgarian catalan chineseSimplified chineseTraditional croatian czech danish dutch english french german greek gujarati hindi icelandic indonesian italian japanese kannada korean malay malayalam marathi norwegianBokmaal polish portuguese portugueseBrazilian punjabi romanian russian serbianCyrillic serbianLatin slovenian spanish swedish tamil telugu thai ukrainian urdu vietnamese".split(
    " ",
  );

const otherStemmedLanguages =
  "arabic bangla bulgarian catalan croatian czech danish dutch estonian finnish french german greek gujarati hebrew hindi hungarian icelandic indonesian italian kannada latvian lithuanian malay malayalam marathi norwegianBokmaal polish portuguese portugueseBrazilian punjabi romanian russian serbianCyrillic serbianLatin slovak slovenian spanish swedish tamil telugu turkish ukrainian urdu";

/** Words as the analyzers of languages find them; of a language nothing else is known. */
function microsoftLanguage(options: ComponentOptions): Tokenizer {
  options.choice("language", "english", { emulated: tokenizerLanguages });
  return microsoftWords(options);
}

function microsoftStemming(options: ComponentOptions): Tokenizer {
  options.choice("language", "english", { emulated: ["english"], others: otherStemmedLanguages });
  const tokenize = microsoftWords(options);
  return (text) =>
    tokenize(text).map((token) =>
      Object.assign({}, token, { term: stemEnglish(token.term.toLowerCase()) }),
    );
}

function microsoftWords(options: ComponentOptions): Tokenizer {
  // the service stems less where it reads a query; words are the same in both
  options.flag("isSearchTokenizer", false);
  return standard(options);
}

function pathHierarchy(options: ComponentOptions): Tokenizer {
  const delimiter = readCharacter(options, "delimiter", "/");
  const replacement = readCharacter(options, "replacement", delimiter);
  const length = options.integer("maxTokenLength", maxTermLength, { min: 1 });
  const isReversed = options.flag("reverse", false);
  const skip = options.integer("skip", 0);
  const separator = javaPattern(delimiter, "LITERAL");
  return (text) => {
    const steps = [...text.matchAll(separator)].flatMap(({ index }) => (index > 0 ? [index] : []));
    const parts = isReversed ? endings(text, steps, skip) : beginnings(text, steps, skip);
    return parts
      .filter(([start, end]) => end > start && end - start <= length)
      .map(([start, end]) => ({
        term: text.slice(start, end).replaceAll(delimiter, replacement),
        start,
        end,
        position: 0,
      }));
  };
}

type Part = readonly [start: number, end: number];

/** As in `a`, `a/b` and `a/b/c`; what is skipped is in none of them. */
function beginnings(text: string, steps: readonly number[], skip: number): readonly Part[] {
  const start = skip === 0 ? 0 : (steps[skip - 1] ?? text.length);
  return [...steps, text.length].slice(skip).map((end) => [start, end]);
}

/** As in `a/b/c`, `b/c` and `c`; what is skipped is in none of them. */
function endings(text: string, steps: readonly number[], skip: number): readonly Part[] {
  const end = skip === 0 ? text.length : (steps.at(-skip) ?? -1) + 1;
  const starts = [0, ...steps.map((at) => at + 1)];
  return starts.slice(0, starts.length - skip).map((start) => [start, end]);
}

function readCharacter(options: ComponentOptions, option: string, standardText: string): string {
  const text = options.text(option, standardText);
  if (text.length === 1) return text;
  throw invalidRequest("index", `The property '${option}' must be one character.`);
}

/** `pattern`: what a separator parts, or what a group finds. */
export function patternOf(options: ComponentOptions): Tokenizer {
  const expression = readPattern(options, String.raw`\W+`);
  const group = options.integer("group", -1, { min: -1 });
  return (text) => (group < 0 ? between(text, expression) : groupsOf(text, expression, group));
}

/** What stands between the matches of a separator. */
function between(text: string, separator: RegExp): readonly Token[] {
  const ends = [...text.matchAll(separator)].map(({ 0: found, index }) => ({
    from: index,
    to: index + found.length,
  }));
  const starts = [0, ...ends.map(({ to }) => to)];
  return starts
    .map((start, at) => ({ start, end: ends[at]?.from ?? text.length }))
    .filter(({ start, end }) => end > start)
    .map(({ start, end }, position) => ({ term: text.slice(start, end), start, end, position }));
}

function groupsOf(text: string, expression: RegExp, group: number): readonly Token[] {
  const withPlaces = new RegExp(expression.source, `${expression.flags}d`);
  return [...text.matchAll(withPlaces)]
    .flatMap(({ indices }) => {
      const place = indices?.[group];
      return place && place[1] > place[0] ? [place] : [];
    })
    .map(([start, end], position) => ({ term: text.slice(start, end), start, end, position }));
}
