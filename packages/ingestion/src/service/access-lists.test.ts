import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  finance,
  people,
  principalId,
  storageEndpoint,
  storageId,
} from "../local-azure.test.fixture.ts";
import { createLocalService, type LocalService } from "./service.test.fixture.ts";

let local: LocalService;

beforeEach(() => {
  local = createLocalService({
    storage: [
      {
        endpoint: storageEndpoint,
        resourceId: storageId,
        containers: ["handbook"],
        accessLists: true,
      },
    ],
  });
  // who sets the lists here; the service itself needs no such role
  local.azure.roles.grant({ principalId, role: "Storage Blob Data Owner", scope: storageId });
});
afterEach(() => local.service.close());

/** Sets the list of a file or folder: what groups may do. */
async function allow(path: string, groups: Record<string, string>, more = ""): Promise<void> {
  const token = await local.credential.getToken("https://storage.azure.com/.default");
  const named = Object.entries(groups).map(([id, may]) => `group:${id}:${may},`);
  const response = await local.fetch(
    `https://contoso.dfs.core.windows.net/handbook/${path}?action=setAccessControl`,
    {
      method: "PATCH",
      headers: {
        authorization: `Bearer ${token?.token}`,
        "x-ms-version": "2023-11-03",
        "x-ms-acl": `user::rwx,group::---,${named.join("")}other::rwx${more}`,
      },
    },
  );
  expect(response.status).toBe(200);
}

async function groupsByPath(): Promise<Record<string, unknown>> {
  const documents = await local.documents("handbook");
  return Object.fromEntries(documents.map((each) => [each["filepath"], each["group_ids"]]));
}

describe("access lists of ADLS Gen2 say who may read a document", () => {
  beforeEach(async () => {
    await local.put("hr/pay/a.md", "Pay");
    await local.put("b.md", "Budget");
    await allow("", { [finance]: "--x", [people]: "--x" });
    await allow("hr", { [finance]: "--x", [people]: "--x" });
    await allow("hr/pay", { [people]: "r-x" });
    await allow("hr/pay/a.md", { [finance]: "r--", [people]: "r--" });
    await allow("b.md", { [finance]: "r--", [people]: "-w-" });
  });

  it("[ingest/no-groups-nobody] those groups that may read it and pass all folders, and not everybody", async () => {
    await local.put("c.md", "For everybody");
    expect(await local.ingest("handbook")).toMatchObject({
      status: "succeeded",
      warnings: [expect.stringContaining("c.md: NO_GROUPS")],
    });
    expect(await groupsByPath()).toEqual({
      "b.md": [finance],
      "c.md": [],
      "hr/pay/a.md": [people],
    });
  });

  it("and a change of them is picked up where the content is the same", async () => {
    await local.ingest("handbook");
    await allow("b.md", { [people]: "r--" });
    await allow("hr/pay", {});
    await local.ingest("handbook");
    expect(await groupsByPath()).toEqual({ "b.md": [people], "hr/pay/a.md": [] });
  });

  it("and nothing else does", async () => {
    await local.put("b.md", "Budget", { group_ids: people });
    const job = await local.ingest("handbook");
    expect(job.warnings).toEqual([expect.stringContaining("b.md: ACCESS_CONFLICT")]);
    expect(await groupsByPath()).toEqual({ "hr/pay/a.md": [people] });
  });

  it("so that a job fails and the index stays, where they cannot be read", async () => {
    await local.ingest("handbook");
    const before = await local.documents("handbook");
    local.azure.enqueue({ host: "contoso.dfs.core.windows.net", status: 403, times: 9 });
    expect(await local.ingest("handbook")).toMatchObject({
      status: "failed",
      error: { code: "UPSTREAM_REFUSED" },
    });
    expect(await local.documents("handbook")).toEqual(before);
  });
});

it("does not take an endpoint that has no other beside it", () => {
  const storage = [
    {
      endpoint: "https://files.contoso.example",
      resourceId: storageId,
      containers: [],
      accessLists: true,
    },
  ];
  expect(() => createLocalService({ storage })).toThrow(/^ingestion: accessLists/);
});
