import {
  and,
  constant,
  fieldsOf,
  isFilterError,
  parseFilter,
  valuesOf,
  type Filter,
} from "@entrim/odata-filter";
import { GroupFilterError } from "./group-filter-error.ts";
import { canonicalId } from "./group-id.ts";
import { hasOneOf } from "./has-one-of.ts";
import type { TrimmingRule } from "./trimming-rule.ts";

/** People do not write longer ones, and each is read before anything else is known to be right. */
const maxLength = 100_000;

/**
 * A caller's filter, read alone.
 *
 * @param source `undefined` and blanks mean none.
 * @param values Those of the security field that the caller may ask for.
 * @throws GroupFilterError for one that is not whole by itself, or that reaches what says who may read.
 */
export function readCallerFilter(
  source: unknown,
  values: readonly string[],
  rule: TrimmingRule,
): Filter | undefined {
  if (source === undefined) return undefined;
  if (typeof source === "string" && source.trim() === "") return undefined;
  const filter = parse(source, rule);
  if (!reachesSecurityField(filter, rule)) return filter;
  if (rule.callerGroups === "intersect") return intersect(filter, values, rule);
  throw securityFieldReached();
}

function parse(source: unknown, { index }: TrimmingRule): Filter {
  try {
    // a list, as a query string may give, would be read as if it were its text
    if (typeof source !== "string") throw new TypeError("group-filter: the filter is no string");
    return parseFilter(source, index ? { maxLength, index } : { maxLength });
  } catch (cause) {
    // the parser's message says what is wrong, and nothing of the text that it is wrong with
    const reason = isFilterError(cause) ? ` ${cause.message}` : "";
    throw new GroupFilterError(
      "INVALID_CALLER_FILTER",
      `The filter has to be one of Azure AI Search, whole by itself.${reason}`,
      { cause },
    );
  }
}

function reachesSecurityField(
  filter: Filter,
  { securityFields, isSearchable }: TrimmingRule,
): boolean {
  return fieldsOf(filter).some((path) => {
    // a full-text search that names no fields looks into all that are searchable
    if (path === "*") return isSearchable;
    const name = path.toLowerCase();
    return securityFields.some((field) => `${name}/`.startsWith(`${field.toLowerCase()}/`));
  });
}

/** Keeps of the ids that the caller names those that are among the values; of none of them, nothing. */
function intersect(filter: Filter, values: readonly string[], rule: TrimmingRule): Filter {
  const operands = filter.kind === "and" ? filter.operands : [filter];
  const own = new Set(values);
  const narrowed: Filter[] = [];
  let isEmpty = false;
  for (const operand of operands) {
    const named = idsNamedBy(operand, rule.field);
    if (!named && reachesSecurityField(operand, rule)) throw securityFieldReached();
    const kept = named && [...new Set(named)].filter((id) => own.has(id));
    if (kept?.length === 0) isEmpty = true;
    narrowed.push(kept ? hasOneOf(rule.field, kept) : operand);
  }
  const [only] = narrowed;
  if (isEmpty) return constant(false);
  return only && narrowed.length === 1 ? only : and(...narrowed);
}

/** The ids of `field/any(g: search.in(g, '…'))`. */
function idsNamedBy(filter: Filter, field: string): readonly string[] | undefined {
  if (filter.kind !== "any" || filter.path.join("/") !== field) return undefined;
  const body = filter.predicate?.body;
  if (body?.kind !== "search.in" || body.path.length !== 1) return undefined;
  return valuesOf(body).map(canonicalId);
}

function securityFieldReached(): GroupFilterError {
  return new GroupFilterError(
    "SECURITY_FIELD_IN_FILTER",
    "The filter must not reach the field that says who may read a document; leave it out, and name the fields of a search.ismatch, in the simple syntax.",
  );
}
