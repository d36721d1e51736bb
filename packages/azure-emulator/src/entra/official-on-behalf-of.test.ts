import { decodeJwt } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ada, chatApp, chatIdentity, contoso, tenantId } from "../contoso.test.fixture.ts";
import { createEmulator, type Emulator } from "../emulator.ts";
import { runClient } from "../run-client.test.fixture.ts";

const kong = "00000000-0000-4000-8000-000000000011";
const scope = `/subscriptions/${contoso.subscriptionId}`;

let azure: Emulator;
beforeEach(async () => {
  azure = createEmulator({
    seed: {
      ...contoso,
      apps: [
        {
          ...chatApp,
          delegatedPermissions: [
            "https://search.azure.com/user_impersonation",
            "https://storage.azure.com/user_impersonation",
          ],
        },
      ],
      searchServices: [
        {
          name: "contoso",
          indexes: [
            {
              definition: {
                name: "documents",
                permissionFilterOption: "enabled",
                fields: [
                  { name: "id", type: "Edm.String", key: true },
                  { name: "title", type: "Edm.String", sortable: true },
                  { name: "groups", type: "Collection(Edm.String)", permissionFilter: "groupIds" },
                ],
              },
              documents: [
                { id: "1", title: "Budget", groups: ada.memberOf },
                { id: "2", title: "Menu", groups: ["all"] },
              ],
            },
          ],
        },
      ],
      storageAccounts: [
        {
          name: "contoso",
          containers: [{ name: "documents", blobs: [{ name: "budget.txt", text: "much" }] }],
        },
      ],
      roleAssignments: [
        { principalId: chatIdentity.principalId, role: "Search Index Data Reader", scope },
        { principalId: ada.id, role: "Search Index Data Reader", scope },
        ...[ada.id, kong].map((principalId) => ({
          principalId,
          role: "Storage Blob Data Reader",
          scope,
        })),
      ],
    },
  });
  await azure.listen();
});
afterEach(() => azure.close());

/** What the app does in a person's name. */
const actFor = async (user: string) =>
  (await runClient(new URL("on-behalf-of.test.client.ts", import.meta.url), azure.env(), {
    ENTRA_TENANT_ID: tenantId,
    ENTRA_CLIENT_ID: chatApp.appId,
    MANAGED_IDENTITY_CLIENT_ID: chatIdentity.clientId,
    PERSONS_TOKEN: await azure.issueToken({ user, scope: `${chatApp.identifierUri}/.default` }),
  })) as { readonly token: string };

describe("@azure/identity and @azure/msal-node on behalf of a person", { timeout: 60_000 }, () => {
  it("search and read as that person, with no more than they may", async () => {
    const { token, ...found } = await actFor(ada.id);
    expect(found).toEqual({ counted: 1, titles: ["Budget", "Menu"], blobs: ["budget.txt"] });
    expect(decodeJwt(token)).toMatchObject({
      aud: "https://search.azure.com",
      oid: ada.id,
      appid: chatApp.appId,
      scp: "user_impersonation",
    });
  });

  it("[emulator/roles-enforced] find only what is for all, and by themselves nothing without a role", async () => {
    expect(await actFor(kong)).toMatchObject({ counted: 403, titles: ["Menu"] });
  });
});
