import { describe, expect, it } from "vitest";
import { ada, chatIdentity } from "../contoso.test.fixture.ts";
import type { Emulator } from "../emulator.ts";
import {
  ask,
  authorization,
  createManaged,
  finance,
  group,
  searchId,
  subscription,
  type Answer,
} from "./management.test.fixture.ts";

const reader = "1407120a-92aa-4202-b7e9-c0e197c71c8f";
const name = "00000000-0000-4000-8000-0000000000aa";
const definition = (role: string) => `${subscription}/${authorization}/roleDefinitions/${role}`;

/** Grants a role as a client of Azure's does. */
function put(
  azure: Emulator,
  properties: object = {},
  { scope = searchId, as = name }: { readonly scope?: string; readonly as?: string } = {},
): Promise<Answer> {
  const wanted = {
    roleDefinitionId: definition(reader),
    principalId: chatIdentity.principalId,
    principalType: "ServicePrincipal",
    ...properties,
  };
  const path = `${scope}/${authorization}/roleAssignments/${as}`;
  return ask(azure, path, { method: "PUT", body: { properties: wanted } });
}

/** What AI Search says to the app's identity. */
async function search(azure: Emulator): Promise<number> {
  const token = await azure.issueToken({
    identity: chatIdentity.name,
    scope: "https://search.azure.com/.default",
  });
  const url = "https://contoso.search.windows.net/indexes/none/docs/$count?api-version=2024-07-01";
  const headers = { authorization: `Bearer ${token}` };
  return (await azure.fetch(new Request(url, { headers }))).status;
}

describe("deny assignments", () => {
  const denyAssignments = [
    { name: "Locked", scope: group, dataActions: ["*"], excludedPrincipalIds: [finance] },
    { name: "Narrow", scope: searchId, actions: ["*/delete"], principalIds: [ada.id] },
  ];
  const path = `${authorization}/denyAssignments`;
  const names = async (scope: string, $filter?: string) => {
    const azure = createManaged("Reader", { denyAssignments });
    const query = $filter === undefined ? {} : { $filter };
    return (await ask(azure, `${scope}/${path}`, { query })).body.value.map(
      ({ properties }) => properties["denyAssignmentName"],
    );
  };

  it("are listed as role assignments are", async () => {
    expect(await names(group)).toEqual(["Locked", "Narrow"]);
    expect(await names(group, "atScope()")).toEqual(["Locked"]);
    expect(await names(searchId, "atScope()")).toEqual(["Locked", "Narrow"]);
    expect(await names(subscription, `principalId eq '${ada.id}'`)).toEqual(["Narrow"]);
    expect(await names(subscription, "denyAssignmentName eq 'Narrow'")).toEqual(["Narrow"]);
  });

  it("show whom they hold for", async () => {
    const azure = createManaged("Reader", { denyAssignments });
    const [first, second] = (await ask(azure, `${group}/${path}`)).body.value;
    expect(first?.properties).toMatchObject({
      permissions: [{ actions: [], dataActions: ["*"] }],
      principals: [{ id: "00000000-0000-0000-0000-000000000000", type: "SystemDefined" }],
      excludePrincipals: [{ id: finance, type: "Group" }],
      isSystemProtected: true,
    });
    expect(second?.properties["principals"]).toEqual([{ id: ada.id, type: "User" }]);
    expect((await ask(azure, second!.id)).body).toEqual(second);
  });

  it("[emulator/filter-never-ignored] refuse other filters", async () => {
    const azure = createManaged("Reader", { denyAssignments });
    const query = { $filter: `assignedTo('${ada.id}')` };
    const answer = await ask(azure, `${group}/${path}`, { query });
    expect(answer.body.error.code).toBe("BadRequestFormat");
  });

  it("[emulator/deny-before-roles] hold in every service", async () => {
    const azure = createManaged("Owner", { denyAssignments });
    await put(azure);
    expect(await search(azure)).toBe(403);
  });
});
