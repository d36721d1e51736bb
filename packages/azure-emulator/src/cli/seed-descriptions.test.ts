import { expect, it } from "vitest";
import { buildSeedSchema } from "./build-seed-schema.ts";
import { seedDescriptions } from "./seed-descriptions.ts";

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly description?: string;
}

/** Each member of a schema and what an editor shows of it. */
function membersOf(
  { properties = {}, items }: Schema,
  path = "",
): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = items ? [...membersOf(items, path)] : [];
  for (const [name, member] of Object.entries(properties)) {
    found.push([path + name, member.description ?? ""], ...membersOf(member, `${path + name}/`));
  }
  return found;
}

it("an editor explains every member of a seed file, in a sentence", () => {
  const members = membersOf(buildSeedSchema());
  expect(members.length).toBeGreaterThan(100);
  const others = members.filter(([, description]) => !/^[A-Z([].*[.)]$/.test(description));
  expect(others).toEqual([]);
});

it("nothing is explained that a seed file cannot have", () => {
  const paths = membersOf(buildSeedSchema()).map(([path]) => path);
  expect(Object.keys(seedDescriptions).toSorted()).toEqual(paths.toSorted());
});
