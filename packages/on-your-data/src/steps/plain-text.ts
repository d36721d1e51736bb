/** Zero-width and bidirectional controls, tags and other characters that nobody sees but a model reads. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Surrogate}]/gu;
/** Controls that are neither a tab nor a line break. */
const control = /[^\P{Cc}\t\n]/gu;
const lineBreak = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;
/** `[doc1]` in any width, case and spacing. */
const mark =
  /[[\uFF3B\u3010]\s*([d\uFF44]\s*[o\uFF4F]\s*[c\uFF43])\s*(\p{Nd}+)\s*[\]\uFF3D\u3011]?/giu;
/** The beginning of what some models take for the beginning of a turn, as in `<|im_start|>`. */
const controlToken = /<\s*[|\uFF5C]/g;

/**
 * A text from outside, as the model may read it: what nobody sees is gone, and what would pass for the
 * head of a passage, or for the beginning of a turn, is written so that it is neither.
 */
export function plainText(text: string): string {
  return text
    .replaceAll(lineBreak, "\n")
    .replaceAll(invisible, "")
    .replaceAll(control, "")
    .replaceAll(mark, "($1$2)")
    .replaceAll(controlToken, "(|");
}

/** The same in one line. */
export function plainLine(text: string): string {
  return plainText(text).replaceAll(/\s+/g, " ").trim();
}
