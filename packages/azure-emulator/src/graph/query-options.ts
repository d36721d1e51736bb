import { GraphError } from "./graph-error.ts";

/** The query options that Graph's answers here depend on. */
export interface QueryOptions {
  /** Names of properties; `undefined` for all. */
  readonly select: readonly string[] | undefined;
  /** Objects on a page. */
  readonly top: number;
  readonly count: boolean;
  readonly skipToken: string | undefined;
}

type QueryOption = "$select" | "$top" | "$count" | "$skiptoken";

/** What a single object can be asked with. */
export const objectOptions: readonly QueryOption[] = ["$select"];

/** What a collection can be asked with. */
export const collectionOptions: readonly QueryOption[] = [
  "$select",
  "$top",
  "$count",
  "$skiptoken",
];

/** What a number of objects can be asked with. */
export const countOptions: readonly QueryOption[] = [];

const defaultPageSize = 100;
const maxPageSize = 999;

/**
 * Reads the query of a request.
 *
 * @param accepted The options that have a meaning there: any other one is an error.
 * @throws GraphError for an option that is unknown, that stands twice, or that has a wrong value.
 */
export function parseQueryOptions(
  query: URLSearchParams,
  accepted: readonly QueryOption[],
): QueryOptions {
  const names = [...query.keys()];
  const unknown = names.find((name) => !accepted.some((option) => option === name));
  if (unknown !== undefined) {
    throw new GraphError(
      400,
      "Request_UnsupportedQuery",
      `The query option '${unknown}' is not supported here by the local Azure.`,
    );
  }
  if (new Set(names).size < names.length) {
    throw new GraphError(400, "BadRequest", "A query option must not be given more than once.");
  }
  return {
    select: query
      .get("$select")
      ?.split(",")
      .map((name) => name.trim()),
    top: pageSizeOf(query.get("$top")),
    count: booleanOf(query.get("$count")),
    skipToken: query.get("$skiptoken") ?? undefined,
  };
}

function pageSizeOf(text: string | null): number {
  if (text === null) return defaultPageSize;
  const size = /^\d+$/.test(text) ? Number(text) : 0;
  if (size >= 1 && size <= maxPageSize) return size;
  throw new GraphError(
    400,
    "Request_BadRequest",
    `Invalid page size specified: '${text}'. Must be between 1 and ${maxPageSize} inclusive.`,
  );
}

function booleanOf(text: string | null): boolean {
  if (text === null || text === "false") return false;
  if (text === "true") return true;
  throw new GraphError(
    400,
    "BadRequest",
    `Invalid value '${text}' for $count query option found. Valid values are 'true' or 'false'.`,
  );
}
