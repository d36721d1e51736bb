import { IngestionClient } from "@entrim/ingestion";
import { expect, it } from "vitest";
import {
  chunksOf,
  createIndexerJobs,
  createJobs,
  createSkill,
  ingestHandbook,
  reported,
} from "./examples.ts";
import { createLocalAzure, finance, principalId } from "./local-azure.test.fixture.ts";

it.each([
  ["in this process", createJobs],
  ["by an indexer", createIndexerJobs],
])("runs a job that the client starts, %s, and reports its progress", async (_, create) => {
  const local = createLocalAzure();
  const groups = JSON.stringify([finance]);
  await local.put("budget.md", "# Budget\nTwo million.", { group_ids: groups });
  const jobs = create(local.credential, local.fetch);
  const principal = { objectId: "ada", roles: ["Ingestion.Manage"], groups: [] };
  const client = new IngestionClient({
    endpoint: "https://chat.contoso.example",
    credential: local.credential,
    fetch: (input, init) => jobs(new Request(input, init), { principal }),
  });
  expect(await ingestHandbook(client)).toMatchObject({ status: "succeeded" });
  expect(reported.at(-1)).toBe("succeeded 1");
  expect(await local.documents("handbook")).toMatchObject([{ group_ids: [finance] }]);
  await jobs.close();
});

it("parts a document without any service", async () => {
  const chunks = await chunksOf("a.md", new TextEncoder().encode("# Budget\nTwo million."));
  expect(chunks).toMatchObject([{ content: "Budget\n\nTwo million.", headings: ["Budget"] }]);
});

it("makes a skill that nobody calls without a token", async () => {
  const tenant = "e0000000-0000-4000-8000-00000000e01a";
  const skill = createSkill(tenant, "00000000-0000-4000-8000-000000000007", principalId);
  const call = skill(new Request("https://chat.contoso.example/skill", { method: "POST" }));
  await expect(call).rejects.toMatchObject({
    name: "AccessTokenError",
    code: "missing_credentials",
  });
  await skill.close();
});
