import { invalidQueryValue, notEmulated } from "./blob-error.ts";

/** As many entries as a page can have. */
const maxPageSize = 5000;

/** What a list is asked for with. */
export interface ListOptions {
  readonly prefix: string;
  /** The name that the page begins with; empty for the first page. */
  readonly start: string;
  /** As it was sent. */
  readonly marker: string;
  readonly maxResults: number;
  /** Whether it was said how many: the answer repeats it then. */
  readonly hasMaxResults: boolean;
  readonly includesMetadata: boolean;
  readonly includesCopy: boolean;
  /** Whether blobs that have waiting blocks only are listed too. */
  readonly includesUncommitted: boolean;
}

/** What is not here, though a list of Azure's could show it. */
const missingParts: ReadonlySet<string> = new Set([
  "deletedwithversions",
  "immutabilitypolicy",
  "legalhold",
  "permissions",
  "system",
  "tags",
  "versions",
]);

/**
 * Reads the query of a list.
 *
 * @param parts What the list can show besides.
 * @throws BlobError for a value that has no meaning there.
 */
export function readListOptions(query: URLSearchParams, parts: ReadonlySet<string>): ListOptions {
  const size = query.get("maxresults");
  if (size !== null && !/^[1-9]\d*$/.test(size)) throw invalidQueryValue("maxresults", size);
  const include = query.get("include") ?? "";
  const included = new Set(include.split(",").filter(Boolean));
  for (const part of included) {
    if (missingParts.has(part)) throw notEmulated(`'${part}' in a list`);
    if (!parts.has(part)) throw invalidQueryValue("include", include);
  }
  const marker = query.get("marker") ?? "";
  return {
    prefix: query.get("prefix") ?? "",
    start: startOf(marker),
    marker,
    maxResults: Math.min(size === null ? maxPageSize : Number(size), maxPageSize),
    hasMaxResults: size !== null,
    includesMetadata: included.has("metadata"),
    includesCopy: included.has("copy"),
    includesUncommitted: included.has("uncommittedblobs"),
  };
}

/** The marker of the page that begins with a name. */
export function markerOf(name: string): string {
  return `2!${Buffer.from(name).toString("base64url")}`;
}

function startOf(marker: string): string {
  if (marker === "") return "";
  const [, encoded] = /^2!([\w-]+)$/.exec(marker) ?? [];
  const start = Buffer.from(encoded ?? "", "base64url").toString();
  if (encoded === undefined || markerOf(start) !== marker) {
    throw invalidQueryValue("marker", marker);
  }
  return start;
}

/** A page of names that are in order, and the name that the next one begins with. */
export function pageOf<Item extends { readonly name: string }>(
  items: readonly Item[],
  { start, maxResults }: ListOptions,
): { readonly items: readonly Item[]; readonly next: string | undefined } {
  const rest = items.filter(({ name }) => name >= start);
  return { items: rest.slice(0, maxResults), next: rest[maxResults]?.name };
}
