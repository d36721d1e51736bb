import {
  array,
  constantFrom,
  letrec,
  oneof,
  record,
  uniqueArray,
  type Arbitrary,
} from "fast-check";
import { parseFilter } from "@entrim/odata-filter";
import { evaluateFilter } from "@entrim/odata-filter/evaluate";
import {
  isGroupFilterError,
  type GroupFilterError,
  type GroupFilterErrorCode,
} from "./group-filter-error.ts";

/** The security field of {@link documents}. */
export const field = "group_ids";

export const finance = "0000000a-0000-4000-8000-000000000001";
export const sales = "0000000b-0000-4000-8000-000000000002";
export const legal = "0000000c-0000-4000-8000-000000000003";

/** A document in an index. */
export interface TestDocument extends Record<string, unknown> {
  readonly group_ids?: readonly string[] | null;
}

/** Whether the text of a filter lets a document through. */
export function matches(filter: string, document: Readonly<Record<string, unknown>>): boolean {
  return evaluateFilter(parseFilter(filter), document);
}

/** The refusal of something; undefined where it is not refused. */
export function errorOf(act: () => unknown): GroupFilterError | undefined {
  try {
    act();
  } catch (error) {
    if (isGroupFilterError(error)) return error;
    throw error;
  }
  return undefined;
}

/** The code of the refusal. */
export function codeOf(act: () => unknown): GroupFilterErrorCode | undefined {
  return errorOf(act)?.code;
}

/** Sets of groups, the empty one among them. */
export function groupSets(): Arbitrary<string[]> {
  return uniqueArray(constantFrom(finance, sales, legal));
}

/** Documents with and without groups, some of them in capitals, some a sentinel. */
export function documents(): Arbitrary<TestDocument> {
  const ids = constantFrom(finance, sales, legal, sales.toUpperCase(), "all", "");
  return record(
    {
      title: constantFrom("a", "b", null),
      year: constantFrom(2019, 2020, 2021, null),
      published: constantFrom(true, false, null),
      tags: array(constantFrom("x", "y"), { maxLength: 2 }),
      group_ids: oneof(array(ids, { maxLength: 3 }), constantFrom(null)),
      user_ids: array(constantFrom(finance, legal), { maxLength: 1 }),
    },
    { requiredKeys: [] },
  );
}

/** Filters that a caller may send, over the fields of {@link documents}. */
export function callerFilters(): Arbitrary<string> {
  const conditions = constantFrom(
    "true",
    "false",
    "title eq 'a'",
    "title ne 'a'",
    "null eq title",
    "year gt 2020",
    "2020 ge year",
    "published",
    "published eq false",
    "search.in(title, 'a,b')",
    "search.in(title, 'a b') eq false",
    "tags/any()",
    "tags/any(t: t eq 'x')",
    "tags/all(t: t ne 'x')",
    "tags/any(group_ids: group_ids eq 'x')",
    "title eq 'it''s) or (true'",
  );
  return letrec<{ filter: string }>((tie) => ({
    filter: oneof(
      { maxDepth: 4 },
      conditions,
      tie("filter").map((inner) => `not (${inner})`),
      tie("filter").map((inner) => `(${inner})`),
      record({ a: tie("filter"), b: tie("filter"), join: constantFrom("and", "or") }).map(
        ({ a, b, join }) => `${a} ${join} ${b}`,
      ),
    ),
  })).filter;
}

/** Texts between a filter and an attack: pieces of both in any order. */
export function hostileFilters(): Arbitrary<string> {
  const texts = "( ) ' '' -- \0 %27 \u2019 true published".split(" ");
  const ids = [finance, sales, legal, sales.toUpperCase(), `${sales}|${legal}`];
  const pieces = constantFrom(
    ...texts,
    ...ids.map((id) => `group_ids/any(g: search.in(g, '${id}', '|'))`),
    " ",
    " or ",
    " and ",
    "not ",
    "title eq 'a'",
    "title eq '",
    "tags/any(t: t eq 'x')",
    "search.ismatch('x')",
    "group_ids/any()",
    "not group_ids/any()",
    "group_ids/all(g: g ne 'x')",
    "GROUP_IDS/any()",
  );
  return array(pieces, { minLength: 1, maxLength: 7 }).map((parts) => parts.join(""));
}
