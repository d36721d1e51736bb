import { restrictFilter, restrictToGroups } from "@entrim/group-filter";
import { formatFilter, parseFilter } from "@entrim/odata-filter";
import type { Comparison } from "./compare.ts";

const field = "group_ids";

function groupIds(count: number): readonly string[] {
  return Array.from(
    { length: count },
    (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
  );
}

function building(count: number, repeats: number): Comparison {
  return {
    name: `build the filter of ${count} groups`,
    peerName: "join the same ids",
    async setUp() {
      const ids = groupIds(count);
      return {
        repeats,
        subject: () => restrictFilter(undefined, ids, { field }),
        peer: () => `${field}/any(g: search.in(g, '${ids.join(",")}', ','))`,
      };
    },
  };
}

/** What the trimming rule costs. */
export const trimming: readonly Comparison[] = [
  building(200, 200),
  building(11_000, 5),
  {
    name: "reuse the filter of 200 groups",
    peerName: "join the same ids",
    async setUp() {
      const principal = { groups: Object.freeze([...groupIds(200)]) };
      const restrict = restrictToGroups({ field });
      return {
        repeats: 200,
        subject: () => restrict(undefined, principal),
        peer: () => `${field}/any(g: search.in(g, '${principal.groups.join(",")}', ','))`,
      };
    },
  },
  {
    name: "read and print a filter of 60 conditions",
    peerName: "JSON.parse and stringify of as many bytes",
    async setUp() {
      const filter = Array.from({ length: 60 }, (_, n) => `(year eq ${2000 + n} or not done)`).join(
        " and ",
      );
      const json = JSON.stringify(
        Array.from({ length: Math.ceil(filter.length / 27) }, (_, n) => ({
          year: 2000 + n,
          done: [true],
        })),
      );
      return {
        repeats: 50,
        subject: () => formatFilter(parseFilter(filter)),
        peer: () => JSON.stringify(JSON.parse(json)),
      };
    },
  },
];
