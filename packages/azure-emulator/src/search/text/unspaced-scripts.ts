/**
 * Scripts that part words by sense and not by blanks, and Hangul, whose particles cling to words; to stand
 * between the brackets of a regular expression.
 */
export const unspacedScripts =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";
