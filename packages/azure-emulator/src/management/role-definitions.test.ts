import { describe, expect, it } from "vitest";
import { chatIdentity, contoso, tenantId } from "../contoso.test.fixture.ts";
import type { Emulator } from "../emulator.ts";
import {
  ask,
  authorization,
  createManaged,
  group,
  operator,
  searchId,
  subscription,
  type Answer,
} from "./management.test.fixture.ts";

const role = "00000000-0000-4000-8000-0000000000bb";
const assignment = "00000000-0000-4000-8000-0000000000aa";
const path = `${subscription}/${authorization}/roleDefinitions/${role}`;
const none = { notActions: [], dataActions: [], notDataActions: [] };
const managementGroup = `/providers/Microsoft.Management/managementGroups/${tenantId}`;

const wanted = {
  roleName: "Index Reader",
  description: "Reads what was indexed",
  type: "CustomRole",
  assignableScopes: [group],
  permissions: [
    { actions: [], dataActions: ["Microsoft.Search/searchServices/indexes/documents/read"] },
  ],
};

const put = (azure: Emulator, change: object = {}, to = path): Promise<Answer> =>
  ask(azure, to, { method: "PUT", body: { properties: { ...wanted, ...change } } });

const assign = (azure: Emulator, scope: string) =>
  ask(azure, `${scope === "/" ? "" : scope}/${authorization}/roleAssignments/${assignment}`, {
    method: "PUT",
    body: {
      properties: {
        roleDefinitionId: `${subscription}/${authorization}/roleDefinitions/${role}`,
        principalId: chatIdentity.principalId,
      },
    },
  });

async function count(azure: Emulator): Promise<number> {
  const scope = "https://search.azure.com/.default";
  const token = await azure.issueToken({ identity: chatIdentity.name, scope });
  const url = "https://contoso.search.windows.net/indexes/none/docs/$count?api-version=2024-07-01";
  const headers = { authorization: `Bearer ${token}` };
  return (await azure.fetch(new Request(url, { headers }))).status;
}

describe("a custom role", () => {
  it("[emulator/roles-enforced] is made, granted, changed and enforced", async () => {
    const azure = createManaged("Owner");
    const made = await put(azure);
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: path,
      type: "Microsoft.Authorization/roleDefinitions",
      name: role,
      properties: {
        ...wanted,
        permissions: [{ ...none, ...wanted.permissions[0], notActions: [], notDataActions: [] }],
      },
    });
    expect((await ask(azure, path)).body).toEqual(made.body);
    expect(await count(azure)).toBe(403);
    expect((await assign(azure, searchId)).status).toBe(201);
    expect(await count(azure)).toBe(404);
    // whoever has it has it as it is now
    await put(azure, { permissions: [{ actions: ["*/read"] }] });
    expect(await count(azure)).toBe(403);
  });

  it("is listed where it can be assigned", async () => {
    const azure = createManaged("Owner");
    await put(azure);
    const names = async (scope: string, $filter?: string) => {
      const query = $filter === undefined ? {} : { $filter };
      const { body } = await ask(azure, `${scope}/${authorization}/roleDefinitions`, { query });
      return body.value.map(({ properties }) => properties["roleName"]);
    };
    expect(await names(searchId, "type eq 'CustomRole'")).toEqual(["Index Reader"]);
    expect(await names(subscription, "type eq 'CustomRole'")).toEqual([]);
    expect(await names(subscription, "atScopeAndBelow()")).toContain("Index Reader");
    expect(await names(group, "roleName eq 'index reader'")).toEqual(["Index Reader"]);
  });

  it("cannot be assigned elsewhere", async () => {
    const azure = createManaged("Owner");
    await put(azure);
    expect((await assign(azure, subscription)).body.error.code).toBe("RoleDefinitionNotAssignable");
  });

  it("is deleted once nobody has it", async () => {
    const azure = createManaged("Owner");
    await put(azure);
    const { body } = await assign(azure, searchId);
    const remove = () => ask(azure, path, { method: "DELETE" });
    expect((await remove()).body.error.code).toBe("RoleDefinitionHasAssignments");
    azure.roles.remove(body.id);
    expect((await remove()).status).toBe(200);
    expect((await remove()).status).toBe(204);
  });

  it.each([
    ["no name", { roleName: "" }, "BadRequestFormat"],
    ["no scope", { assignableScopes: [] }, "BadRequestFormat"],
    ["the root as a scope", { assignableScopes: ["/"] }, "BadRequestFormat"],
    ["an unknown scope", { assignableScopes: [`${group}x`] }, "ResourceGroupNotFound"],
    ["no permissions", { permissions: [] }, "BadRequestFormat"],
    ["another type", { type: "BuiltInRole" }, "BadRequestFormat"],
    ["a name that is taken", { roleName: "Reader" }, "RoleDefinitionWithSameNameExists"],
    ["an unknown member", { expires: "tomorrow" }, "BadRequestFormat"],
  ])("cannot have %s", async (_what, change, code) => {
    const azure = createManaged("Owner");
    expect((await put(azure, change)).body.error.code).toBe(code);
    expect((await ask(azure, path)).status).toBe(404);
  });

  it("cannot reach into data from a management group", async () => {
    const azure = createManaged();
    azure.roles.grant({ principalId: operator.principalId, role: "Owner", scope: "/" });
    const change = { assignableScopes: [managementGroup] };
    expect((await put(azure, change)).body.error.code).toBe("InvalidRoleDefinitionDataActions");
    const permissions = [{ actions: ["*/read"] }];
    expect((await put(azure, { ...change, permissions })).status).toBe(201);
  });

  it("cannot take the place of a built-in one, nor have a name for an id", async () => {
    const azure = createManaged("Owner");
    const builtIn = path.replace(role, "acdd72a7-3385-48ef-bd42-f606fba81ae7");
    expect((await put(azure, {}, builtIn)).status).toBe(400);
    expect((await ask(azure, builtIn, { method: "DELETE" })).status).toBe(400);
    const named = path.replace(role, "mine");
    expect((await put(azure, {}, named)).body.error.code).toBe("InvalidRoleDefinitionId");
  });

  it("is nothing for a Contributor to make", async () => {
    const azure = createManaged("Contributor");
    expect((await put(azure)).status).toBe(403);
    expect((await ask(azure, path, { method: "DELETE" })).status).toBe(403);
  });

  it("comes with the seed", async () => {
    const { roleName, assignableScopes } = wanted;
    const seeded = { id: role, name: roleName, assignableScopes, dataActions: ["*"] };
    const azure = createManaged("Owner", {
      roleDefinitions: [seeded],
      roleAssignments: [{ principalId: chatIdentity.principalId, role: roleName, scope: searchId }],
    });
    expect(await count(azure)).toBe(404);
    const taken = { ...seeded, name: "Reader" };
    expect(() => createManaged("Owner", { roleDefinitions: [taken] })).toThrow(/another one/);
  });
});

describe("what lies above the subscription", () => {
  it.each(["/", managementGroup])("%s hands its roles down", async (scope) => {
    const azure = createManaged();
    expect((await ask(azure, `${subscription}/resourceGroups`)).status).toBe(403);
    azure.roles.grant({ principalId: operator.principalId, role: "Owner", scope });
    expect((await ask(azure, `${subscription}/resourceGroups`)).status).toBe(200);
    const { body } = await ask(azure, `${searchId}/${authorization}/roleAssignments`, {
      query: { $filter: "atScope()" },
    });
    expect(body.value).toMatchObject([
      {
        id: expect.stringMatching(/^\/providers\/(?!.*\/\/)/),
        properties: {
          scope,
          roleDefinitionId: expect.stringMatching(/^\/providers\/Microsoft.Authorization\//),
        },
      },
    ]);
    expect((await ask(azure, body.value[0]?.id ?? "")).body).toEqual(body.value[0]);
  });

  it("is shown to those who may see it", async () => {
    const azure = createManaged("Owner");
    const groups = "/providers/Microsoft.Management/managementGroups";
    expect((await ask(azure, groups)).status).toBe(403);
    azure.roles.grant({ principalId: operator.principalId, role: "Reader", scope: "/" });
    expect((await ask(azure, groups)).body.value).toMatchObject([{ name: tenantId }]);
    expect((await ask(azure, managementGroup)).body).toMatchObject({ id: managementGroup });
    expect((await ask(azure, `${groups}/other`)).status).toBe(404);
  });

  it("is where a role can be granted", async () => {
    const azure = createManaged();
    azure.roles.grant({ principalId: operator.principalId, role: "Owner", scope: "/" });
    await put(azure, { assignableScopes: [managementGroup], permissions: [{ actions: ["*"] }] });
    const { status, body } = await assign(azure, managementGroup);
    expect([status, body.id]).toEqual([
      201,
      `${managementGroup}/${authorization}/roleAssignments/${assignment}`,
    ]);
    expect(azure.directory.tenantId).toBe(tenantId);
    expect(contoso.subscriptionId).toBe(subscription.split("/")[2]);
  });
});
