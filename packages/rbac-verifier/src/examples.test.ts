import { expect, it } from "vitest";
import { entrimSnapshot } from "./contoso.test.fixture.ts";
import { createReadyz, report } from "./examples.ts";
import { credential, startAzure } from "./live/azure.test.fixture.ts";

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
