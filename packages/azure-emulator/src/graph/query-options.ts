import { parseExpansion, type ObjectExpansion } from "./expansion.ts";
import { GraphError } from "./graph-error.ts";
import { parseGraphFilter, type GraphFilter } from "./graph-filter.ts";
import { parseGraphSearch, type GraphSearch } from "./graph-search.ts";
import { parseObjectOrder, type ObjectOrder } from "./object-order.ts";

/** The query options that Graph's answers here depend on. */
export interface QueryOptions {
  /** Names of properties; `undefined` for all. */
  readonly select: readonly string[] | undefined;
  /** Objects on a page. */
  readonly top: number;
  readonly count: boolean;
  readonly skipToken: string | undefined;
  readonly filter: GraphFilter | undefined;
  readonly search: GraphSearch | undefined;
  readonly orderBy: ObjectOrder | undefined;
  readonly expand: ObjectExpansion | undefined;
}

const queryOptions = [
  "$select",
  "$top",
  "$count",
  "$skiptoken",
  "$filter",
  "$search",
  "$orderby",
  "$expand",
] as const;

type QueryOption = (typeof queryOptions)[number];

/** What a single object can be asked with. */
export const objectOptions: readonly QueryOption[] = ["$select", "$expand"];

/** What a collection can be asked with. */
export const collectionOptions: readonly QueryOption[] = queryOptions;

/** What a number of objects can be asked with. */
export const countOptions: readonly QueryOption[] = ["$filter", "$search"];

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
  const read = <T>(name: QueryOption, parse: (text: string) => T): T | undefined => {
    const text = query.get(name);
    return text === null ? undefined : parse(text);
  };
  return {
    select: read("$select", (text) => text.split(",").map((name) => name.trim())),
    top: pageSizeOf(query.get("$top")),
    count: booleanOf(query.get("$count")),
    skipToken: query.get("$skiptoken") ?? undefined,
    filter: read("$filter", parseGraphFilter),
    search: read("$search", parseGraphSearch),
    orderBy: read("$orderby", parseObjectOrder),
    expand: read("$expand", parseExpansion),
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
