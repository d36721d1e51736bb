const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });

/** Words that say nothing of what a text is about. */
const functionWords = new Set(
  [
    "a an and are as at be by can could did do does for from had has have how i if in is it its may me",
    "much many must my of on or our shall should so than that the their there they this to us was we",
    "were what when where which who whom whose why will with would you your",
    "的 了 吗 呢 是 在 和 有 我 你 们 什么 怎么 多少 哪 の は を に が で と も か です ます た し て する",
  ].flatMap((words) => words.split(" ")),
);

/** The words of a text, folded for comparison; of languages without spaces too. */
export function wordsOf(text: string): readonly string[] {
  return [...segmenter.segment(text.normalize("NFKC").toLowerCase())]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
}

/** The words of a text that say what it is about. */
export function contentWordsOf(text: string): readonly string[] {
  return wordsOf(text).filter((word) => !functionWords.has(word));
}
