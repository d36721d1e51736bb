import { describe, expect, it } from "vitest";
import { entrimSnapshot } from "../contoso.test.fixture.ts";
import { credential, startAzure } from "./azure.test.fixture.ts";
import { createAzureClient } from "./azure-client.ts";

describe("createAzureClient", () => {
  it("[verify/token-stays] does not go on at another host, though the token would stay here anyway", async () => {
    await using azure = await startAzure(entrimSnapshot());
    const { httpClient } = azure;
    const arm = createAzureClient("resourceManager", { credential, httpClient });
    azure.faults.push({
      path: "/subscriptions",
      status: 200,
      times: 1,
      body: { value: [], nextLink: "https://evil.example/next" },
    });
    await expect(arm.list("/subscriptions?api-version=1")).rejects.toThrow(/another host/);
    expect(azure.strayed).toEqual([]);
  });

  it("lets no path lead to another host", async () => {
    await using azure = await startAzure(entrimSnapshot());
    const { httpClient } = azure;
    const arm = createAzureClient("resourceManager", { credential, httpClient });
    await expect(arm.get("@evil.example/")).rejects.toMatchObject({ code: "AZURE_UNAVAILABLE" });
    expect(azure.strayed).toEqual([]);
    expect(azure.requests).toEqual([]);
  });

  it("refuses a concurrency that is none", () => {
    expect(() => createAzureClient("graph", { credential, concurrency: 0 })).toThrow(TypeError);
  });
});
