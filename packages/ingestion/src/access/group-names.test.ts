import { describe, expect, it } from "vitest";
import { createLocalAzure, finance, people } from "../local-azure.test.fixture.ts";
import { createGroupNameResolver } from "./group-names.ts";

const { credential, fetch, azure } = createLocalAzure();

describe("createGroupNameResolver", () => {
  it("finds groups by their names, and asks once for all", async () => {
    let now = 0;
    const resolve = createGroupNameResolver({ credential, fetch, now: () => now });
    const names = ["Finance", "People Ops", "finance", "Nobody"];
    expect(await Promise.all(names.map((name) => resolve(name, {})))).toEqual([
      [finance],
      [people],
      [],
      [],
    ]);
    expect(azure.requests.filter(({ service }) => service === "graph")).toHaveLength(1);
    now = 300_001;
    await resolve("Finance", {});
    expect(azure.requests.filter(({ service }) => service === "graph")).toHaveLength(2);
  });

  it("finds all groups of a name, on whichever page they are", async () => {
    const pages = [
      {
        value: [{ id: finance, displayName: "A" }],
        "@odata.nextLink": "https://graph.microsoft.com/v1.0/groups?$skiptoken=1",
      },
      { value: [{ id: people, displayName: "A" }] },
    ];
    const resolve = createGroupNameResolver({
      credential,
      fetch: () => Promise.resolve(Response.json(pages.shift())),
    });
    expect(await resolve("A", {})).toEqual([finance, people]);
  });

  it("[egress/only-known-hosts] follows no link to another server, and tries again later", async () => {
    const asked: string[] = [];
    const pages = [{ value: [], "@odata.nextLink": "https://evil.example/groups" }, { value: [] }];
    const resolve = createGroupNameResolver({
      credential,
      fetch: (input) => {
        asked.push(new URL(new Request(input).url).host);
        return Promise.resolve(Response.json(pages.shift()));
      },
    });
    await expect(resolve("A", {})).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
    expect(await resolve("A", {})).toEqual([]);
    expect(asked).toEqual(["graph.microsoft.com", "graph.microsoft.com"]);
  });
});
