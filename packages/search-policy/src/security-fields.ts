import { SearchPolicyError } from "./search-policy-error.ts";

/** Anything with named members. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object, and no list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A field, and the values of it of which a document has to have one. */
export interface ReadableBy {
  /** As in `group_ids` or `access/groups`. */
  readonly field: string;
  readonly values: readonly string[];
}

/**
 * A document without the fields that say who may read it.
 *
 * @param rules Of which one has to be kept. A document that shows none of the fields is trusted to the filter.
 * @throws SearchPolicyError `FILTER_LOST` when the document shows that none is kept: then the filter was
 *   lost on its way, and no other document of the answer can be trusted.
 */
export function withoutSecurityFields(
  document: JsonObject,
  rules: readonly ReadableBy[],
): JsonObject {
  const isAllowed = rules.some(({ field, values }) => {
    const shown = valuesAt(document, field.split("/"));
    return shown === undefined || shown.some((value) => values.includes(value.toLowerCase()));
  });
  if (!isAllowed) {
    throw new SearchPolicyError(
      "FILTER_LOST",
      "AI Search answered with a document that the filter does not let through; find out what changes requests on their way.",
    );
  }
  return rules.reduce((rest, { field }) => without(rest, field.split("/")), document);
}

/** `undefined` where the document does not show the field. */
function valuesAt(value: unknown, path: readonly string[]): readonly string[] | undefined {
  const [first, ...rest] = path;
  if (first === undefined) {
    if (value === null) return [];
    return Array.isArray(value) ? value.map(String) : undefined;
  }
  if (Array.isArray(value)) {
    const all = value.map((each: unknown) => valuesAt(each, path));
    return all.every((each) => each !== undefined) ? all.flat() : undefined;
  }
  return isJsonObject(value) && Object.hasOwn(value, first)
    ? valuesAt(value[first], rest)
    : undefined;
}

function without(document: JsonObject, [first, ...rest]: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(document).flatMap(([name, value]): readonly (readonly [string, unknown])[] => {
      if (first === undefined || name.toLowerCase() !== first.toLowerCase()) return [[name, value]];
      if (rest.length === 0) return [];
      const inner = (each: unknown): unknown => (isJsonObject(each) ? without(each, rest) : null);
      return [[name, Array.isArray(value) ? value.map(inner) : inner(value)]];
    }),
  );
}
