//#region readme
import { and, compare, formatFilter, parseFilter } from "@entrim/odata-filter";
import { evaluateFilter } from "@entrim/odata-filter/evaluate";

/** What somebody typed, narrowed to one language: read alone, so it cannot break out. */
export function inGerman(typed: string): string {
  return formatFilter(and(parseFilter(typed), compare("language", "eq", "de")));
}

/** Whether a document would be found by it. */
export function finds(filter: string, document: Record<string, unknown>): boolean {
  return evaluateFilter(parseFilter(filter), document);
}
//#endregion
