import type { SearchIn } from "./filter.ts";

type List = Pick<SearchIn, "values" | "delimiters">;

const defaultDelimiters = " ,";

/**
 * The strings in the list of a `search.in`: each character of the delimiters parts them, and what is
 * empty does not count.
 *
 * @see https://learn.microsoft.com/azure/search/search-query-odata-search-in-function
 */
export function valuesOf({ values, delimiters = defaultDelimiters }: List): readonly string[] {
  const found: string[] = [];
  let start = 0;
  for (let end = 0; end <= values.length; end += 1) {
    if (end < values.length && !delimiters.includes(values.charAt(end))) continue;
    if (end > start) found.push(values.slice(start, end));
    start = end + 1;
  }
  return found;
}

/** Whether a string is one of {@link valuesOf}, without taking the list apart: security filters are long. */
export function isListed(value: string, { values, delimiters = defaultDelimiters }: List): boolean {
  const isDelimiter = (character: string): boolean => delimiters.includes(character);
  if (value === "" || value.split("").some(isDelimiter)) return false;
  for (let at = values.indexOf(value); at !== -1; at = values.indexOf(value, at + 1)) {
    const end = at + value.length;
    const begins = at === 0 || isDelimiter(values.charAt(at - 1));
    if (begins && (end === values.length || isDelimiter(values.charAt(end)))) return true;
  }
  return false;
}
