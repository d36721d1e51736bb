/**
 * The words of an answer with its marks `[docN]` apart.
 *
 * @param {string} text
 * @returns {(string | { readonly mark: number })[]}
 */
export function readMarks(text) {
  return text
    .split(/(\[doc\d{1,3}\])/)
    .filter((part) => part !== "")
    .map((part) => {
      const mark = /^\[doc(\d{1,3})\]$/.exec(part)?.[1];
      return mark === undefined ? part : { mark: Number(mark) };
    });
}

/**
 * A text without its marks, as for the model to read again: the next answer counts anew.
 *
 * @param {string} text
 */
export function withoutMarks(text) {
  return text.replace(/ ?\[doc\d{1,3}\]/g, "");
}

/**
 * What of an unfinished answer can be shown: not the beginning of a mark.
 *
 * @param {string} text
 */
export function withoutHalfMark(text) {
  return text.replace(/ ?\[(d(o(c\d{0,3})?)?)?$/, "");
}

/**
 * Counts an answer's citations in the order in which they are seen.
 *
 * @param {number} citationCount How many there are to point to.
 * @returns {(mark: number) => number | undefined} undefined for a mark that points nowhere.
 */
export function createCitationNumbers(citationCount) {
  /** @type {Map<number, number>} */
  const numbers = new Map();
  return (mark) => {
    if (mark < 1 || mark > citationCount) return undefined;
    const number = numbers.get(mark) ?? numbers.size + 1;
    numbers.set(mark, number);
    return number;
  };
}
