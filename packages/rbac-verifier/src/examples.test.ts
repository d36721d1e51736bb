import { createEmulator } from "@entrim/azure-emulator";
import { expect, it } from "vitest";
import { entrimSnapshot, ids, resource } from "./contoso.test.fixture.ts";
import { auditDocuments, createReadyz, judgeInEurope, report } from "./examples.ts";
import { credential, startAzure } from "./live/azure.test.fixture.ts";
import { credentialOf, httpClientOf } from "./live/local-azure.test.fixture.ts";

const id = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;

it("reports on a set-up", async () => {
  const snapshot = entrimSnapshot();
  await using azure = await startAzure(snapshot);
  const { httpClient } = azure;
  const text = await report(snapshot.targets, credential, { httpClient });
  expect(text).toContain("[✓] AI Search");
});

it("answers a probe although nobody may read Azure", async () => {
  const { targets } = entrimSnapshot();
  const handler = createReadyz(targets, { getToken: () => Promise.resolve(null) });
  const response = await handler(new Request("http://localhost/readyz"));
  expect(await response.text()).toBe("degraded\n");
});

it("judges by a rule of one's own", () => {
  const snapshot = entrimSnapshot();
  const judged = (): string | undefined =>
    judgeInEurope("set-up.json", new TextEncoder().encode(JSON.stringify(snapshot))).find(
      ({ ruleId }) => ruleId === "X01",
    )?.status;
  resource(snapshot, ids.search).location = "westeurope";
  expect(judged()).toBe("pass");
  resource(snapshot, ids.search).location = "eastus2";
  expect(judged()).toBe("fail");
  delete resource(snapshot, ids.search).location;
  expect(judged()).toBe("unknown");
});

it("audits an index", async () => {
  const azure = createEmulator({
    seed: {
      tenant: { displayName: "Contoso", domain: "contoso.example" },
      subscriptionId: id(1),
      resourceGroup: "chat",
      identities: [{ name: "auditor", kind: "UserAssigned", clientId: id(2), principalId: id(3) }],
      searchServices: [
        {
          name: "contoso",
          indexes: [
            {
              definition: {
                name: "documents",
                fields: [
                  { name: "id", type: "Edm.String", key: true },
                  { name: "parent_id", type: "Edm.String" },
                  { name: "group_ids", type: "Collection(Edm.String)", filterable: true },
                ],
              },
              documents: [{ id: "1", parent_id: "a", group_ids: [] }],
            },
          ],
        },
      ],
      roleAssignments: [
        { principalId: id(3), role: "Search Index Data Reader", scope: `/subscriptions/${id(1)}` },
      ],
    },
  });
  const httpClient = httpClientOf(azure);
  const text = await auditDocuments(credentialOf(azure, "auditor"), { httpClient });
  expect(text).toContain("1 document has no groups, as 1");
});
