import type { SearchQuery } from "../retrieve.ts";

/**
 * What a search sends. The filter goes along for every kind of query, and vectors are compared only among
 * what passes it.
 *
 * @param vector Of the question; without one, the index makes it.
 */
export function buildSearchBody(
  search: SearchQuery,
  vector: readonly number[] | undefined,
): object {
  const { text, filter, queryType, semanticConfiguration, fields, top } = search;
  const isVector = queryType.startsWith("vector");
  const isSemantic = queryType.includes("semantic");
  const names = selectedFields(search);
  return {
    filter,
    top,
    ...(names && { select: names.join(",") }),
    ...(queryType !== "vector" && { search: asPlainWords(text), searchMode: "any" }),
    queryType: isSemantic ? "semantic" : "simple",
    ...(isSemantic && { semanticConfiguration, semanticErrorHandling: "fail" }),
    ...(isVector && {
      vectorFilterMode: "preFilter",
      vectorQueries: [
        {
          ...(vector ? { kind: "vector", vector } : { kind: "text", text }),
          fields: (fields.vectorFields ?? ["contentVector"]).join(","),
          k: top,
        },
      ],
    }),
  };
}

/** Without a mapping all fields are asked for, and the usual names are looked for among them. */
function selectedFields({
  fields: { contentFields = [], titleField, urlField, filepathField },
  source: { groupField, userField, chunkIdField, keyField },
  showsReaders,
}: SearchQuery): readonly string[] | undefined {
  if (contentFields.length === 0) return undefined;
  const readers = showsReaders ? [groupField, userField] : [];
  const single = [titleField, urlField, filepathField, chunkIdField, keyField, ...readers];
  return [...new Set([...contentFields, ...single.filter((name) => name !== undefined)])];
}

/** What people type has no operators: each is written as the character that it is. */
function asPlainWords(text: string): string {
  return text
    .replaceAll(/[\\+|"()']/g, String.raw`\$&`)
    .replaceAll(/(^|\s)-+/g, "$1")
    .replaceAll(/[*~]+(?=\s|$)/g, "")
    .trim();
}
