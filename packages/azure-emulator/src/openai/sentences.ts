const segmenter = new Intl.Segmenter(undefined, { granularity: "sentence" });

/** What stands before a heading or an item of a list. */
const lineMark = /^\s*(?:[-*+>]|#+|\d+[.)])\s+/;

/** The sentences of a text, line by line, without the marks of lists and headings. */
export function sentencesOf(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .flatMap((line) => Array.from(segmenter.segment(line.replace(lineMark, ""))))
    .map(({ segment }) => segment.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}
