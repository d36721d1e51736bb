import type { Client } from "@microsoft/microsoft-graph-client";
import { beforeEach, describe, expect, it } from "vitest";
import { ada, ben, board, createLocalGraph, finance, staff } from "./graph.test.fixture.ts";

type LocalGraph = ReturnType<typeof createLocalGraph>;

let graph: LocalGraph;
let client: Client;
beforeEach(async () => {
  graph = createLocalGraph();
  client = graph.client(await graph.appToken("GroupMember.Read.All", "GroupMember.ReadWrite.All"));
});

interface DeltaPage {
  readonly "@odata.nextLink"?: string;
  readonly "@odata.deltaLink"?: string;
  readonly value: readonly Record<string, unknown>[];
}

/** Reads pages until there is a link for the next round. */
async function read(path: string, headers: Record<string, string> = {}) {
  const pages: DeltaPage[] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    // oxlint-disable-next-line no-await-in-loop -- each page names the next one
    const page: DeltaPage = await client.api(next).headers(headers).get();
    pages.push(page);
    next = page["@odata.nextLink"];
  }
  return {
    pages,
    value: pages.flatMap(({ value }) => value),
    link: pages.at(-1)?.["@odata.deltaLink"] ?? "",
  };
}

const member = (id: string, type = "user") => ({ "@odata.type": `#microsoft.graph.${type}`, id });
const gone = { "@removed": { reason: "deleted" } };

describe("a delta query of groups", () => {
  it("begins with everything, and goes on with nothing while nothing changes", async () => {
    const { value, link } = await read("/groups/delta?$select=displayName,members");
    expect(value).toEqual([
      {
        id: staff,
        displayName: "Staff",
        "members@delta": [member(finance, "group"), member(board, "group")],
      },
      { id: finance, displayName: "Finance", "members@delta": [member(ada)] },
      { id: board, displayName: "Board", "members@delta": [member(staff, "group")] },
    ]);
    expect(link).toMatch(/^https:\/\/graph\.microsoft\.com\/v1\.0\/groups\/delta\?\$deltatoken=/);
    expect((await read(link)).value).toEqual([]);
  });

  it("tells who came and who went since, and each only once", async () => {
    const { link } = await read("/groups/microsoft.graph.delta?$select=members");
    graph.directory.addMember(finance, ben);
    graph.directory.removeMember(finance, ada);
    const changed = await read(link);
    expect(changed.value).toEqual([
      { id: finance, "members@delta": [{ ...member(ada), ...gone }, member(ben)] },
    ]);
    expect((await read(changed.link)).value).toEqual([]);
    // who lost an answer asks again
    expect((await read(link)).value).toEqual(changed.value);
  });

  it("tells the last that happened to who came and went", async () => {
    const { link } = await read("/groups/delta?$deltatoken=latest&$select=members");
    graph.directory.addMember(finance, ben);
    graph.directory.removeMember(finance, ben);
    expect((await read(link)).value).toEqual([
      { id: finance, "members@delta": [{ ...member(ben), ...gone }] },
    ]);
  });

  it("can begin with now", async () => {
    graph.directory.addMember(board, ben);
    const { value, link } = await read("/groups/delta?$deltatoken=latest");
    expect(value).toEqual([]);
    graph.directory.removeMember(board, ben);
    expect((await read(link)).value).toMatchObject([{ id: board, displayName: "Board" }]);
  });

  it("leaves out what did not change for who prefers that", async () => {
    const { link } = await read("/groups/delta?$deltatoken=latest");
    graph.directory.addMember(board, ben);
    expect((await read(link, { Prefer: "return=minimal" })).value).toEqual([
      { id: board, "members@delta": [member(ben)] },
    ]);
  });

  it("comes in pages, and what changes meanwhile is told in the next round", async () => {
    const headers = { Prefer: "odata.maxpagesize=2" };
    const first: DeltaPage = await client.api("/groups/delta").headers(headers).get();
    expect(first.value).toHaveLength(2);
    expect(first).not.toHaveProperty(["@odata.deltaLink"]);
    graph.directory.addMember(staff, ben);
    const rest = await read(first["@odata.nextLink"] ?? "", headers);
    expect(rest.value.map(({ id }) => id)).toEqual([board]);
    expect((await read(rest.link)).value).toMatchObject([
      { id: staff, "members@delta": [member(ben)] },
    ]);
  });

  it("is about the groups that are named, and about members only if they are wanted", async () => {
    const filter = encodeURIComponent(`id eq '${staff}' or id eq '${board}'`);
    const named = await read(`/groups/delta?$filter=${filter}`);
    expect(named.value.map(({ id }) => id)).toEqual([staff, board]);
    const names = await read("/groups/delta?$select=displayName");
    graph.directory.addMember(finance, ben);
    expect((await read(named.link)).value).toEqual([]);
    expect((await read(names.link)).value).toEqual([]);
    expect(names.value[0]).toEqual({ id: staff, displayName: "Staff" });
  });

  it("has to begin anew after seven days", async () => {
    const { link } = await read("/groups/delta");
    graph.clock.advance(7 * 24 * 60 * 60_000 + 1);
    const token = await graph.appToken("Group.Read.All");
    const { pathname, search } = new URL(link);
    const response = await graph.ask(token, `${pathname.slice(5)}${search}`);
    expect(response.status).toBe(410);
    expect(response.headers.get("location")).toBe(
      "https://graph.microsoft.com/v1.0/groups/delta?$deltatoken=",
    );
  });

  it.each([
    "$top=1",
    "$expand=members",
    "$filter=displayName eq 'Staff'",
    "$select=owner",
    "$deltatoken=e30",
    "$deltatoken=latest&$skiptoken=1",
  ])("refuses %s", async (query) => {
    const token = await graph.appToken("Group.Read.All");
    const response = await graph.ask(token, `/groups/delta?${query}`);
    expect(response.status).toBe(400);
  });

  it("takes no link of people's", async () => {
    const token = await graph.appToken("Directory.Read.All");
    const users = (await (await graph.ask(token, "/users/delta")).json()) as DeltaPage;
    const state = new URL(users["@odata.deltaLink"] ?? "").search;
    expect((await graph.ask(token, `/groups/delta${state}`)).status).toBe(400);
  });

  it("is for those who may read memberships", async () => {
    const token = await graph.appToken("User.Read.All");
    expect((await graph.ask(token, "/groups/delta")).status).toBe(403);
    expect((await graph.ask(token, "/groups/delta", { method: "POST" })).status).toBe(405);
  });
});

it("lists people once, for nothing of theirs changes", async () => {
  client = graph.client(await graph.appToken("User.Read.All"));
  const { value, link } = await read("/users/delta?$select=displayName");
  expect(value).toEqual([
    { id: ada, displayName: "Ada" },
    { id: ben, displayName: "Ben" },
  ]);
  graph.directory.addMember(finance, ben);
  expect((await read(link)).value).toEqual([]);
});
