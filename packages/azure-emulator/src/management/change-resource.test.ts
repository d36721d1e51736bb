import { describe, expect, it } from "vitest";
import { chatIdentity } from "../contoso.test.fixture.ts";
import type { Emulator } from "../emulator.ts";
import {
  ask,
  createManaged,
  group,
  openaiId,
  searchId,
  storageId,
  subscription,
  type Answer,
} from "./management.test.fixture.ts";

const versions = { [searchId]: "2025-05-01", [openaiId]: "2025-09-01", [storageId]: "2025-08-01" };
const identityId = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${chatIdentity.name}`;

const show = (azure: Emulator, id: string) => ask(azure, id, { version: versions[id] });
const patch = (azure: Emulator, id: string, body: unknown): Promise<Answer> =>
  ask(azure, id, { version: versions[id] ?? "2024-04-01", method: "PATCH", body });

describe("a change", () => {
  it.each([
    [searchId, { publicNetworkAccess: "disabled" }],
    [searchId, { disableLocalAuth: false, authOptions: { apiKeyOnly: {} } }],
    [searchId, { networkRuleSet: { ipRules: [{ value: "192.0.2.1" }], bypass: "AzureServices" } }],
    [searchId, { semanticSearch: "standard" }],
    [openaiId, { disableLocalAuth: false, publicNetworkAccess: "Disabled" }],
    [openaiId, { networkAcls: { bypass: "AzureServices", defaultAction: "Deny" } }],
    [storageId, { allowSharedKeyAccess: true, publicNetworkAccess: "Disabled" }],
    [storageId, { networkAcls: { bypass: "Logging, Metrics", defaultAction: "Deny" } }],
  ])("of %s to %j stays", async (id, properties) => {
    const azure = createManaged("Contributor");
    const before = (await show(azure, id)).body;
    const changed = await patch(azure, id, { properties });
    expect(changed.status).toBe(200);
    expect(changed.body).toEqual({
      ...before,
      properties: { ...before.properties, ...properties },
    });
    expect((await show(azure, id)).body).toEqual(changed.body);
  });

  it("writes words as Azure does, and leaves what was not named", async () => {
    const azure = createManaged("Contributor");
    await patch(azure, searchId, { properties: { publicNetworkAccess: "Disabled" } });
    await patch(azure, searchId, { tags: { owner: "ada" } });
    expect((await show(azure, searchId)).body).toMatchObject({
      tags: { owner: "ada" },
      properties: { publicNetworkAccess: "disabled", disableLocalAuth: true },
    });
  });

  it("[emulator/keys-refused] makes no service take keys", async () => {
    const azure = createManaged("Contributor");
    const properties = { disableLocalAuth: false, authOptions: { aadOrApiKey: {} } };
    expect((await patch(azure, searchId, { properties })).status).toBe(200);
    const headers = { "api-key": "a".repeat(52) };
    const url = "https://contoso.search.windows.net/indexes?api-version=2024-07-01";
    expect((await azure.fetch(new Request(url, { headers }))).status).toBe(401);
  });

  it("[emulator/grants-need-a-role] is for those who may write", async () => {
    const azure = createManaged("Reader");
    const { status, body } = await patch(azure, searchId, { tags: {} });
    expect([status, body.error.code]).toEqual([403, "AuthorizationFailed"]);
  });

  it.each([
    [searchId, { properties: { hostingMode: "highDensity" } }, "NotEmulated"],
    [searchId, { sku: { name: "basic" } }, "NotEmulated"],
    [searchId, { properties: { disableLocalAuth: "yes" } }, "InvalidRequestContent"],
    [searchId, { properties: { publicNetworkAccess: "perhaps" } }, "InvalidRequestContent"],
    [searchId, { properties: { authOptions: { apiKeyOnly: {} } } }, "InvalidRequestContent"],
    [openaiId, { properties: { networkAcls: { bypass: "Everybody" } } }, "InvalidRequestContent"],
    [openaiId, { properties: { customSubDomainName: "other" } }, "NotEmulated"],
    [storageId, { properties: { networkAcls: {} } }, "InvalidRequestContent"],
    [searchId, ["properties"], "InvalidRequestContent"],
    [searchId, undefined, "InvalidRequestContent"],
    [identityId, { tags: {} }, "NotEmulated"],
    [`${openaiId}/deployments/chat`, { tags: {} }, "NotEmulated"],
  ])("of %s to %j is refused", async (id, body, code) => {
    const azure = createManaged("Owner");
    const answer = await ask(azure, id, {
      version: versions[id] ?? (id === identityId ? "2023-01-31" : "2025-09-01"),
      method: "PATCH",
      body,
    });
    expect([answer.status, answer.body.error.code]).toEqual([400, code]);
  });

  it("is taken as it comes by what has no service behind it", async () => {
    const id = `${subscription}/resourceGroups/web/providers/Microsoft.Web/sites/chat`;
    const resources = [{ id, properties: { httpsOnly: false, state: "Running" } }];
    const azure = createManaged("Contributor", { resources });
    expect((await patch(azure, id, { properties: { httpsOnly: true } })).body).toMatchObject({
      properties: { httpsOnly: true, state: "Running" },
    });
  });
});

/** An identity of its own, and another one. */
const assigned = (id: string) => ({
  identity: { type: "SystemAssigned, UserAssigned", userAssignedIdentities: { [id]: {} } },
});

describe("an identity", () => {
  it("of its own is made when it is first wanted, and can be granted roles", async () => {
    const azure = createManaged("Contributor");
    const wanted = { identity: { type: "SystemAssigned" } };
    const { body } = await patch(azure, searchId, wanted);
    const { identity } = body as unknown as { identity: Record<string, string> };
    expect(identity).toEqual({
      type: "SystemAssigned",
      principalId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      tenantId: azure.directory.tenantId,
    });
    expect((await patch(azure, searchId, wanted)).body).toMatchObject({ identity });
    const { principalId = "" } = identity;
    const role = "Cognitive Services OpenAI User";
    azure.roles.grant({ principalId, role, scope: openaiId });
    const scope = "https://cognitiveservices.azure.com/.default";
    expect(await azure.issueToken({ identity: principalId, scope })).toMatch(/^ey/);
    expect((await patch(azure, searchId, { identity: { type: "None" } })).body).toMatchObject({
      identity: { type: "None" },
    });
  });

  it("of somebody else's has to exist", async () => {
    const azure = createManaged("Contributor");
    const { principalId, clientId } = chatIdentity;
    expect((await patch(azure, openaiId, assigned(identityId))).body).toMatchObject({
      identity: {
        type: "SystemAssigned, UserAssigned",
        userAssignedIdentities: { [identityId]: { principalId, clientId } },
      },
    });
    const gone = { type: "UserAssigned", userAssignedIdentities: { [identityId]: null } };
    expect((await patch(azure, openaiId, { identity: gone })).body).toMatchObject({
      identity: { type: "UserAssigned", userAssignedIdentities: {} },
    });
    const other = await patch(azure, openaiId, assigned(`${identityId}x`));
    expect(other.body.error.code).toBe("FailedIdentityOperation");
  });
});

describe("all resources", () => {
  it("are listed without their properties, or those of one type", async () => {
    const azure = createManaged("Reader");
    const list = async (path: string, $filter?: string) =>
      ask(azure, path, {
        version: "2021-04-01",
        query: $filter === undefined ? {} : { $filter },
      });
    const { body } = await list(`${group}/resources`);
    expect(body.value.map(({ id }) => id)).toEqual(
      expect.arrayContaining([searchId, openaiId, storageId, identityId]),
    );
    expect(body.value.every((one) => one.properties === undefined)).toBe(true);
    const searches = await list(
      `${subscription}/resources`,
      "resourceType eq 'Microsoft.Search/searchServices'",
    );
    expect(searches.body.value.map(({ id }) => id)).toEqual([searchId]);
    expect((await list(`${group}/resources`, "tagName eq 'a'")).body.error.code).toBe(
      "NotEmulated",
    );
  });
});
