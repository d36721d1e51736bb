/** Words that Lucene's English analyzer leaves out. */
export const englishStopWords: ReadonlySet<string> = new Set(
  "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with".split(
    " ",
  ),
);

const vowelGroups = /[aeiouy]+[^aeiouy]+/g;

/** How often vowels are followed by consonants: what Porter calls the measure. */
function measureOf(stem: string): number {
  const withConsonantY = stem.replace(/^y|(?<=[aeiou])y/g, "Y");
  return withConsonantY.match(vowelGroups)?.length ?? 0;
}

function hasVowel(stem: string): boolean {
  return /[aeiou]|.y/.test(stem);
}

function endsInShortSyllable(stem: string): boolean {
  return /[^aeiou][aeiouy][^aeiouwxy]$/.test(stem);
}

/**
 * The stem of an English word, so that `reimbursed` and `reimbursement` meet.
 *
 * @see https://tartarus.org/martin/PorterStemmer/def.txt
 */
export function stemEnglish(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  return [plurals, participles, finalY, doubleSuffixes, fullSuffixes, bareSuffixes, tidyEnd].reduce(
    (stem, step) => step(stem),
    word,
  );
}

function plurals(word: string): string {
  if (word.endsWith("sses") || word.endsWith("ies")) return word.slice(0, -2);
  return word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

function participles(word: string): string {
  if (word.endsWith("eed")) return measureOf(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const stem = /^(.*?)(?:ed|ing)$/.exec(word)?.[1];
  if (stem === undefined || !hasVowel(stem)) return word;
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (/([^aeioulsz])\1$/.test(stem)) return stem.slice(0, -1);
  return measureOf(stem) === 1 && endsInShortSyllable(stem) ? `${stem}e` : stem;
}

function finalY(word: string): string {
  return word.endsWith("y") && hasVowel(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word;
}

type SuffixTable = readonly (readonly [suffix: string, replacement: string])[];

const doubles: SuffixTable = [
  ["ational", "ate"],
  ["tional", "tion"],
  ["enci", "ence"],
  ["anci", "ance"],
  ["izer", "ize"],
  ["bli", "ble"],
  ["alli", "al"],
  ["entli", "ent"],
  ["eli", "e"],
  ["ousli", "ous"],
  ["ization", "ize"],
  ["ation", "ate"],
  ["ator", "ate"],
  ["alism", "al"],
  ["iveness", "ive"],
  ["fulness", "ful"],
  ["ousness", "ous"],
  ["aliti", "al"],
  ["iviti", "ive"],
  ["biliti", "ble"],
  ["logi", "log"],
];

const fulls: SuffixTable = [
  ["icate", "ic"],
  ["ative", ""],
  ["alize", "al"],
  ["iciti", "ic"],
  ["ical", "ic"],
  ["ful", ""],
  ["ness", ""],
];

/** The first suffix of the table that fits, replaced where enough of the word is left. */
function replaceSuffix(word: string, table: SuffixTable): string {
  for (const [suffix, replacement] of table) {
    if (!word.endsWith(suffix)) continue;
    const stem = word.slice(0, -suffix.length);
    return measureOf(stem) > 0 ? stem + replacement : word;
  }
  return word;
}

function doubleSuffixes(word: string): string {
  return replaceSuffix(word, doubles);
}

function fullSuffixes(word: string): string {
  return replaceSuffix(word, fulls);
}

const bare =
  /(?:ement|ance|ence|able|ible|ment|ant|ent|ism|ate|iti|ous|ive|ize|al|er|ic|ou|(?<=[st])ion)$/;

function bareSuffixes(word: string): string {
  const suffix = bare.exec(word)?.[0];
  if (suffix === undefined) return word;
  const stem = word.slice(0, -suffix.length);
  return measureOf(stem) > 1 ? stem : word;
}

function tidyEnd(word: string): string {
  const stem = word.slice(0, -1);
  if (word.endsWith("e")) {
    const measure = measureOf(stem);
    return measure > 1 || (measure === 1 && !endsInShortSyllable(stem)) ? stem : word;
  }
  return word.endsWith("ll") && measureOf(stem) > 1 ? stem : word;
}
