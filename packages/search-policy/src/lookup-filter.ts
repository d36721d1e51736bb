import type { RestrictFilterOptions } from "@entrim/group-filter";
import { SearchPolicyError } from "./search-policy-error.ts";

/**
 * How a document is found by its key through a search, which can be restricted, as a lookup cannot.
 *
 * @returns A function of a key that `parseSearchRoute` read, which throws a `SearchPolicyError`
 *   `LOOKUP_NOT_ALLOWED` when no key can be filtered by.
 * @throws TypeError for a key field that the index does not have, or that is not filterable in it.
 */
export function requireLookup(
  keyField: string | undefined,
  index: RestrictFilterOptions["index"],
): (key: string) => string {
  const field = keyField ?? filterableKeyOf(index);
  if (keyField !== undefined) requireKeyField(keyField, index);
  return function lookupFilter(key) {
    // a key holds neither quotes nor blanks
    if (field !== undefined) return `${field} eq '${key}'`;
    throw new SearchPolicyError(
      "LOOKUP_NOT_ALLOWED",
      "A lookup by key cannot be restricted. Make the key field filterable and name it as keyField, or search for the document.",
    );
  };
}

function filterableKeyOf(index: RestrictFilterOptions["index"]): string | undefined {
  return index?.fields.find(
    (field) => Reflect.get(field, "key") === true && field.filterable === true,
  )?.name;
}

function requireKeyField(keyField: string, index: RestrictFilterOptions["index"]): void {
  const isName = typeof keyField === "string" && /^[A-Za-z]\w*$/.test(keyField);
  const field = index?.fields.find(({ name }) => name === keyField);
  if (isName && (index === undefined || (field !== undefined && field.filterable !== false))) {
    return;
  }
  throw new TypeError(
    "search-policy: keyField must be the filterable key of the index; make it filterable, which takes a new index, or leave keyField out",
  );
}
