import { describe, expect, it } from "vitest";
import { chatIdentity } from "../contoso.test.fixture.ts";
import { createEmulator } from "../emulator.ts";
import {
  ask,
  authorization,
  createManaged,
  group,
  openaiId,
  operator,
  searchId,
  seed,
  storageId,
  subscription,
  type ArmBody,
} from "./management.test.fixture.ts";

const searchVersion = { version: "2025-05-01" };

describe("who may ask", () => {
  it.each([
    ["nobody", "", "AuthenticationFailed"],
    ["who has no token", "rubbish", "AuthenticationFailedInvalidHeader"],
    ["who has a forged token", "a.b.c", "InvalidAuthenticationToken"],
  ])("refuses %s", async (_case, token, code) => {
    const { status, headers, body } = await ask(createManaged("Owner"), subscription, { token });
    expect(status).toBe(401);
    expect(body.error.code).toBe(code);
    expect(headers.get("www-authenticate")).toContain("authorization_uri=");
  });

  it("refuses a token for another audience, and one that is over", async () => {
    const azure = createManaged("Owner");
    const identity = operator.name;
    const other = await azure.issueToken({ identity, scope: "https://search.azure.com/.default" });
    const wrong = await ask(azure, subscription, { token: other });
    expect(wrong.body.error.code).toBe("InvalidAuthenticationTokenAudience");
    const scope = "https://management.core.windows.net//.default";
    const token = await azure.issueToken({ identity, scope });
    expect((await ask(azure, subscription, { token })).status).toBe(200);
    azure.advance(48 * 60 * 60 * 1000);
    const late = await ask(azure, subscription, { token });
    expect(late.body.error.code).toBe("ExpiredAuthenticationToken");
  });

  it("[emulator/roles-enforced] shows nothing to callers without a role, not even that it is not there", async () => {
    const azure = createManaged();
    const answers = await Promise.all([
      ask(azure, searchId, searchVersion),
      ask(azure, `${searchId}x`, searchVersion),
      ask(azure, `${group}/providers/Microsoft.Search/searchServices`, searchVersion),
    ]);
    for (const { status, body } of answers) {
      expect(status).toBe(403);
      expect(body.error).toEqual({
        code: "AuthorizationFailed",
        message: expect.stringContaining(
          `The client '${operator.clientId}' with object id '${operator.principalId}' does not have authorization to perform action 'Microsoft.Search/searchServices/read' over scope '${group}`,
        ),
      });
    }
  });

  it("[emulator/roles-enforced] goes by the roles of the moment, and by where they hold", async () => {
    const azure = createManaged();
    const read = (id: string) => ask(azure, id, searchVersion);
    azure.roles.grant({ principalId: operator.principalId, role: "Reader", scope: searchId });
    expect((await read(searchId)).status).toBe(200);
    expect((await read(group)).status).toBe(403);
    azure.roles.revoke({ principalId: operator.principalId });
    expect((await read(searchId)).status).toBe(403);
  });

  it("[emulator/roles-enforced] names the deny assignment that is in the way", async () => {
    const azure = createManaged("Owner", {
      denyAssignments: [{ name: "Locked", scope: searchId, actions: ["*/read"] }],
    });
    const { status, body } = await ask(azure, searchId, searchVersion);
    expect(status).toBe(403);
    expect(body.error).toEqual({
      code: "DenyAssignmentAuthorizationFailed",
      message: expect.stringContaining("deny assignment with name 'Locked'"),
    });
    expect((await ask(azure, openaiId, { version: "2025-09-01" })).status).toBe(200);
  });
});

describe("what is asked", () => {
  const owned = createManaged("Owner");

  it.each([
    ["", 400, "MissingApiVersionParameter"],
    ["yesterday", 400, "InvalidApiVersionParameter"],
    ["2025-05-02", 400, "NoRegisteredProviderFound"],
    ["2025-05-01", 200, undefined],
  ])("takes api-version '%s' with %i", async (version, status, code) => {
    const answer = await ask(owned, searchId, { version });
    expect(answer.status).toBe(status);
    expect((answer.body as Partial<ArmBody>).error?.code).toBe(code);
  });

  it.each([
    ["/subscriptions/00000000-0000-4000-8000-000000000901", 404, "SubscriptionNotFound"],
    [`${subscription}/resourceGroups/other`, 404, "ResourceGroupNotFound"],
    [`${group}/providers/Microsoft.Search/searchServices/other`, 404, "ResourceNotFound"],
    [`${openaiId}/deployments/other`, 404, "ResourceNotFound"],
    [`${group}/providers/Microsoft.Search/searchService`, 404, "InvalidResourceType"],
    [`${group}/${authorization}/locks`, 404, "InvalidResourceType"],
    ["/tenants", 404, "InvalidResourceType"],
  ])("does not find %s", async (path, status, code) => {
    const version = path.includes("Search") ? "2025-05-01" : "2025-09-01";
    const answer = await ask(owned, path, { version });
    expect(answer).toMatchObject({ status, body: { error: { code } } });
  });

  it.each(["PUT", "DELETE", "POST"])("does not %s resources", async (method) => {
    const answer = await ask(owned, searchId, { ...searchVersion, method });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: "NotEmulated" } } });
  });

  it("ignores no option", async () => {
    const azure = createManaged("Owner");
    const expand = await ask(azure, searchId, { ...searchVersion, query: { $expand: "all" } });
    expect(expand.body.error.code).toBe("NotEmulated");
  });
});

describe("resources", () => {
  it("are shown as they are: taking tokens only", async () => {
    const azure = createManaged("Reader");
    expect((await ask(azure, searchId, searchVersion)).body).toMatchObject({
      id: searchId,
      name: "contoso",
      type: "Microsoft.Search/searchServices",
      properties: { disableLocalAuth: true, authOptions: null, networkRuleSet: { bypass: "None" } },
    });
    expect((await ask(azure, openaiId, { version: "2025-09-01" })).body).toMatchObject({
      kind: "OpenAI",
      properties: { disableLocalAuth: true, customSubDomainName: "contoso" },
    });
    expect((await ask(azure, storageId, { version: "2025-08-01" })).body).toMatchObject({
      properties: { allowSharedKeyAccess: false, allowBlobPublicAccess: false },
    });
  });

  it("are shown as the seed says, member by member", async () => {
    const azure = createManaged("Reader", {
      searchServices: [
        {
          name: "contoso",
          resource: {
            sku: { name: "basic" },
            identity: { type: "SystemAssigned", principalId: chatIdentity.principalId },
            properties: { publicNetworkAccess: "disabled" },
          },
        },
      ],
    });
    expect((await ask(azure, searchId, searchVersion)).body).toMatchObject({
      sku: { name: "basic" },
      identity: { type: "SystemAssigned" },
      properties: { publicNetworkAccess: "disabled", disableLocalAuth: true },
    });
  });

  it.each([
    [searchId, "2023-11-01", "2024-03-01-preview", "networkRuleSet"],
    [openaiId, "2023-05-01", "2023-10-01-preview", "networkAcls"],
  ])("%s has its trusted services from a version on", async (id, before, since, property) => {
    const azure = createManaged("Reader");
    const shown = async (version: string) =>
      (await ask(azure, id, { version })).body.properties[property];
    expect(await shown(before)).not.toHaveProperty("bypass");
    expect(await shown(since)).toHaveProperty("bypass", "None");
  });

  it("are listed where they lie", async () => {
    const azure = createManaged("Reader");
    const names = async (path: string, version: string) =>
      (await ask(azure, path, { version })).body.value.map((one) => one.name ?? one.subscriptionId);
    expect(await names("/subscriptions", "2022-12-01")).toEqual([seed.subscriptionId]);
    expect(await names(`${subscription}/resourceGroups`, "2022-09-01")).toEqual(["local"]);
    const services = "providers/Microsoft.Search/searchServices";
    expect(await names(`${subscription}/${services}`, "2025-05-01")).toEqual(["contoso"]);
    expect(await names(`${group}/${services}`, "2025-05-01")).toEqual(["contoso"]);
    expect(await names(`${openaiId}/deployments`, "2025-09-01")).toEqual(["chat"]);
    expect(await names(`${searchId}/sharedPrivateLinkResources`, "2025-05-01")).toEqual([]);
    const containers = `${storageId}/blobServices/default/containers`;
    expect(await names(containers, "2025-08-01")).toEqual(["documents"]);
    const identities = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
    expect(await names(identities, "2023-01-31")).toEqual(["chat-identity", "other-identity"]);
  });

  it("hold what else the seed has, in groups of its own", async () => {
    const id = `${subscription}/resourceGroups/web/providers/Microsoft.Web/sites/chat`;
    const azure = createManaged("Reader", {
      resources: [{ id, location: "northeurope", properties: { httpsOnly: true } }],
    });
    const version = { version: "2025-05-01" };
    expect((await ask(azure, id.toUpperCase(), version)).body).toEqual({
      id,
      name: "chat",
      type: "Microsoft.Web/sites",
      location: "northeurope",
      properties: { httpsOnly: true },
    });
    const groups = await ask(azure, `${subscription}/resourcegroups`, version);
    expect(groups.body.value).toHaveLength(2);
    const wrong = { resources: [{ id: "/subscriptions/other" }] };
    expect(() => createManaged("Reader", wrong)).toThrow(/no id of a resource/);
  });

  it("are not listed with the subscription to who has no role", async () => {
    const azure = createEmulator({ seed });
    const { body } = await ask(azure, "/subscriptions");
    expect(body.value).toEqual([]);
  });
});
