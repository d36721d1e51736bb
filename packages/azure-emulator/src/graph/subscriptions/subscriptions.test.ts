import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ada, ben, board, createLocalGraph, finance, staff } from "../graph.test.fixture.ts";
import { startReceiver, type Receiver } from "./receiver.test.fixture.ts";

type LocalGraph = ReturnType<typeof createLocalGraph>;

const minute = 60_000;
const day = 24 * 60 * minute;

let graph: LocalGraph;
let receiver: Receiver;
beforeEach(async () => {
  graph = createLocalGraph();
  receiver = await startReceiver();
});
afterEach(() => receiver[Symbol.asyncDispose]());

const later = (timeInMs: number) => new Date(graph.clock.now() + timeInMs).toISOString();

const wish = (change: Record<string, unknown> = {}) => ({
  changeType: "updated",
  notificationUrl: receiver.url,
  resource: "/groups",
  expirationDateTime: later(2 * day),
  clientState: "a secret of the app",
  ...change,
});

async function post(body: unknown, permission = "Group.Read.All") {
  const token = await graph.appToken(permission);
  const response = await graph.ask(token, "/subscriptions", { method: "POST", body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const told = (count: number) => vi.waitFor(() => expect(receiver.told).toHaveLength(count));
/** Time for something that must not come. */
const silence = () => new Promise((resolve) => setTimeout(resolve, 50));

describe("a subscription", () => {
  it("[emulator/secrets-unshown] is made once the receiver repeated a token, and is shown without its secret", async () => {
    const client = graph.client(await graph.appToken("Group.Read.All"));
    const made = await client.api("/subscriptions").post(wish());
    expect(receiver.validations).toHaveLength(1);
    expect(made).toMatchObject({
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#subscriptions/$entity",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      resource: "/groups",
      changeType: "updated",
      clientState: null,
      notificationUrl: receiver.url,
    });
    const listed = await client.api("/subscriptions").get();
    expect(listed.value).toMatchObject([{ id: made.id }]);
    const shown = await client.api(`/subscriptions/${made.id}`).get();
    expect(shown).toMatchObject({ id: made.id });
    expect(JSON.stringify([made, listed, shown])).not.toContain("a secret of the app");
  });

  it("[emulator/membership-changes-told] has its receiver told of each member that comes and goes", async () => {
    const { body } = await post(wish());
    graph.directory.addMember(finance, ben);
    await told(1);
    graph.directory.removeMember(finance, ada);
    await told(2);
    const common = {
      subscriptionId: body["id"],
      subscriptionExpirationDateTime: body["expirationDateTime"],
      tenantId: graph.directory.tenantId,
      clientState: "a secret of the app",
      changeType: "updated",
      resource: `Groups/${finance}`,
    };
    const data = {
      "@odata.type": "#Microsoft.Graph.Group",
      "@odata.id": `Groups/${finance}`,
      id: finance,
      organizationId: graph.directory.tenantId,
    };
    expect(receiver.told).toEqual([
      { ...common, resourceData: { ...data, "members@delta": [{ id: ben }] } },
      {
        ...common,
        resourceData: { ...data, "members@delta": [{ id: ada, "@removed": "deleted" }] },
      },
    ]);
  });

  it.each([`groups/${staff}`, `/groups/${staff}/members`])(
    "to %s is about that group alone",
    async (resource) => {
      expect((await post(wish({ resource }))).status).toBe(201);
      graph.directory.addMember(finance, ben);
      graph.directory.addMember(staff, ben);
      await told(1);
      await silence();
      expect(receiver.told).toMatchObject([{ resource: `Groups/${staff}` }]);
    },
  );

  it("to deletions, or to people, is told nothing of memberships", async () => {
    expect((await post(wish({ changeType: "deleted" }))).status).toBe(201);
    expect((await post(wish({ resource: "/users" }), "Directory.Read.All")).status).toBe(201);
    graph.directory.addMember(finance, ben);
    await silence();
    expect(receiver.told).toEqual([]);
  });

  it("ends when it is deleted, and when its time is over", async () => {
    const { body } = await post(wish());
    const token = await graph.appToken("Group.Read.All");
    const path = `/subscriptions/${String(body["id"])}`;
    expect((await graph.ask(token, path, { method: "DELETE" })).status).toBe(204);
    expect((await graph.ask(token, path)).status).toBe(404);
    await post(wish());
    graph.clock.advance(2 * day);
    graph.directory.addMember(finance, ben);
    await silence();
    expect(receiver.told).toEqual([]);
  });

  it("lives longer when it is renewed", async () => {
    const { body } = await post(wish());
    graph.clock.advance(day);
    const token = await graph.appToken("Group.Read.All");
    const expirationDateTime = later(20 * day);
    const path = `/subscriptions/${String(body["id"])}`;
    const renew = (change: unknown) => graph.ask(token, path, { method: "PATCH", body: change });
    expect(await (await renew({ expirationDateTime })).json()).toMatchObject({
      expirationDateTime,
    });
    expect((await renew({ expirationDateTime: later(30 * day) })).status).toBe(400);
    expect((await renew({ notificationUrl: receiver.url })).status).toBe(400);
    graph.clock.advance(10 * day);
    graph.directory.addMember(finance, ben);
    await told(1);
  });

  it("lives 45 minutes at least, and 41,760 at most", async () => {
    const short = await post(wish({ expirationDateTime: later(minute) }));
    const lifetime = Date.parse(String(short.body["expirationDateTime"])) - graph.clock.now();
    expect(lifetime).toBeGreaterThan(44 * minute);
    const long = wish({ resource: "/groups/", expirationDateTime: later(41_759 * minute) });
    expect((await post(long)).status).toBe(201);
    expect(await post(wish({ expirationDateTime: later(41_761 * minute) }))).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining("41760") } },
    });
  });

  it("is its app's own", async () => {
    const { body } = await post(wish());
    const person = await graph.personToken(ada, "Group.Read.All");
    const path = `/subscriptions/${String(body["id"])}`;
    for (const method of ["GET", "DELETE"]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect((await graph.ask(person, path, { method })).status).toBe(404);
    }
    const listed = (await (await graph.ask(person, "/subscriptions")).json()) as { value: [] };
    expect(listed.value).toEqual([]);
  });

  it.each([
    ["/groups", "GroupMember.Read.All"],
    ["/groups", "User.Read.All"],
    ["/users", "Group.Read.All"],
  ])("to %s needs more than %s", async (resource, permission) => {
    expect(await post(wish({ resource }), permission)).toMatchObject({
      status: 403,
      body: { error: { code: "Authorization_RequestDenied" } },
    });
    expect(receiver.validations).toEqual([]);
  });

  it("is made once when the same is asked for at once", async () => {
    const answers = await Promise.all([post(wish()), post(wish()), post(wish())]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
    const client = graph.client(await graph.appToken("Group.Read.All"));
    expect((await client.api("/subscriptions").get()).value).toHaveLength(1);
  });

  it("cannot be made twice", async () => {
    await post(wish());
    expect(await post(wish())).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringMatching(/^Subscription Id .* already exists/) } },
    });
  });

  it("is one of a hundred at most", { timeout: 30_000 }, async () => {
    const many = createLocalGraph({
      groups: Array.from({ length: 101 }, (_, n) => ({
        id: `00000000-0000-4000-8000-${String(n + 500).padStart(12, "0")}`,
        displayName: `Group ${n}`,
      })),
      users: [],
    });
    const token = await many.appToken("Group.Read.All");
    const statuses = [];
    for (const { id } of many.directory.groups) {
      const body = wish({ resource: `/groups/${id}` });
      // oxlint-disable-next-line no-await-in-loop -- the last one counts
      const response = await many.ask(token, "/subscriptions", { method: "POST", body });
      statuses.push(response.status);
    }
    expect(statuses.slice(-2)).toEqual([201, 403]);
  });

  it.each<[string, () => Record<string, unknown>]>([
    ["no change", () => ({ changeType: "" })],
    ["an unknown change", () => ({ changeType: "updated,moved" })],
    ["another resource", () => ({ resource: "/me/messages" })],
    ["the members of a person", () => ({ resource: `/users/${ada}/members` })],
    ["no time", () => ({ expirationDateTime: "tomorrow" })],
    ["a time that is gone", () => ({ expirationDateTime: later(-minute) })],
    ["an address that is none", () => ({ notificationUrl: "here" })],
    ["a long state", () => ({ clientState: "x".repeat(129) })],
    ["resource data", () => ({ includeResourceData: true })],
  ])("cannot be for %s", async (_what, change) => {
    expect(await post(wish(change()))).toMatchObject({
      status: 400,
      body: { error: { code: "ValidationError" } },
    });
    expect(receiver.validations).toEqual([]);
  });

  it("cannot be for a group that does not exist", async () => {
    expect((await post(wish({ resource: `/groups/${ada}` }))).status).toBe(404);
  });
});

describe("the receiver", () => {
  it.each([
    ["answers something else", () => ({ body: "yes" })],
    ["answers as HTML", () => ({ type: "text/html" })],
    ["answers another status", () => ({ status: 202 })],
  ])("does not want it when it %s", async (_what, validate) => {
    await using other = await startReceiver({ validate });
    expect(await post(wish({ notificationUrl: other.url }))).toMatchObject({ status: 400 });
    const lifecycle = wish({ lifecycleNotificationUrl: other.url });
    expect(await post(lifecycle)).toMatchObject({ status: 400 });
    graph.directory.addMember(finance, ben);
    await silence();
    expect(other.told).toEqual([]);
  });

  it.each([
    "https://graph.microsoft.com/notifications",
    "https://example.com/notifications",
    "http://192.0.2.1/notifications",
    "http://169.254.169.254/latest",
  ])("is not %s", async (notificationUrl) => {
    expect(await post(wish({ notificationUrl }))).toMatchObject({
      status: 400,
      body: {
        error: { code: "ValidationError", message: expect.stringContaining("answered 403") },
      },
    });
  });

  it("is told again what it did not take", async () => {
    await post(wish());
    receiver.status = 503;
    graph.directory.addMember(finance, ben);
    await silence();
    receiver.status = 202;
    graph.directory.addMember(board, ben);
    await told(2);
    expect(receiver.told.map(({ resource }) => resource)).toEqual([
      `Groups/${finance}`,
      `Groups/${board}`,
    ]);
  });
});

/** What the receiver is told of the subscription itself. */
async function firstEvents(): Promise<readonly unknown[]> {
  await told(1);
  return receiver.told.map(({ lifecycleEvent }) => lifecycleEvent);
}

const withLifecycle = () => wish({ lifecycleNotificationUrl: receiver.url });

describe("what becomes of a subscription", () => {
  it("is said before it ends, once", async () => {
    const { body } = await post(withLifecycle());
    expect(receiver.validations).toHaveLength(1);
    graph.clock.advance(2 * day - 31 * minute);
    graph.catchUp();
    await silence();
    expect(receiver.told).toEqual([]);
    graph.clock.advance(2 * minute);
    graph.catchUp();
    graph.catchUp();
    expect(await firstEvents()).toEqual(["reauthorizationRequired"]);
    expect(receiver.told).toMatchObject([
      { subscriptionId: body["id"], clientState: "a secret of the app", resource: "/groups" },
    ]);
    const token = await graph.appToken("Group.Read.All");
    const path = `/subscriptions/${String(body["id"])}/reauthorize`;
    expect((await graph.ask(token, path, { method: "POST" })).status).toBe(204);
    expect((await graph.ask(token, path)).status).toBe(405);
  });

  it("is said when it ended with the session of the person who made it", async () => {
    const token = await graph.personToken(ada, "Group.Read.All");
    const init = { method: "POST", body: withLifecycle() };
    expect((await graph.ask(token, "/subscriptions", init)).status).toBe(201);
    graph.revoke(ada);
    graph.catchUp();
    expect(await firstEvents()).toEqual(["subscriptionRemoved"]);
    graph.directory.addMember(finance, ben);
    await silence();
    expect(receiver.told).toHaveLength(1);
  });

  it("is said when notifications were given up after four hours", async () => {
    await using deaf = await startReceiver();
    await post({ ...withLifecycle(), notificationUrl: deaf.url });
    deaf.status = 500;
    graph.directory.addMember(finance, ben);
    await silence();
    graph.clock.advance(4 * 60 * minute);
    graph.catchUp();
    expect(await firstEvents()).toEqual(["missed"]);
    deaf.status = 202;
    graph.directory.addMember(board, ben);
    await vi.waitFor(() => expect(deaf.told).toMatchObject([{ resource: `Groups/${board}` }]));
  });
});
