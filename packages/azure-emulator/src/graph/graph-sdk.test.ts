import {
  BatchRequestContent,
  BatchResponseContent,
  PageIterator,
  ResponseType,
} from "@microsoft/microsoft-graph-client";
import { describe, expect, it } from "vitest";
import { ada, ben, board, createLocalGraph, finance, staff } from "./graph.test.fixture.ts";

const graph = createLocalGraph();
const client = async () =>
  graph.client(
    await graph.appToken("User.Read.All", "GroupMember.ReadWrite.All", "Group.Read.All"),
  );

/** A part of a batch: the client takes the origin away, and the version is that of the batch. */
const request = (path: string, init: RequestInit = { method: "GET" }) =>
  new Request(`https://graph.microsoft.com${path}`, init);

describe("a session of the official client", () => {
  it("walks through pages, stops, and goes on", async () => {
    const graphClient = await client();
    const first = await graphClient.api("/groups").top(1).select("id").get();
    const seen: string[] = [];
    const pages = new PageIterator(graphClient, first, ({ id }) => {
      seen.push(String(id));
      return seen.length !== 2;
    });
    await pages.iterate();
    expect([seen.length, pages.isComplete()]).toEqual([2, false]);
    await pages.resume();
    expect(seen.toSorted()).toEqual([staff, finance, board]);
    expect(pages.isComplete()).toBe(true);
  });

  it("goes on from a link of changes", async () => {
    const graphClient = await client();
    const delta = await graphClient.api("/groups/delta").select("id,members").get();
    let groups = 0;
    const pages = new PageIterator(graphClient, delta, () => {
      groups += 1;
      return true;
    });
    await pages.iterate();
    expect(groups).toBe(3);
    const link = pages.getDeltaLink() ?? "";
    await graphClient
      .api(`/groups/${board}/members/$ref`)
      .post({ "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${ben}` });
    expect((await graphClient.api(link).get()).value).toMatchObject([
      { id: board, "members@delta": [{ id: ben }] },
    ]);
    await graphClient.api(`/groups/${board}/members/${ben}/$ref`).delete();
  });

  it("puts requests into a batch, and finds each answer in it", async () => {
    const graphClient = await client();
    const batch = new BatchRequestContent([
      { id: "person", request: request(`/users/${ada}?$select=id`) },
      { id: "nobody", request: request("/users/nobody") },
      {
        id: "groups",
        request: request(`/users/${ada}/getMemberGroups`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ securityEnabledOnly: true }),
        }),
      },
      {
        id: "change",
        request: request(`/groups/${board}/members/$ref`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({
            "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${ben}`,
          }),
        }),
      },
    ]);
    const answers = new BatchResponseContent(
      await graphClient.api("/$batch").post(await batch.getContent()),
    );
    const statusOf = (id: string) => answers.getResponseById(id).status;
    expect(["person", "nobody", "groups", "change"].map(statusOf)).toEqual([200, 404, 200, 204]);
    expect(await answers.getResponseById("groups").json()).toMatchObject({
      value: [staff, finance, board],
    });
    expect(await answers.getResponseById("nobody").json()).toMatchObject({
      error: { code: "Request_ResourceNotFound" },
    });
  });

  it("filters, searches, counts and expands by its builder", async () => {
    const graphClient = await client();
    const eventual = (path: string) => graphClient.api(path).header("ConsistencyLevel", "eventual");
    const filtered = await eventual("/groups")
      .filter("startsWith(displayName,'F')")
      .select(["id", "displayName"])
      .orderby("displayName")
      .count(true)
      .get();
    expect(filtered).toMatchObject({ "@odata.count": 1, value: [{ id: finance }] });
    expect((await eventual("/users").search('"displayName:Ada"').get()).value).toHaveLength(1);
    expect(Number(await eventual("/groups/$count").get())).toBe(3);
    const { members } = await graphClient.api(`/groups/${finance}`).expand("members").get();
    expect(members).toMatchObject([{ id: ada }]);
    const raw = await graphClient.api(`/groups/${staff}`).responseType(ResponseType.RAW).get();
    expect((raw as Response).headers.get("content-type")).toContain("application/json");
  });
});
