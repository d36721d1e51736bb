import type { SearchHit, SearchQuery } from "../retrieve.ts";
import { usualNames } from "./usual-names.ts";

/** Takes from a document what may be shown, by name; whatever else it holds stays behind. */
export function readSearchHit(document: object, { fields, source }: SearchQuery): SearchHit {
  const guarded = new Set<string | undefined>([source.groupField, source.userField]);
  const read = (name: string): unknown => {
    let value: unknown = document;
    for (const part of name.split("/")) {
      const isObject = typeof value === "object" && value !== null && Object.hasOwn(value, part);
      value = isObject ? Reflect.get(value as object, part) : undefined;
    }
    return value;
  };
  const textOf = (names: readonly string[]): string | null => {
    for (const name of names) {
      const text = guarded.has(name) ? undefined : asText(read(name));
      if (text !== undefined) return text;
    }
    return null;
  };
  const isMapped = fields.contentFields !== undefined && fields.contentFields.length > 0;
  const named = (name: string | undefined, usual: readonly string[]): string | null =>
    textOf(name === undefined ? (isMapped ? [] : usual) : [name]);
  return {
    content: isMapped
      ? (fields.contentFields ?? [])
          .map((name) => textOf([name]) ?? "")
          .join(fields.contentFieldsSeparator ?? "\n")
      : (textOf(usualNames.content) ?? ""),
    title: named(fields.titleField, usualNames.title),
    url: named(fields.urlField, usualNames.url),
    filepath: named(fields.filepathField, usualNames.filepath),
    chunkId: textOf(source.chunkIdField === undefined ? usualNames.chunkId : [source.chunkIdField]),
    key: source.keyField === undefined ? null : textOf([source.keyField]),
    groups: idsOf(read(source.groupField)),
    users: source.userField === undefined ? undefined : idsOf(read(source.userField)),
    score: numberOf(read("@search.score")) ?? 0,
    rerankScore: numberOf(read("@search.rerankerScore")),
  };
}

function asText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  return Array.isArray(value) && value.every((part) => typeof part === "string")
    ? value.join("\n")
    : undefined;
}

/** An empty field is read by nobody; a field that is not there is a fault of the set-up. */
function idsOf(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
