import { describe, expect, it } from "vitest";
import type { DataSource } from "../data-source.ts";
import type { SearchHit } from "../retrieve.ts";
import { keepReadable } from "./second-check.ts";

const finance = "00000000-0000-4000-8000-00000000000f";
const objectId = "00000000-0000-4000-8000-00000000000a";
const source: DataSource = {
  endpoint: "https://contoso.search.windows.net",
  indexName: "documents",
  groupField: "group_ids",
};

function isReadable(
  hit: Pick<SearchHit, "groups" | "users">,
  groups: readonly string[],
  change: Partial<DataSource> = {},
): boolean {
  const nothing = { content: "", title: null, url: null, filepath: null, chunkId: null, score: 1 };
  return (
    keepReadable([{ ...nothing, ...hit }], { ...source, ...change }, { groups, objectId })
      .length === 1
  );
}

describe("[trim/second-check] a hit", () => {
  it("is kept if it shares a group, in any case", () => {
    expect(isReadable({ groups: ["x", finance.toUpperCase()] }, [finance])).toBe(true);
    expect(isReadable({ groups: [finance] }, [finance.toUpperCase()])).toBe(true);
    expect(isReadable({ groups: ["x"] }, [finance])).toBe(false);
    expect(isReadable({ groups: [finance] }, [])).toBe(false);
  });

  it("is for all only by a configured value, and then for all who are in a group", () => {
    expect(isReadable({ groups: ["all"] }, [finance])).toBe(false);
    expect(isReadable({ groups: ["all"] }, [finance], { everyone: ["all"] })).toBe(true);
    expect(isReadable({ groups: ["all"] }, [], { everyone: ["all"], userField: "u" })).toBe(false);
  });

  it("that does not say who may read it fails the answer", () => {
    expect(() => isReadable({ groups: undefined }, [finance])).toThrow(/retrievable/);
  });

  it("is for people by name only where there is a field for them", () => {
    const hit = { groups: [], users: [objectId] };
    expect(isReadable(hit, [finance])).toBe(false);
    expect(isReadable(hit, [], { userField: "user_ids" })).toBe(true);
    expect(isReadable({ ...hit, users: ["x"] }, [], { userField: "user_ids" })).toBe(false);
  });
});
