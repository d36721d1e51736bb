import { expect } from "vitest";
import { chatIdentity, tenantId } from "../contoso.test.fixture.ts";
import type { Emulator } from "../emulator.ts";
import { testLimitations, type LimitationCheck } from "../limitations.test.fixture.ts";
import { builtInRoles } from "../roles/built-in-roles.ts";
import {
  ask,
  authorization,
  createManaged,
  group,
  operator,
  searchId,
  seed,
  staff,
  subscription,
} from "./management.test.fixture.ts";

const search = { version: "2025-05-01" };
const name = "00000000-0000-4000-8000-0000000000aa";
const reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const managementGroup = `/providers/Microsoft.Management/managementGroups/${tenantId}`;

/** Grants the role of a Reader by Resource Manager; the code of a refusal. */
async function assign(azure: Emulator, properties: object = {}): Promise<string | undefined> {
  const wanted = {
    roleDefinitionId: `/${authorization}/roleDefinitions/${reader}`,
    principalId: chatIdentity.principalId,
    ...properties,
  };
  const path = `${group}/${authorization}/roleAssignments/${name}`;
  const { body } = await ask(azure, path, { method: "PUT", body: { properties: wanted } });
  return (body as Partial<typeof body>).error?.code;
}

/** By the first words of the line. */
const checks: Readonly<Record<string, LimitationCheck>> = {
  "Makes and removes no resources": async () => {
    const azure = createManaged("Owner");
    const write = async (method: string, path: string, body: unknown = {}) =>
      (await ask(azure, path, { ...search, method, body })).body.error.code;
    expect(await write("PUT", searchId)).toBe("NotEmulated");
    expect(await write("DELETE", searchId)).toBe("NotEmulated");
    expect(await write("PATCH", searchId, { sku: { name: "free" } })).toBe("NotEmulated");
    expect(await write("PATCH", group, { tags: {} })).toBe("NotEmulated");
    expect((await ask(azure, `${searchId}/listAdminKeys`, search)).body.error).toBeDefined();
    expect(await write("POST", `${searchId}/listAdminKeys`)).toBe("NotEmulated");
  },
  "The services do not go by what is shown": async () => {
    const azure = createManaged("Owner");
    const role = "Search Service Contributor";
    azure.roles.grant({ principalId: operator.principalId, role, scope: searchId });
    const body = {
      identity: { type: "SystemAssigned" },
      properties: { publicNetworkAccess: "disabled", disableLocalAuth: false },
    };
    expect((await ask(azure, searchId, { ...search, method: "PATCH", body })).status).toBe(200);
    const url = "https://contoso.search.windows.net/indexes?api-version=2024-07-01";
    const scope = "https://search.azure.com/.default";
    const token = await azure.issueToken({ identity: operator.name, scope });
    const get = async (headers: Record<string, string>) =>
      (await azure.fetch(new Request(url, { headers }))).status;
    expect(await get({ authorization: `Bearer ${token}` })).toBe(200);
    expect(await get({ "api-key": "a".repeat(52) })).toBe(401);
  },
  "One subscription, in one management group": async () => {
    const azure = createManaged();
    azure.roles.grant({ principalId: operator.principalId, role: "Owner", scope: "/" });
    const count = async (path: string) => (await ask(azure, path)).body.value.length;
    expect(await count("/subscriptions")).toBe(1);
    expect(await count("/providers/Microsoft.Management/managementGroups")).toBe(1);
    const change = { method: "PATCH", body: { tags: {} } };
    expect((await ask(azure, managementGroup, change)).status).toBe(400);
    const scope = "/providers/Microsoft.Management/managementGroups/other";
    const grant = { principalId: staff, role: "Reader", scope };
    expect(() => azure.roles.grant(grant)).toThrow(/no scope/);
  },
  "The versions of a type that are known": async () => {
    const azure = createManaged("Reader");
    const shown = async (version: string) => (await ask(azure, searchId, { version })).body;
    const newest = await shown("2025-05-01");
    expect(await shown("2024-06-01-preview")).toEqual(newest);
    expect((await shown("2022-09-01")).properties).toEqual({
      ...newest.properties,
      networkRuleSet: { ipRules: [] },
    });
    expect((await ask(azure, group, { version: "1999-01-01" })).status).toBe(200);
  },
  "Role assignments hold at once": async () => {
    const scope = group;
    const { principalId } = operator;
    const late = createManaged("Owner", { roles: { propagationInMs: 60_000 } });
    expect((await ask(late, group)).status).toBe(403);
    late.advance(60_000);
    expect((await ask(late, group)).status).toBe(200);
    const role = { id: name, name: "Own", description: "", assignableScopes: [scope] };
    const permissions = { actions: [], notActions: [], dataActions: [], notDataActions: [] };
    const { definitions } = late.roles;
    definitions.put({ ...role, permissions: [permissions] });
    late.roles.grant({ principalId, role: "Own", scope });
    late.advance(60_000);
    const dataAction = "Microsoft.Search/searchServices/indexes/documents/read";
    expect(late.roles.permits(principalId, { dataAction }, searchId)).toBe(false);
    definitions.put({ ...role, permissions: [{ ...permissions, dataActions: ["*"] }] });
    expect(late.roles.permits(principalId, { dataAction }, searchId)).toBe(true);
  },
  "Conditions compare the name": async () => {
    const azure = createManaged("Owner");
    const version = { conditionVersion: "2.0" };
    const path =
      "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path] StringLike 'a*'";
    expect(await assign(azure, { condition: path, ...version })).toBe("NotEmulated");
    const delegated = { delegatedManagedIdentityResourceId: searchId };
    expect(await assign(azure, delegated)).toBe("NotEmulated");
    const nobody = { principalId: name, principalType: "ServicePrincipal" };
    expect(await assign(azure, nobody)).toBe("PrincipalNotFound");
    const condition = "@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'contoso'";
    expect(await assign(azure, { condition, ...version })).toBeUndefined();
  },
  "Of the built-in roles": async () => {
    const azure = createManaged("Owner");
    const roles = await ask(azure, `${group}/${authorization}/roleDefinitions`);
    expect(roles.body.value).toHaveLength(builtInRoles.length);
    expect(roles.body.value.every(({ properties }) => properties["description"] === "")).toBe(true);
    const eligible = `${group}/${authorization}/roleEligibilityScheduleInstances`;
    expect((await ask(azure, eligible, { version: "2020-10-01" })).body.value).toEqual([]);
    const permissions = [{ actions: ["Nobody.Knows/this/read"] }];
    const properties = { roleName: "Own", assignableScopes: [group], permissions };
    const path = `${group}/${authorization}/roleDefinitions/${name}`;
    expect((await ask(azure, path, { method: "PUT", body: { properties } })).status).toBe(201);
  },
  "Deny assignments come from the seed": async () => {
    const denyAssignments = [{ name: "Locked", scope: searchId, actions: ["*/delete"] }];
    const azure = createManaged("Owner", { denyAssignments });
    const path = `${group}/${authorization}/denyAssignments`;
    expect((await ask(azure, path)).body.value).toHaveLength(1);
    const made = await ask(azure, `${path}/${name}`, { method: "PUT", body: {} });
    expect(made.status).toBe(405);
  },
  "Lists come a hundred at a time": async () => {
    const resources = Array.from({ length: 101 }, (_, n) => ({
      id: `${group}/providers/Microsoft.Web/sites/site${n}`,
    }));
    const azure = createManaged("Reader", { resources });
    const version = { version: "2024-04-01" };
    const { body } = await ask(azure, `${subscription}/providers/Microsoft.Web/sites`, version);
    expect(body.value).toHaveLength(100);
    expect(body.nextLink).toContain("skipToken");
    const query = { $filter: "principalType eq 'User'" };
    const other = await ask(azure, `${group}/${authorization}/roleAssignments`, { query });
    expect(other.body.error.code).toBe("BadRequestFormat");
    expect(seed.subscriptionId).toBe(subscription.split("/")[2]);
  },
};

testLimitations("Resource Manager", checks);
