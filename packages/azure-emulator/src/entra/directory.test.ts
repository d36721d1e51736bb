import { describe, expect, it } from "vitest";
import type { Seed } from "../seed.ts";
import { createDirectory } from "./directory.ts";

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

const seed: Seed = {
  tenant: { displayName: "Contoso", domain: "contoso.example" },
  subscriptionId: id(900),
  resourceGroup: "local",
  groups: [
    { id: id(1), displayName: "Staff", memberOf: [id(3)] },
    { id: id(2), displayName: "Finance", memberOf: [id(1)] },
    { id: id(3), displayName: "Everyone", memberOf: [id(2)] },
    { id: id(4), displayName: "Legal" },
  ],
  users: [
    {
      id: id(10),
      userPrincipalName: "ada@contoso.example",
      displayName: "Ada",
      memberOf: [id(2)],
    },
    { id: id(11), userPrincipalName: "nobody@contoso.example", displayName: "Nobody" },
  ],
};

describe("createDirectory", () => {
  it("finds the groups of groups, even in a circle", () => {
    const directory = createDirectory(seed);
    expect(directory.transitiveGroupsOf(id(10))).toEqual([id(1), id(2), id(3)]);
    expect(directory.transitiveGroupsOf(id(11))).toEqual([]);
    expect(directory.transitiveGroupsOf(id(99))).toEqual([]);
  });

  it("has the reserved tenant id whatever the seed holds", () => {
    const directory = createDirectory({ ...seed, tenantId: id(5) } as Seed);
    expect(directory.tenantId).toBe("e0000000-0000-4000-8000-00000000e01a");
  });

  it.each([
    ["an id that is no GUID", { groups: [{ id: "staff", displayName: "Staff" }] }],
    ["an id that stands twice", { groups: [...seed.groups!, { id: id(1), displayName: "Two" }] }],
    [
      "a membership of a group that is missing",
      { groups: [{ id: id(1), displayName: "Staff", memberOf: [id(7)] }], users: [] },
    ],
    [
      "a delegated permission of an API that is none",
      {
        apps: [
          {
            appId: id(50),
            objectId: id(51),
            displayName: "Chat",
            identifierUri: "api://chat",
            redirectUris: [],
            scopes: [],
            delegatedPermissions: ["https://search.example/user_impersonation"],
          },
        ],
      },
    ],
    ["a seed without a tenant", { tenant: undefined as never }],
  ])("refuses %s", (_case, change) => {
    expect(() => createDirectory({ ...seed, ...change })).toThrow(TypeError);
  });
});
