import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createChangeNotificationHandler,
  type ChangeNotificationHandlerOptions,
} from "./change-notification-handler.ts";
import { ada, countingCredential, id, startGraph, tenantId } from "./graph.test.fixture.ts";
import type { FakeGraph } from "./graph.test.fixture.ts";
import { createGroupResolver, type GroupResolver } from "./group-resolver.ts";

const address = "https://chat.contoso.com/graph/notifications";
const clientState = "9f0c5a1e-6a8b-4a55-9a60-4c9f1d7e2b33";
let graph: FakeGraph;
let resolver: GroupResolver;
let events: string[];

beforeEach(async () => {
  graph = await startGraph();
  graph.groupsOf.set(ada.objectId, [id(1)]);
  resolver = createGroupResolver({
    credential: countingCredential("app"),
    tokenGroups: "ignore",
    fetch: graph.fetch,
  });
  events = [];
  await resolver.resolve(ada);
});
afterEach(() => graph[Symbol.asyncDispose]());

const create = (options: Partial<ChangeNotificationHandlerOptions> = {}) =>
  createChangeNotificationHandler({
    resolver,
    tenantId,
    clientState,
    onLifecycleEvent: (event) => events.push(event),
    ...options,
  });

const post = (body: unknown, query = "") =>
  new Request(address + query, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

const change = (members: Record<string, unknown> = {}) => ({
  value: [
    {
      subscriptionId: id(70),
      clientState,
      changeType: "updated",
      resource: `Groups/${id(1)}`,
      resourceData: { "@odata.type": "#Microsoft.Graph.Group", id: id(1) },
      tenantId,
      ...members,
    },
  ],
});

const sourceNow = async () => (await resolver.resolve(ada)).source;

describe("createChangeNotificationHandler", () => {
  it("repeats the validation token as plain text", async () => {
    const token = "Validation: <script>alert(1)</script>";
    const response = await create()(post("", `?validationToken=${encodeURIComponent(token)}`));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    await expect(response.text()).resolves.toBe(token);
  });

  it("voids what is known about those who were found in the changed group", async () => {
    const response = await create()(post(change()));
    expect(response.status).toBe(202);
    await expect(sourceNow()).resolves.toBe("graph");
  });

  it("voids what is known about members who were added to a group that nobody was in", async () => {
    const resourceData = { id: id(2), "members@delta": [{ id: ada.objectId }] };
    await create()(post(change({ resourceData })));
    await expect(sourceNow()).resolves.toBe("graph");
  });

  it("voids what is known about members of a group that was put into another", async () => {
    const resourceData = { id: id(2), "members@delta": [{ id: id(1) }] };
    await create()(post(change({ resourceData })));
    await expect(sourceNow()).resolves.toBe("graph");
  });

  it("leaves others alone", async () => {
    await create()(post(change({ resourceData: { id: id(2) } })));
    await expect(sourceNow()).resolves.toBe("cache");
  });

  it.each(["reauthorizationRequired", "subscriptionRemoved", "missed"])(
    "voids everything and tells of %s",
    async (lifecycleEvent) => {
      await create()(post(change({ lifecycleEvent, resourceData: undefined })));
      expect(events).toEqual([lifecycleEvent]);
      await expect(sourceNow()).resolves.toBe("graph");
    },
  );

  it.each([
    ["another client state", { clientState: "guess" }],
    ["another tenant", { tenantId: id(998) }],
  ])("does nothing for %s, and does not say so", async (_, members) => {
    const response = await create()(post(change(members)));
    expect(response.status).toBe(202);
    await create()(post(change({ ...members, lifecycleEvent: "missed" })));
    expect(events).toEqual([]);
    await expect(sourceNow()).resolves.toBe("cache");
  });

  it.each([
    ["no JSON", "{"],
    ["no list", { value: 7 }],
    ["no object", { value: ["x"] }],
    ["no client state", change({ clientState: undefined })],
    ["a group that is no id", change({ resourceData: { id: "Finance" } })],
    ["more than fits", " ".repeat(1024 * 1024) + JSON.stringify(change())],
    ["too many", { value: Array.from({ length: 1001 }, () => change().value[0]) }],
  ])("refuses %s", async (_, body) => {
    expect((await create()(post(body))).status).toBe(400);
    await expect(sourceNow()).resolves.toBe("cache");
  });

  it("refuses another method, and a validation token without end", async () => {
    expect((await create()(new Request(address))).status).toBe(405);
    const endless = post("", `?validationToken=${"a".repeat(5000)}`);
    expect((await create()(endless)).status).toBe(400);
  });

  it("lets Graph come again when the cache failed", async () => {
    const failing = { ...resolver, invalidateGroup: () => Promise.reject(new Error("away")) };
    expect((await create({ resolver: failing })(post(change()))).status).toBe(503);
  });

  it.each([
    ["a tenant that is no id", { tenantId: "contoso" }],
    ["a client state that can be guessed", { clientState: "secret" }],
    ["an option that is misspelt", { onLifecycleEvents: () => {} }],
  ])("refuses %s as a setting", (_, options) => {
    expect(() => create(options as Partial<ChangeNotificationHandlerOptions>)).toThrow(TypeError);
  });
});
