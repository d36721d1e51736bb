import { describe, expect, it } from "vitest";
import { ada } from "../contoso.test.fixture.ts";
import { put, search } from "./authorization.test.fixture.ts";
import {
  ask,
  authorization,
  createManaged,
  finance,
  group,
  searchId,
  subscription,
} from "./management.test.fixture.ts";

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
