import { assert, property, stringMatching } from "fast-check";
import { describe, expect, it } from "vitest";
import type { RoleAssignments } from "../azure.ts";
import { createDirectory } from "../entra/directory.ts";
import { emulatorTenantId } from "../emulator-tenant.ts";
import type { Seed } from "../seed.ts";
import { builtInRoles } from "./built-in-roles.ts";
import { createDenyAssignments } from "./deny-assignments.ts";
import { createRoleAssignments } from "./role-assignments.ts";

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const [staff, finance, ada, app, identity] = [id(1), id(2), id(10), id(51), id(61)] as const;

const seed: Seed = {
  tenant: { displayName: "Contoso", domain: "contoso.example" },
  subscriptionId: id(900),
  resourceGroup: "local",
  groups: [
    { id: staff, displayName: "Staff" },
    { id: finance, displayName: "Finance", memberOf: [staff] },
  ],
  users: [
    { id: ada, userPrincipalName: "ada@contoso.example", displayName: "Ada", memberOf: [finance] },
  ],
  apps: [
    {
      appId: id(50),
      objectId: app,
      displayName: "Chat",
      identifierUri: "api://chat",
      redirectUris: [],
      scopes: [],
    },
  ],
  identities: [{ name: "api", kind: "UserAssigned", clientId: id(60), principalId: identity }],
};

const subscription = `/subscriptions/${id(900)}`;
const group = `${subscription}/resourceGroups/local`;
const service = `${group}/providers/Microsoft.Search/searchServices/contoso`;

const managementGroup = `/providers/Microsoft.Management/managementGroups/${emulatorTenantId}`;

const readDocuments = { dataAction: "Microsoft.Search/searchServices/indexes/documents/read" };
const writeDocuments = { dataAction: "Microsoft.Search/searchServices/indexes/documents/write" };
const writeIndex = { action: "Microsoft.Search/searchServices/indexes/write" };

function create(changes: Partial<Seed> = {}): RoleAssignments {
  const changed = { ...seed, ...changes };
  const directory = createDirectory(changed);
  return createRoleAssignments({
    seed: changed,
    directory,
    denials: createDenyAssignments(changed, directory),
    clock: { now: () => Date.UTC(2026, 10, 21) },
  });
}

/** Whether the identity may do it to the search service, with one role. */
function permits(
  role: string,
  action: Parameters<RoleAssignments["permits"]>[1],
  scope: string = service,
  resource: string = service,
): boolean {
  const roles = create();
  roles.grant({ principalId: identity, role, scope });
  return roles.permits(identity, action, resource);
}

describe("permits", () => {
  it("[emulator/roles-enforced] lets nobody do anything without a role", () => {
    expect(create().permits(identity, readDocuments, service)).toBe(false);
    expect(create().permits("", readDocuments, service)).toBe(false);
  });

  it("lets a principal do what its role names, and no more", () => {
    expect(permits("Search Index Data Reader", readDocuments)).toBe(true);
    expect(permits("Search Index Data Reader", writeDocuments)).toBe(false);
    expect(permits("Search Index Data Reader", writeIndex)).toBe(false);
    expect(permits("Search Index Data Contributor", writeDocuments)).toBe(true);
  });

  it("keeps data apart from its management: not even an owner may read it", () => {
    for (const role of ["Owner", "Contributor", "Reader", "Search Service Contributor"]) {
      expect(permits(role, readDocuments)).toBe(false);
    }
    expect(permits("Search Service Contributor", writeIndex)).toBe(true);
    expect(permits("Owner", writeIndex)).toBe(true);
    expect(permits("Reader", writeIndex)).toBe(false);
  });

  it("takes a star for any text, slashes included, and letters in either case", () => {
    const read = "MICROSOFT.COGNITIVESERVICES/accounts/OpenAI/a/b/READ";
    expect(permits("Cognitive Services OpenAI User", { dataAction: read })).toBe(true);
    expect(permits("Cognitive Services OpenAI User", { dataAction: `${read}/write` })).toBe(false);
    // a dot is a dot
    const other = "MicrosoftXCognitiveServices/accounts/OpenAI/a/read";
    expect(permits("Cognitive Services OpenAI User", { dataAction: other })).toBe(false);
  });

  it("leaves out what a role excepts, unless another role grants it", () => {
    const stored = {
      dataAction: "Microsoft.CognitiveServices/accounts/OpenAI/stored-completions/read",
    };
    expect(permits("Cognitive Services OpenAI User", stored)).toBe(false);
    const assign = { action: "Microsoft.Authorization/roleAssignments/write" };
    expect(permits("Contributor", assign)).toBe(false);

    const roles = create();
    for (const role of ["Contributor", "Role Based Access Control Administrator"]) {
      roles.grant({ principalId: identity, role, scope: group });
    }
    expect(roles.permits(identity, assign, service)).toBe(true);
  });

  it("holds for all that lies in the scope", () => {
    const reader = "Search Index Data Reader";
    for (const scope of [subscription, group, service, service.toUpperCase()]) {
      expect(permits(reader, readDocuments, scope)).toBe(true);
      expect(permits(reader, readDocuments, scope, `${service}/indexes/one`)).toBe(true);
    }
    expect(permits(reader, readDocuments, `${service}/indexes/one`)).toBe(false);
    expect(permits(reader, readDocuments, group, subscription)).toBe(false);
  });

  it("[emulator/roles-enforced] does not hold for a name that only begins alike", () => {
    assert(
      property(stringMatching(/^[a-z0-9-]{1,8}$/), (suffix) => {
        const reader = "Search Index Data Reader";
        expect(permits(reader, readDocuments, service, `${service}${suffix}`)).toBe(false);
        expect(
          permits(reader, readDocuments, group, service.replace("local", `local${suffix}`)),
        ).toBe(false);
      }),
      { numRuns: 20 },
    );
  });

  it("comes from groups too, also from groups of groups", () => {
    const roles = create();
    roles.grant({ principalId: staff, role: "Search Index Data Reader", scope: service });
    expect(roles.permits(ada, readDocuments, service)).toBe(true);
    expect(roles.permits(finance, readDocuments, service)).toBe(true);
    expect(roles.permits(identity, readDocuments, service)).toBe(false);
  });
});

describe("a deny assignment", () => {
  const all = { name: "Locked", scope: group, dataActions: ["*"] };
  /** Whether somebody who has the role may read documents all the same. */
  const reads = (denied: object, principalId = identity, resource = service): boolean => {
    const roles = create({ denyAssignments: [{ ...all, ...denied }] });
    roles.grant({ principalId, role: "Search Index Data Reader", scope: subscription });
    return roles.permits(principalId, readDocuments, resource);
  };

  it("[emulator/deny-before-roles] goes before every role", () => {
    expect(reads({})).toBe(false);
    expect(reads({ principalIds: [identity] })).toBe(false);
  });

  it("holds for those and for what it names", () => {
    expect(reads({ principalIds: [ada] })).toBe(true);
    expect(reads({ principalIds: [staff] }, ada)).toBe(false);
    expect(reads({ excludedPrincipalIds: [staff] }, ada)).toBe(true);
    expect(reads({ dataActions: [], actions: ["*"] })).toBe(true);
    expect(reads({ notDataActions: ["Microsoft.Search/*"] })).toBe(true);
    expect(reads({ scope: `${group}other` })).toBe(true);
  });

  it("may hold for its scope alone", () => {
    expect(reads({ doNotApplyToChildScopes: true })).toBe(true);
    expect(reads({ doNotApplyToChildScopes: true, scope: service })).toBe(false);
    expect(reads({ doNotApplyToChildScopes: true }, identity, group)).toBe(false);
  });

  it.each([
    ["a principal that does not exist", { principalIds: [id(99)] }, /no principal/],
    ["a scope that is none", { scope: "//" }, /no scope/],
  ])("cannot be of %s", (_case, change, message) => {
    expect(() => create({ denyAssignments: [{ ...all, ...change }] })).toThrow(message);
  });
});

describe("grant and revoke", () => {
  it("begins with the seed's assignments", () => {
    const roleAssignments = [{ principalId: app, role: "Reader", scope: group }];
    const roles = create({ roleAssignments });
    expect(roles.list()).toEqual([
      {
        id: expect.stringContaining(`${group}/providers/Microsoft.Authorization/roleAssignments/`),
        principalId: app,
        roleDefinitionId: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
        scope: group,
        createdAtInMs: Date.UTC(2026, 10, 21),
        updatedAtInMs: Date.UTC(2026, 10, 21),
        description: undefined,
        condition: undefined,
      },
    ]);
  });

  it("takes a role by its name or id", () => {
    for (const { id: role, name } of builtInRoles) {
      const roles = create();
      const { roleDefinitionId } = roles.grant({ principalId: ada, role: name, scope: group });
      expect(roleDefinitionId).toBe(role);
      expect(roles.grant({ principalId: ada, role, scope: group })).toMatchObject({
        roleDefinitionId,
      });
    }
  });

  it("takes away exactly what is named, at once", () => {
    const roles = create();
    for (const scope of [group, service]) {
      roles.grant({ principalId: identity, role: "Search Index Data Reader", scope });
      roles.grant({ principalId: identity, role: "Reader", scope });
      roles.grant({ principalId: ada, role: "Reader", scope });
    }
    const reader = { principalId: identity, role: "Search Index Data Reader" };
    expect(roles.revoke({ ...reader, scope: service })).toBe(1);
    expect(roles.permits(identity, readDocuments, service)).toBe(true);
    expect(roles.revoke(reader)).toBe(1);
    expect(roles.permits(identity, readDocuments, service)).toBe(false);
    expect(roles.revoke(reader)).toBe(0);
    expect(roles.revoke({ principalId: identity })).toBe(2);
    expect(roles.list().map(({ principalId }) => principalId)).toEqual([ada, ada]);
  });

  it("takes away one assignment by its id", () => {
    const roles = create();
    const name = id(70);
    const assignment = roles.grant({ principalId: ada, role: "Reader", scope: group, name });
    roles.grant({ principalId: ada, role: "Reader", scope: group });
    expect(assignment.id).toMatch(new RegExp(`/roleAssignments/${name}$`));
    expect(roles.remove(assignment.id.toUpperCase())).toBe(true);
    expect(roles.remove(assignment.id)).toBe(false);
    expect(roles.list()).toHaveLength(1);
  });

  it.each([
    ["a role that does not exist", { role: "Search Reader" }, /no role "Search Reader"/],
    ["the client id of an identity", { principalId: id(60) }, /not its client id/],
    ["a principal that does not exist", { principalId: id(99) }, /no principal/],
    ["another management group", { scope: `${managementGroup}x` }, /no scope/],
    ["a condition that is not understood", { condition: "@User[a] = 'b'" }, /not understood/],
    ["a scope that is no id", { scope: service.slice(1) }, /no scope/],
    ["a scope that ends in a slash", { scope: `${service}/` }, /no scope/],
    [
      "a scope that ends in the middle",
      { scope: `${group}/providers/Microsoft.Search` },
      /no scope/,
    ],
  ])("refuses %s", (_case, change, message) => {
    const assignment = { principalId: identity, role: "Reader", scope: group, ...change };
    expect(() => create().grant(assignment)).toThrow(message);
    expect(() => create({ roleAssignments: [assignment] })).toThrow(TypeError);
  });
});
