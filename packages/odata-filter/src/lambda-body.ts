import type { CollectionTest, ComparisonOperator, Filter } from "./filter.ts";
import type { Fail } from "./lambda-scopes.ts";

/** A filter with its negations pushed down to its conditions (De Morgan). */
type Normal =
  | { readonly kind: "and" | "or"; readonly operands: readonly Normal[] }
  | { readonly kind: "leaf"; readonly filter: Filter; readonly negated: boolean };

const negations: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  eq: "ne",
  ne: "eq",
  gt: "le",
  le: "gt",
  lt: "ge",
  ge: "lt",
};

/**
 * Checks that the body of a lambda has a form that the service can run for elements of that type.
 *
 * @see https://learn.microsoft.com/azure/search/search-query-troubleshoot-collection-filters
 * @throws FilterError for any other form.
 */
export function checkLambdaBody(test: CollectionTest, type: string, fail: Fail): void {
  // an element that is an object may be tested by anything
  if (!test.predicate || type === "Edm.ComplexType") return;
  if (isAllowed(test.kind, type, normalize(test.predicate.body, false))) return;
  throw fail(
    test,
    "LAMBDA_NOT_ALLOWED",
    `The filter tests the elements of a Collection(${type}) in a way that ${test.kind} does not support.`,
  );
}

function normalize(filter: Filter, negated: boolean): Normal {
  if (filter.kind === "not") return normalize(filter.operand, !negated);
  if (filter.kind !== "and" && filter.kind !== "or") return leafOf(filter, negated);
  const swapped = filter.kind === "and" ? "or" : "and";
  const kind = negated ? swapped : filter.kind;
  const operands = filter.operands.map((operand) => normalize(operand, negated));
  // one level for each run of the same kind, so that forms can be told by their depth
  return {
    kind,
    operands: operands.flatMap((one) => (one.kind === kind ? one.operands : [one])),
  };
}

/** A condition; what compares a function with true or false is the function itself or its opposite. */
function leafOf(filter: Filter, negated: boolean): Leaf {
  if (filter.kind !== "comparison" || filter.right.type !== "boolean") {
    return { kind: "leaf", filter, negated };
  }
  const { left, operator, right } = filter;
  if (left.kind === "field" || left.kind === "geo.distance")
    return { kind: "leaf", filter, negated };
  return leafOf(left, negated === ((operator === "eq") === right.value));
}

function isAllowed(quantifier: "any" | "all", type: string, body: Normal): boolean {
  const [joined, negated] = quantifier === "any" ? ["or", false] : ["and", true];
  switch (type) {
    case "Edm.String":
      return leavesJoinedBy(joined, body, (leaf) => isEquality(leaf, negated));
    case "Edm.Boolean":
      return body.kind === "leaf";
    case "Edm.GeographyPoint":
      return leavesJoinedBy(joined, body, (leaf) => isNearness(leaf, negated));
    default:
      return isRangeForm(quantifier, body);
  }
}

type Leaf = Extract<Normal, { kind: "leaf" }>;

function leavesJoinedBy(kind: unknown, body: Normal, test: (leaf: Leaf) => boolean): boolean {
  if (body.kind === "leaf") return test(body);
  return body.kind === kind && body.operands.every((one) => one.kind === "leaf" && test(one));
}

/** `eq` or `search.in`; in `all` their opposites. */
function isEquality({ filter, negated }: Leaf, wantsNegated: boolean): boolean {
  if (filter.kind === "search.in") return negated === wantsNegated;
  return operatorOf({ kind: "leaf", filter, negated }) === (wantsNegated ? "ne" : "eq");
}

/** Within a distance or a polygon; in `all` beyond it. */
function isNearness(leaf: Leaf, wantsNegated: boolean): boolean {
  if (leaf.filter.kind === "geo.intersects") return leaf.negated === wantsNegated;
  const operator = operatorOf(leaf);
  return wantsNegated
    ? operator === "gt" || operator === "ge"
    : operator === "lt" || operator === "le";
}

/**
 * Numbers and times: for `any` an `or` of `and`s without `ne` in an `and`, for `all` an `and` of `or`s
 * without `eq` in an `or`.
 */
function isRangeForm(quantifier: "any" | "all", body: Normal): boolean {
  const [outer, inner, lonely] =
    quantifier === "any" ? (["or", "and", "ne"] as const) : (["and", "or", "eq"] as const);
  const isGroup = (group: Normal): boolean =>
    group.kind === "leaf"
      ? operatorOf(group) !== undefined
      : group.kind === inner &&
        group.operands.every(
          (one) =>
            one.kind === "leaf" &&
            ![lonely, undefined].some((unwanted) => unwanted === operatorOf(one)),
        );
  return body.kind === outer ? body.operands.every(isGroup) : isGroup(body);
}

function operatorOf({ filter, negated }: Leaf): ComparisonOperator | undefined {
  if (filter.kind !== "comparison") return undefined;
  return negated ? negations[filter.operator] : filter.operator;
}
