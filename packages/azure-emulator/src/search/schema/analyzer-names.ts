const general = [
  "keyword",
  "pattern",
  "simple",
  "standard.lucene",
  "standardasciifolding.lucene",
  "stop",
  "whitespace",
];

const inBoth =
  "ar bg ca cs da de el en es fi fr hi hu id it ja ko lv nl pl pt-BR pt-PT ro ru sv th tr zh-Hans zh-Hant";
const luceneOnly = "eu fa ga gl hy no";
const microsoftOnly =
  "bn et gu he hr is kn lt ml mr ms nb pa sk sl sr-cyrillic sr-latin ta te uk ur vi";

const known: ReadonlySet<string> = new Set(
  [
    ...general,
    ...`${inBoth} ${luceneOnly}`.split(" ").map((language) => `${language}.lucene`),
    ...`${inBoth} ${microsoftOnly}`.split(" ").map((language) => `${language}.microsoft`),
  ].map((name) => name.toLowerCase()),
);

/**
 * Whether an analyzer is built in.
 *
 * @see https://learn.microsoft.com/azure/search/index-add-language-analyzers
 */
export function isAnalyzerName(name: string): boolean {
  return known.has(name.toLowerCase());
}
