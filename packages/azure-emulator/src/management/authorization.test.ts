import { describe, expect, it } from "vitest";
import { ada, chatApp, chatIdentity, tenantId } from "../contoso.test.fixture.ts";
import type { Emulator } from "../emulator.ts";
import { builtInRoles } from "../roles/built-in-roles.ts";
import { definition, name, put, reader, search } from "./authorization.test.fixture.ts";
import {
  ask,
  authorization,
  createManaged,
  finance,
  group,
  operator,
  searchId,
  staff,
  storageId,
  subscription,
} from "./management.test.fixture.ts";

/** Assignments at three levels: of a group, of an identity, and of a group of groups. */
function assigned(): Emulator {
  const azure = createManaged("Reader");
  const role = "Reader";
  azure.roles.grant({ principalId: staff, role, scope: subscription });
  azure.roles.grant({ principalId: finance, role, scope: group });
  azure.roles.grant({ principalId: chatIdentity.principalId, role, scope: searchId });
  return azure;
}
/** Asks for a list of role assignments. */
const listAssignments = (azure: Emulator, scope: string, $filter?: string) =>
  ask(azure, `${scope}/${authorization}/roleAssignments`, {
    query: $filter === undefined ? {} : { $filter },
  });

/** One that no test changes. */
const shared = assigned();

/** Whom the assignments of a list are of. */
const principals = async (scope: string, filter?: string) =>
  (await listAssignments(shared, scope, filter)).body.value.map(
    ({ properties }) => properties["principalId"],
  );

describe("PUT", () => {
  it("[emulator/roles-enforced] grants a role that holds at once, until it is deleted", async () => {
    const azure = createManaged("User Access Administrator");
    expect(await search(azure)).toBe(403);
    const created = await put(azure);
    expect(created).toMatchObject({
      status: 201,
      body: {
        id: `${searchId}/${authorization}/roleAssignments/${name}`,
        name,
        type: "Microsoft.Authorization/roleAssignments",
        properties: {
          roleDefinitionId: definition(reader),
          principalId: chatIdentity.principalId,
          principalType: "ServicePrincipal",
          scope: searchId,
          condition: null,
        },
      },
    });
    expect(await search(azure)).toBe(404);
    const path = created.body.id;
    expect((await ask(azure, path)).body).toEqual(created.body);
    expect((await ask(azure, path, { method: "DELETE" })).body).toEqual(created.body);
    expect((await ask(azure, path, { method: "DELETE" })).status).toBe(204);
    expect((await ask(azure, path)).body.error.code).toBe("RoleAssignmentNotFound");
    expect(await search(azure)).toBe(403);
  });

  it.each(["Reader", "Contributor", "Search Service Contributor"])(
    "[emulator/roles-enforced] is not for a %s",
    async (role) => {
      const azure = createManaged(role);
      const { status, body } = await put(azure);
      expect(status).toBe(403);
      expect(body.error.message).toContain("'Microsoft.Authorization/roleAssignments/write'");
      expect(azure.roles.list()).toHaveLength(1);
      const [own] = azure.roles.list();
      const removed = await ask(azure, own?.id ?? "", { method: "DELETE" });
      expect(removed.status).toBe(403);
      expect(azure.roles.list()).toHaveLength(1);
    },
  );

  it("[emulator/grants-need-a-role] is for where the caller's role holds only", async () => {
    const azure = createManaged();
    const role = "Role Based Access Control Administrator";
    azure.roles.grant({ principalId: operator.principalId, role, scope: searchId });
    expect((await put(azure)).status).toBe(201);
    expect((await put(azure, {}, { scope: group, as: operator.clientId })).status).toBe(403);
  });

  it("changes nothing when it is repeated, and nothing else", async () => {
    const azure = createManaged("Owner");
    const first = await put(azure);
    expect(await put(azure)).toMatchObject({ status: 200, body: first.body });
    const again = await put(azure, {}, { as: chatApp.appId });
    expect(again).toMatchObject({ status: 409, body: { error: { code: "RoleAssignmentExists" } } });
    const other = await put(azure, { principalId: ada.id, principalType: "User" });
    expect(other.body.error.code).toBe("RoleAssignmentUpdateNotPermitted");
    const elsewhere = await put(azure, {}, { scope: group });
    expect(elsewhere.body.error.code).toBe("RoleAssignmentUpdateNotPermitted");
    expect(azure.roles.list()).toHaveLength(2);
  });

  it.each([
    [
      "a principal that does not exist",
      { principalId: chatIdentity.clientId },
      "PrincipalNotFound",
    ],
    ["a principal of another type", { principalType: "User" }, "UnmatchedPrincipalType"],
    [
      "a role that does not exist",
      { roleDefinitionId: definition(name) },
      "RoleDefinitionDoesNotExist",
    ],
    ["a role by its name", { roleDefinitionId: "Reader" }, "InvalidRoleDefinitionId"],
    [
      "a role of another subscription",
      { roleDefinitionId: definition(reader).replace("900", "901") },
      "RoleDefinitionDoesNotExist",
    ],
    [
      "a condition that it cannot judge",
      { condition: "@Request[a:b] StringEquals 'c'", conditionVersion: "2.0" },
      "NotEmulated",
    ],
    ["a condition without its version", { condition: "@Resource[a:b]" }, "BadRequestFormat"],
    ["a version without a condition", { conditionVersion: "2.0" }, "BadRequestFormat"],
    [
      "an old condition",
      { condition: "@Resource[a:b]", conditionVersion: "1.0" },
      "BadRequestFormat",
    ],
    ["delegation", { delegatedManagedIdentityResourceId: searchId }, "NotEmulated"],
    ["an unknown member", { expires: "tomorrow" }, "BadRequestFormat"],
    ["no principal", { principalId: undefined }, "BadRequestFormat"],
  ])("refuses %s", async (_case, properties, code) => {
    const azure = createManaged("Owner");
    const { status, body } = await put(azure, properties);
    expect(status).toBe(400);
    expect(body.error.code).toBe(code);
    expect(azure.roles.list()).toHaveLength(1);
  });

  const condition =
    "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'documents'";

  it("keeps a description and a condition, and changes them alone", async () => {
    const azure = createManaged("Owner");
    const told = { description: "For the chat", condition, conditionVersion: "2.0" };
    const made = await put(azure, told);
    expect(made.body.properties).toMatchObject(told);
    expect((await ask(azure, made.body.id)).body).toEqual(made.body);
    azure.advance(1000);
    const changed = await put(azure, { description: "For nobody" });
    expect(changed.status).toBe(200);
    expect(changed.body.properties).toMatchObject({
      description: "For nobody",
      condition: null,
      conditionVersion: null,
      createdOn: made.body.properties["createdOn"],
    });
    expect(changed.body.properties["updatedOn"]).not.toBe(made.body.properties["updatedOn"]);
  });

  it("[emulator/roles-enforced] lets a condition hold back what the role grants", async () => {
    const azure = createManaged("Owner");
    const role = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
    const told = { roleDefinitionId: definition(role), condition, conditionVersion: "2.0" };
    expect((await put(azure, told, { scope: storageId })).status).toBe(201);
    const token = await azure.issueToken({
      identity: chatIdentity.name,
      scope: "https://storage.azure.com/.default",
    });
    const list = async (container: string) => {
      const url = `https://contoso.blob.core.windows.net/${container}?restype=container&comp=list`;
      const headers = { authorization: `Bearer ${token}`, "x-ms-version": "2024-11-04" };
      return (await azure.fetch(new Request(url, { headers }))).status;
    };
    expect(await list("documents")).toBe(200);
    expect(await list("payroll")).toBe(403);
  });

  it("says in which directory it looked for a principal", async () => {
    const { body } = await put(createManaged("Owner"), { principalId: name });
    expect(body.error.message).toMatch(`does not exist in the directory ${tenantId}.`);
  });

  it("refuses a name that is no GUID, and a scope that does not exist", async () => {
    const azure = createManaged("Owner");
    const named = await put(azure, {}, { as: "mine" });
    expect(named.body.error.code).toBe("InvalidRoleAssignmentId");
    const elsewhere = await put(azure, {}, { scope: `${searchId}x` });
    expect(elsewhere.body.error.code).toBe("ResourceNotFound");
  });
});

describe("a list", () => {
  const all = [operator.principalId, staff, finance, chatIdentity.principalId];

  it.each([
    [undefined, group, all],
    ["atScope()", group, all.slice(0, 3)],
    ["atScope()", subscription, all.slice(0, 2)],
    ["atScope()", searchId, all],
    [`principalId eq '${finance}'`, subscription, [finance]],
    [`principalId eq ${ada.id}`, subscription, []],
    [`assignedTo('${ada.id}')`, subscription, [staff, finance]],
    [`atScope() and assignedTo('${ada.id}')`, subscription, [staff]],
    [`assignedTo('${chatIdentity.principalId}')`, group, [chatIdentity.principalId]],
  ])("by %s holds what is at, above or below %s", async (filter, scope, expected) => {
    expect(await principals(scope, filter)).toEqual(expected);
  });

  it.each([
    "",
    "atScope() or atScope()",
    "atScope() and atScope()",
    "principalId ne '00000000-0000-4000-8000-000000000001'",
    "principalId eq 'ada'",
    "assignedTo(00000000-0000-4000-8000-000000000001)",
    "roleDefinitionId eq '1'",
    `assignedTo('${finance}')`,
  ])("[emulator/filter-never-ignored] refuses the filter «%s»", async (filter) => {
    const { status, body } = await listAssignments(shared, group, filter);
    expect(status).toBe(400);
    expect(body.error.code).toBe("BadRequestFormat");
  });

  it("comes page by page", async () => {
    const azure = createManaged("Reader");
    for (let count = 0; count < 250; count += 1) {
      azure.roles.grant({ principalId: ada.id, role: "Reader", scope: searchId });
    }
    const first = await listAssignments(azure, group, `principalId eq '${ada.id}'`);
    const second = await ask(azure, first.body.nextLink, { version: "" });
    const third = await ask(azure, second.body.nextLink, { version: "" });
    const pages = [first, second, third].map(({ body }) => body.value.length);
    expect(pages).toEqual([100, 100, 50]);
    expect(third.body).not.toHaveProperty("nextLink");
    const ids = [first, second, third].flatMap(({ body }) => body.value.map(({ id }) => id));
    expect(new Set(ids).size).toBe(250);

    const other = new URL(first.body.nextLink);
    other.searchParams.set("$filter", "atScope()");
    const mixed = await ask(azure, other.href, { version: "" });
    expect(mixed).toMatchObject({ status: 400, body: { error: { code: "InvalidSkipToken" } } });
  });

  it("[emulator/roles-enforced] is for who may read assignments there", async () => {
    const azure = createManaged("Storage Blob Data Owner");
    expect((await listAssignments(azure, searchId)).status).toBe(403);
  });
});

describe("role definitions", () => {
  const path = `${group}/${authorization}/roleDefinitions`;

  it("are the built-in roles, by id and by name", async () => {
    const azure = createManaged("Reader");
    expect((await ask(azure, path)).body.value).toHaveLength(builtInRoles.length);
    const one = await ask(azure, definition(reader));
    expect(one.body).toMatchObject({
      id: definition(reader),
      name: reader,
      properties: {
        roleName: "Search Index Data Reader",
        type: "BuiltInRole",
        permissions: [
          { actions: [], dataActions: ["Microsoft.Search/searchServices/indexes/documents/read"] },
        ],
      },
    });
    const byName = { query: { $filter: "roleName eq 'Search Index Data Reader'" } };
    expect((await ask(azure, path, byName)).body.value).toEqual([one.body]);
    const custom = { query: { $filter: "type eq 'CustomRole'" } };
    expect((await ask(azure, path, custom)).body.value).toEqual([]);
  });

  it("[emulator/filter-never-ignored] refuse other filters", async () => {
    const answer = await ask(createManaged("Reader"), path, { query: { $filter: "roleName" } });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: "BadRequestFormat" } } });
  });

  it("are not for everybody", async () => {
    const azure = createManaged("Owner");
    expect((await ask(azure, `${path}/${name}`)).body.error.code).toBe(
      "RoleDefinitionDoesNotExist",
    );
    expect((await ask(createManaged(), path)).status).toBe(403);
  });
});

describe("permissions", () => {
  const path = `${searchId}/${authorization}/permissions`;

  it("are the caller's own, role by role", async () => {
    const azure = createManaged("Search Index Data Reader");
    azure.roles.grant({ principalId: ada.id, role: "Owner", scope: subscription });
    expect((await ask(azure, path)).body.value).toEqual([
      {
        actions: [],
        notActions: [],
        dataActions: ["Microsoft.Search/searchServices/indexes/documents/read"],
        notDataActions: [],
      },
    ]);
  });

  it("are refused to who has none there", async () => {
    expect((await ask(createManaged(), path)).status).toBe(403);
  });
});

it.each(["roleDefinitions", "denyAssignments", "roleEligibilityScheduleInstances"])(
  "[emulator/roles-enforced] shows no %s to who has no role there",
  async (collection) => {
    const version = collection.startsWith("roleEl") ? "2020-10-01" : "2022-04-01";
    const { status, body } = await ask(createManaged(), `${group}/${authorization}/${collection}`, {
      version,
    });
    expect([status, body.error.code]).toEqual([403, "AuthorizationFailed"]);
  },
);

it("says that nobody is merely eligible", async () => {
  const azure = createManaged("Reader");
  const path = `${group}/${authorization}/roleEligibilityScheduleInstances`;
  const eligibilities = ($filter: string) =>
    ask(azure, path, { version: "2020-10-01", query: { $filter } });
  expect((await eligibilities("atScope()")).body).toEqual({ value: [] });
  expect((await eligibilities("status eq 'Active'")).body.error.code).toBe("BadRequestFormat");
});
