/**
 * Breaks text between words into lines of a terminal, each but the first indented.
 *
 * @param width Columns of the terminal (no line is broken).
 * @param taken How many columns of the first line are taken by what stands before the text.
 */
export function wrapText(
  text: string,
  {
    width,
    indent,
    taken,
  }: { readonly width?: number; readonly indent: number; readonly taken: number },
): string {
  if (width === undefined) return text;
  let column = taken;
  let wrapped = "";
  for (const word of text.split(" ")) {
    const isFirst = wrapped === "";
    if (!isFirst && column + 1 + word.length > width) {
      wrapped += `\n${" ".repeat(indent)}${word}`;
      column = indent + word.length;
    } else {
      wrapped += isFirst ? word : ` ${word}`;
      column += word.length + (isFirst ? 0 : 1);
    }
  }
  return wrapped;
}
