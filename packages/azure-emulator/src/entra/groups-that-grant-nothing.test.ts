import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { ada, chatApp, contoso } from "../contoso.test.fixture.ts";
import { createEmulator } from "../emulator.ts";

const finance = "00000000-0000-4000-8000-000000000001";
const plans = "00000000-0000-4000-8000-000000000005";
const scope = `/subscriptions/${contoso.subscriptionId}`;

const create = (securityEnabled: boolean) =>
  createEmulator({
    seed: {
      ...contoso,
      groups: [
        { id: finance, displayName: "Finance" },
        { id: plans, displayName: "Plans", groupTypes: ["Unified"], securityEnabled },
      ],
      users: [{ ...ada, memberOf: [finance, plans] }],
      roleAssignments: [{ principalId: plans, role: "Search Index Data Reader", scope }],
    },
  });

describe("a group that is not enabled for security", () => {
  it.each([
    [true, [finance, plans]],
    [false, [finance]],
  ])("is in tokens: %s", async (securityEnabled, groups) => {
    const azure = create(securityEnabled);
    const api = `${chatApp.identifierUri}/.default`;
    const token = await azure.issueToken({ user: ada.id, scope: api });
    expect(decodeJwt(token)).toMatchObject({ groups });
  });

  it.each([true, false])("[emulator/roles-enforced] hands a role on: %s", (securityEnabled) => {
    const dataAction = "Microsoft.Search/searchServices/indexes/documents/read";
    const service = `${scope}/resourceGroups/local/providers/Microsoft.Search/searchServices/contoso`;
    const { roles } = create(securityEnabled);
    expect(roles.permits(ada.id, { dataAction }, service)).toBe(securityEnabled);
  });
});
