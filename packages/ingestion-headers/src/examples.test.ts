import { expect, it } from "vitest";
import { parseIngestionHeaders } from "@entrim/ingestion-headers";
import { headers } from "./examples.ts";

it("makes headers without a key, which read back", () => {
  expect(headers.storageConnectionString).toMatch(/^ResourceId=\/subscriptions\/.+\/contoso;$/);
  expect(parseIngestionHeaders({ ...headers })).toMatchObject({
    storage: { container: "handbook" },
    embeddingDeployment: "text-embedding-3-small",
  });
});
