import { describe, expect, it } from "vitest";
import { complaints, entrimSnapshot, articleSnapshot, ids, now } from "../contoso.test.fixture.ts";
import { readDeployment, verify } from "../index.ts";
import { credential, startAzure } from "./azure.test.fixture.ts";

describe("readDeployment", () => {
  it("reads all that rules need, and only reads", async () => {
    const snapshot = entrimSnapshot();
    await using azure = await startAzure(snapshot);
    const { httpClient } = azure;
    const evidence = await readDeployment(snapshot.targets, { credential, httpClient, now });
    // the settings of an app are not read: it takes more than Reader
    expect(complaints(verify(evidence, { now }))).toEqual(["W06 unknown"]);
    expect(new Set(azure.requests.map(({ method }) => method))).toEqual(new Set(["GET"]));
    expect(
      azure.requests.some(({ path }) => /listkeys|listAdminKeys|listAccountSas/i.test(path)),
    ).toBe(false);
    // four to each of two services
    expect(azure.mostOpen).toBeGreaterThan(1);
    expect(azure.mostOpen).toBeLessThanOrEqual(8);
    expect(azure.requests.length).toBeLessThan(60);
    expect(new Set(azure.requests.map(({ path }) => path)).size).toBe(azure.requests.length);
  });

  it("follows groups for people as Azure does", async () => {
    const snapshot = articleSnapshot();
    snapshot.entra = { application: {}, graphAppRoles: [] };
    await using azure = await startAzure(snapshot);
    const { httpClient } = azure;
    const evidence = await readDeployment(snapshot.targets, { credential, httpClient, now });
    expect(complaints(verify(evidence, { profile: "r2", now }))).toEqual(["T06 review"]);
  });

  it("sends each service its own token", async () => {
    const snapshot = entrimSnapshot();
    await using azure = await startAzure(snapshot);
    const { httpClient } = azure;
    await readDeployment(snapshot.targets, { credential, httpClient });
    for (const { path, authorization } of azure.requests) {
      const host = path.startsWith("/v1.0/") ? "graph.microsoft.com" : "management.azure.com";
      expect(authorization).toBe(`Bearer for https://${host}/.default`);
    }
  });

  it("[verify/unknown-is-not-pass] calls unknown what Azure refuses to show", async () => {
    const snapshot = entrimSnapshot();
    await using azure = await startAzure(snapshot);
    azure.faults.push(
      {
        path: "roleAssignments?",
        status: 403,
        times: 1_000,
        body: { error: { code: "AuthorizationFailed" } },
      },
      { path: "appRoleAssignments", status: 403, times: 1_000 },
    );
    const { httpClient } = azure;
    const findings = verify(
      await readDeployment(snapshot.targets, { credential, httpClient, now }),
      { now },
    );
    for (const id of ["R10", "R11", "E01"]) {
      expect(findings.find(({ ruleId }) => ruleId === id)).toMatchObject({ status: "unknown" });
    }
    expect(findings.filter(({ status }) => status === "fail")).toEqual([]);
  });

  it("waits when it is throttled", async () => {
    const snapshot = entrimSnapshot();
    await using azure = await startAzure(snapshot);
    azure.faults.push({
      path: "/deployments",
      status: 429,
      times: 1,
      headers: { "retry-after": "1" },
    });
    const { httpClient } = azure;
    const evidence = await readDeployment(snapshot.targets, { credential, httpClient, now });
    expect(evidence.deployments.size).toBe(1);
  });

  it("follows further pages, and not to another host", async () => {
    const snapshot = entrimSnapshot();
    await using azure = await startAzure(snapshot);
    const { httpClient } = azure;
    const page = (nextLink: string): void => {
      azure.faults.push({
        path: `${ids.search}/providers/Microsoft.Authorization/roleAssignments`,
        status: 200,
        times: 1,
        body: { value: [], nextLink },
      });
    };
    page(
      `https://management.azure.com${ids.search}/providers/Microsoft.Authorization/roleAssignments?$skiptoken=2`,
    );
    const evidence = await readDeployment(snapshot.targets, { credential, httpClient, now });
    expect(evidence.roleAssignments).toHaveLength(3);

    page("https://evil.example/next");
    const less = await readDeployment(snapshot.targets, { credential, httpClient, now });
    expect(less.missing).not.toEqual([]);
    expect(azure.strayed).toEqual([]);
  });

  it("names the target that is not there, and throws when one may not be read", async () => {
    const snapshot = entrimSnapshot();
    await using azure = await startAzure(snapshot);
    const { httpClient } = azure;
    const targets = { ...snapshot.targets, search: `${ids.search}2` };
    await expect(readDeployment(targets, { credential, httpClient })).rejects.toMatchObject({
      code: "TARGET_MISSING",
      message: expect.stringContaining(`there is no ${targets.search},`) as unknown,
    });
    azure.faults.push({ path: ids.openai, status: 403, times: 1_000 });
    await expect(
      readDeployment(snapshot.targets, { credential, httpClient }),
    ).rejects.toMatchObject({
      code: "ACCESS_DENIED",
    });
  });
});
