import type { FieldPath, Filter } from "./filter.ts";
import type { FilterError, FilterErrorCode } from "./filter-error.ts";

/** Makes the error for a part of a filter. */
export type Fail = (node: object, code: FilterErrorCode, message: string) => FilterError;

/**
 * Checks what holds for lambdas whatever the index is: each path in one begins with its own variable,
 * and full-text search stays outside.
 *
 * @see https://learn.microsoft.com/azure/search/search-query-troubleshoot-collection-filters
 * @throws FilterError for a filter in which that is not so.
 */
export function checkLambdaScopes(filter: Filter, { failAt }: { readonly failAt: Fail }): void {
  check(filter, undefined, failAt);
}

function check(filter: Filter, variable: string | undefined, fail: Fail): void {
  switch (filter.kind) {
    case "constant":
      return;
    case "and":
    case "or":
      for (const operand of filter.operands) check(operand, variable, fail);
      return;
    case "not":
      check(filter.operand, variable, fail);
      return;
    case "comparison":
      if (filter.left.kind === "geo.distance") requireBound(filter.left, variable, fail);
      else check(filter.left, variable, fail);
      return;
    case "search.ismatch":
    case "search.ismatchscoring":
      if (variable === undefined) return;
      throw fail(
        filter,
        "LAMBDA_NOT_ALLOWED",
        "The filter has a full-text search inside a lambda.",
      );
    case "any":
    case "all":
      requireBound(filter, variable, fail);
      if (filter.predicate) check(filter.predicate.body, filter.predicate.variable, fail);
      return;
    case "field":
    case "search.in":
    case "geo.intersects":
      requireBound(filter, variable, fail);
  }
}

function requireBound(
  node: { readonly path: FieldPath },
  variable: string | undefined,
  fail: Fail,
): void {
  if (variable === undefined || node.path[0] === variable) return;
  throw fail(
    node,
    "LAMBDA_NOT_ALLOWED",
    "The filter has a lambda that looks beyond its own range variable.",
  );
}
