const ligatures: Readonly<Record<string, string>> = {
  ß: "ss",
  ẞ: "SS",
  æ: "ae",
  Æ: "AE",
  œ: "oe",
  Œ: "OE",
  ø: "o",
  Ø: "O",
  đ: "d",
  Đ: "D",
  ð: "d",
  Ð: "D",
  ł: "l",
  Ł: "L",
  þ: "th",
  Þ: "TH",
  ı: "i",
  "‘": "'",
  "’": "'",
  "“": '"',
  "”": '"',
  "–": "-",
  "—": "-",
};
const ligature = new RegExp(`[${Object.keys(ligatures).join("")}]`, "gu");

/**
 * Letters without their accents, and ligatures by their letters.
 *
 * @see https://lucene.apache.org/core/8_11_0/analyzers-common/org/apache/lucene/analysis/miscellaneous/ASCIIFoldingFilter.html
 */
export function foldToAscii(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/(?<=[\p{Script=Latin}\p{M}])\p{Mn}+/gu, "")
    .replaceAll(ligature, (found) => ligatures[found] ?? found)
    .normalize("NFC");
}
