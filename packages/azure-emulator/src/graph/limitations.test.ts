import { expect, vi } from "vitest";
import { testLimitations, type LimitationCheck } from "../limitations.test.fixture.ts";
import { createEmulator } from "../emulator.ts";
import { chatIdentity, contoso } from "../contoso.test.fixture.ts";
import { ada, app, ben, board, createLocalGraph, finance, staff } from "./graph.test.fixture.ts";
import { startReceiver } from "./subscriptions/receiver.test.fixture.ts";

type LocalGraph = ReturnType<typeof createLocalGraph>;

const eventual = { consistencylevel: "eventual" };
const minute = 60_000;

/** Asks as an app that may read everything. */
async function ask(
  graph: LocalGraph,
  path: string,
  init: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
) {
  const token = await graph.appToken("Directory.Read.All", "Group.Read.All");
  const response = await graph.ask(token, path, init);
  const text = await response.text();
  const body = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { status: response.status, body };
}

const subscribe = (graph: LocalGraph, url: string, change: object = {}) =>
  ask(graph, "/subscriptions", {
    method: "POST",
    body: {
      changeType: "updated",
      notificationUrl: url,
      resource: "/groups",
      expirationDateTime: new Date(graph.clock.now() + 600 * minute).toISOString(),
      ...change,
    },
  });

/** By the first words of the line. */
const checks: Readonly<Record<string, LimitationCheck>> = {
  "v1.0, and of it who is in which group": async () => {
    const graph = createLocalGraph();
    const write = async (method: string, path: string) =>
      (await ask(graph, path, { method, body: {} })).status;
    expect(await write("PATCH", `/users/${ada}`)).toBe(405);
    expect(await write("POST", "/groups")).toBe(405);
    expect(await write("DELETE", `/groups/${staff}`)).toBe(405);
    expect(await write("POST", "/applications")).toBe(405);
    expect(await write("POST", `/servicePrincipals/${app}/appRoleAssignments`)).toBe(405);
    expect((await ask(graph, "/applications")).status).toBe(200);
    expect((await ask(graph, "/applications?$filter=appId eq 'a'")).status).toBe(400);
    expect((await ask(graph, `/users/${ada}/appRoleAssignments`)).status).toBe(400);
    expect((await ask(graph, `/servicePrincipals/${app}/oauth2PermissionGrants`)).status).toBe(400);
  },
  "`$filter` has": async () => {
    const graph = createLocalGraph();
    const status = async (query: string) =>
      (await ask(graph, `/groups?${query}`, { headers: eventual })).status;
    expect(await status("$filter=contains(displayName,'a')&$count=true")).toBe(400);
    expect(await status("$filter=createdDateTime ge 2026-01-01")).toBe(400);
    expect(await status("$search=Staff")).toBe(400);
    expect(await status("$orderby=displayName,id&$count=true")).toBe(400);
    expect((await ask(graph, "/groups?$expand=members,memberOf")).status).toBe(400);
    const users = Array.from({ length: 25 }, (_, n) => ({
      id: `00000000-0000-4000-8000-${String(n + 600).padStart(12, "0")}`,
      userPrincipalName: `u${n}@contoso.example`,
      displayName: `U${n}`,
      memberOf: [finance],
    }));
    const large = await ask(createLocalGraph({ users }), `/groups/${finance}?$expand=members`);
    expect(large.body["members"]).toHaveLength(20);
  },
  "Objects have the properties": async () => {
    const graph = createLocalGraph();
    expect((await ask(graph, `/users/${ada}?$select=city`)).status).toBe(400);
    const basic = await graph.appToken("User.ReadBasic.All");
    const guest = await graph.ask(basic, `/users/${ada}?$select=userType`);
    expect(await guest.json()).toMatchObject({ userType: "Member" });
    const role = "/transitiveMemberOf/microsoft.graph.directoryRole";
    expect((await ask(graph, `/users/${ada}${role}`)).status).toBe(400);
    expect((await ask(graph, "/directoryRoles")).status).toBe(400);
  },
  "Casts need": async () => {
    const graph = createLocalGraph();
    const cast = `/users/${ben}/transitiveMemberOf/microsoft.graph.group`;
    expect((await ask(graph, cast)).status).toBe(400);
    graph.directory.addMember(finance, ben);
    const { body } = await ask(graph, `${cast}?$count=true`, { headers: eventual });
    expect(body["@odata.count"]).toBe(3);
  },
  "Delta queries tell": async () => {
    const groups = Array.from({ length: 201 }, (_, n) => ({
      id: `00000000-0000-4000-8000-${String(n + 600).padStart(12, "0")}`,
      displayName: `G${n}`,
    }));
    const graph = createLocalGraph({ groups, users: [] });
    const { body } = await ask(graph, "/groups/delta");
    expect(body["value"]).toHaveLength(200);
    expect((await ask(graph, "/groups/delta?$filter=displayName eq 'G1'")).status).toBe(400);
    expect((await ask(graph, "/servicePrincipals/delta")).status).toBe(404);
  },
  "Subscriptions are to groups": async () => {
    await using receiver = await startReceiver();
    const graph = createLocalGraph();
    expect((await subscribe(graph, receiver.url)).status).toBe(201);
    const status = async (change: object) => (await subscribe(graph, receiver.url, change)).status;
    expect(await status({ resource: "/users" })).toBe(201);
    expect(await status({ resource: "/me/messages" })).toBe(400);
    expect(await status({ includeResourceData: true })).toBe(400);
    const outside = { notificationUrl: "https://receiver.example/" };
    expect(await status({ resource: `/groups/${staff}`, ...outside })).toBe(400);
    graph.directory.addMember(finance, ben);
    await vi.waitFor(() => expect(receiver.told).toHaveLength(1));
  },
  "`reauthorizationRequired` comes": async () => {
    await using receiver = await startReceiver();
    const graph = createLocalGraph();
    await subscribe(graph, receiver.url, { lifecycleNotificationUrl: receiver.url });
    // the token ends long before the subscription
    graph.clock.advance(569 * minute);
    graph.catchUp();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(receiver.told).toEqual([]);
    graph.clock.advance(2 * minute);
    graph.catchUp();
    await vi.waitFor(() =>
      expect(receiver.told).toMatchObject([{ lifecycleEvent: "reauthorizationRequired" }]),
    );
  },
  "Throttling counts the requests": async () => {
    const azure = createEmulator({
      seed: { ...contoso, graph: { throttling: { requests: 4, windowInMs: minute } } },
    });
    const scope = "https://graph.microsoft.com/.default";
    const token = await azure.issueToken({ identity: chatIdentity.name, scope });
    const batch = async () => {
      const requests = ["1", "2"].map((id) => ({ id, method: "GET", url: "/groups" }));
      const response = await azure.fetch(
        new Request("https://graph.microsoft.com/v1.0/$batch", {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: JSON.stringify({ requests }),
        }),
      );
      if (!response.ok) return response.status;
      const { responses } = (await response.json()) as { responses: { status: number }[] };
      return responses.map(({ status }) => status);
    };
    azure.enqueue({ service: "graph", status: 503 });
    expect(await batch()).toBe(503);
    azure.enqueue({ service: "graph", path: "/v1.0/groups", status: 504 });
    expect(await batch()).toEqual([504, 200]);
    expect(await batch()).toEqual([200, 200]);
    expect(await batch()).toEqual([200, 429]);
  },
  "To hold a permission to write": async () => {
    const graph = createLocalGraph();
    const status = async (permission: string) =>
      (await graph.ask(await graph.appToken(permission), "/groups")).status;
    expect(await status("GroupMember.ReadWrite.All")).toBe(200);
    expect(await status("Group.Create")).toBe(403);
    const person = await graph.personToken(ada, "GroupMember.ReadWrite.All");
    const body = { "@odata.id": `https://graph.microsoft.com/v1.0/users/${ben}` };
    const added = await graph.ask(person, `/groups/${board}/members/$ref`, {
      method: "POST",
      body,
    });
    expect(added.status).toBe(204);
  },
};

testLimitations("Graph", checks);
