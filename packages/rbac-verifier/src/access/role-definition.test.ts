import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { builtInRoles } from "./built-in-roles.ts";
import { includesRole, permits, type RoleDefinition } from "./role-definition.ts";

/** Which of the shipped roles satisfy what, computed from Azure's own list by other means. */
const oracle = JSON.parse(
  readFileSync(new URL("role-satisfaction.test.fixture.json", import.meta.url), "utf8"),
) as {
  functional: Record<string, { actions: string[]; dataActions: string[]; roles: string[] }>;
  strictSuperset: Record<string, string[]>;
};

const roleNamed = (name: string): RoleDefinition =>
  builtInRoles.find((role) => role.name === name) as RoleDefinition;

describe("permits", () => {
  it.each(Object.entries(oracle.functional))("%s", (_, { actions, dataActions, roles }) => {
    const satisfying = builtInRoles.filter(({ permissions }) =>
      (
        [
          [actions, "control"],
          [dataActions, "data"],
        ] as const
      ).every(([needed, plane]) =>
        needed.every((action) =>
          permissions.some((permission) => permits(permission, action, plane)),
        ),
      ),
    );
    expect(satisfying.map(({ name }) => name).toSorted()).toEqual(roles);
  });

  it("never lets the control plane into the data plane", () => {
    for (const name of ["Owner", "Contributor"]) {
      for (const permission of roleNamed(name).permissions) {
        expect(
          permits(permission, "Microsoft.Search/searchServices/indexes/documents/read", "data"),
        ).toBe(false);
      }
    }
  });
});

describe("includesRole", () => {
  it.each(Object.entries(oracle.strictSuperset))("%s", (name, supersets) => {
    const wanted = roleNamed(name);
    const including = builtInRoles.filter(
      (role) => role !== wanted && includesRole([role], wanted),
    );
    expect(including.map((role) => role.name).toSorted()).toEqual(supersets);
  });

  it("adds roles up", () => {
    const parts = ["Website Contributor", "Web Plan Contributor"].map(roleNamed);
    const wanted: RoleDefinition = {
      id: "x",
      name: "x",
      permissions: [{ actions: ["Microsoft.Web/sites/write", "Microsoft.Web/serverFarms/write"] }],
    };
    expect(includesRole(parts, wanted)).toBe(true);
    expect(parts.some((part) => includesRole([part], wanted))).toBe(false);
  });
});
