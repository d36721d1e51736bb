import { expect, it } from "vitest";
import { ada, chatIdentity, contoso } from "./contoso.test.fixture.ts";
import { createEmulator } from "./emulator.ts";

const scope = `/subscriptions/${contoso.subscriptionId}/resourceGroups/${contoso.resourceGroup}`;

const azure = createEmulator({
  seed: {
    ...contoso,
    roleAssignments: [
      { principalId: chatIdentity.principalId, role: "Search Index Data Reader", scope },
    ],
  },
});

const page = async (): Promise<string> =>
  (await azure.fetch(new Request("http://127.0.0.1:4600/"))).text();

it("shows the people with their groups, and the roles by name", async () => {
  const text = await page();
  expect(text).toContain(ada.userPrincipalName);
  expect(text).toContain("Finance");
  expect(text).toContain("孔子");
  expect(text).toContain("Search Index Data Reader");
  expect(text).toContain(chatIdentity.name);
});

it("shows the filter that a search carried, and no token", async () => {
  await azure.fetch(
    new Request("https://contoso.search.windows.net/indexes/documents/docs/search", {
      method: "POST",
      headers: { authorization: "Bearer the-token", "content-type": "application/json" },
      body: JSON.stringify({ search: "the question", filter: "groups/any(g: g eq '<b>')" }),
    }),
  );
  const text = await page();
  expect(text).toContain("groups/any(g: g eq &#39;&lt;b&gt;&#39;)");
  expect(text).not.toContain("the-token");
  expect(text).not.toContain("the question");
});

it("does not show its own requests", async () => {
  await page();
  expect(await page()).not.toContain("127.0.0.1:4600");
});
