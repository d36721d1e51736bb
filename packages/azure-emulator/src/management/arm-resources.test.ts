import { describe, expect, it } from "vitest";
import { runClient } from "../run-client.test.fixture.ts";
import { createManaged, operator, searchId, seed } from "./management.test.fixture.ts";

const client = new URL("arm-resources.test.client.ts", import.meta.url);
const settings = {
  MANAGED_IDENTITY_CLIENT_ID: operator.clientId,
  SUBSCRIPTION_ID: seed.subscriptionId,
  SEARCH_ID: searchId,
};

describe("@azure/arm-resources", { timeout: 60_000 }, () => {
  it.each(["proxy", "direct"] as const)("reads and changes resources by %s", async (mode) => {
    const azure = createManaged("Contributor");
    const { port } = await azure.listen();
    const close = () => void azure.close();
    const endpoint = `https://localhost:${port}/management.azure.com`;
    const variables = azure.env({}, { mode });
    const result = await runClient(client, variables, {
      ...settings,
      ...(mode === "direct" ? { ARM_ENDPOINT: endpoint } : {}),
    }).finally(close);
    expect(result).toMatchObject({
      groups: ["local"],
      searches: [searchId],
      before: { publicNetworkAccess: "enabled" },
      changed: searchId,
      after: { publicNetworkAccess: "disabled", disableLocalAuth: true },
      missing: "ResourceNotFound",
    });
  });
});
