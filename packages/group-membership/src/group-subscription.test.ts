import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Emulator } from "@entrim/azure-emulator";
import { emulatorTenantId } from "@entrim/azure-emulator";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchGroups } from "./examples.ts";
import type { GroupCaller } from "./group-caller.ts";
import { createGroupResolver, type GroupResolver } from "./group-resolver.ts";
import {
  createGroupSubscription,
  type GroupSubscription,
  type GroupSubscriptionOptions,
} from "./group-subscription.ts";
import {
  ada,
  createLocalAzure,
  credentialOf,
  groupsOfAda,
  identity,
  stranger,
  watcher,
} from "./local-azure.test.fixture.ts";

const hour = 3_600_000;
const clientState = "9f0c5a1e-6a8b-4a55-9a60-4c9f1d7e2b33";

let azure: Emulator;
let resolver: GroupResolver;
let server: Server;
let watched: ReturnType<typeof watchGroups>;
let notificationUrl: string;
let subscriptions: GroupSubscription[];

beforeEach(async () => {
  azure = createLocalAzure();
  resolver = createGroupResolver({
    credential: credentialOf(azure, identity),
    tokenGroups: "ignore",
    fetch: (input, init) => azure.fetch(new Request(input, init)),
  });
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const url = `http://127.0.0.1${incoming.url}`;
    const told = new Request(url, { method: "POST", body: Buffer.concat(chunks) });
    const response = await watched.handle(told);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  };
  server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  notificationUrl = `http://127.0.0.1:${port}/graph/notifications`;
  watched = watchGroups(
    resolver,
    emulatorTenantId,
    notificationUrl,
    clientState,
    credentialOf(azure, watcher),
    () => {},
    (input, init) => azure.fetch(new Request(input, init)),
  );
  subscriptions = [watched.subscription];
});
afterEach(async () => {
  vi.useRealTimers();
  for (const subscription of subscriptions) subscription.close();
  server.closeAllConnections();
  server.close();
  await once(server, "close");
  await azure.close();
});

function create(options: Partial<GroupSubscriptionOptions> = {}): GroupSubscription {
  const subscription = createGroupSubscription({
    credential: credentialOf(azure, watcher),
    tenantId: emulatorTenantId,
    notificationUrl,
    clientState,
    fetch: (input, init) => azure.fetch(new Request(input, init)),
    ...options,
  });
  subscriptions.push(subscription);
  return subscription;
}

const caller: GroupCaller = {
  kind: "user",
  tenantId: emulatorTenantId,
  objectId: ada.id,
  groups: { state: "absent" },
  issuedAtInMs: 0,
};

async function askGraph(path: string, init: RequestInit = {}) {
  const token = await credentialOf(azure, watcher).getToken("https://graph.microsoft.com/.default");
  const headers = { authorization: `Bearer ${token?.token}`, "content-type": "application/json" };
  return azure.fetch(new Request(`https://graph.microsoft.com/v1.0${path}`, { headers, ...init }));
}

async function listSubscriptions() {
  const { value } = (await (await askGraph("/subscriptions")).json()) as {
    value: { id: string; expirationDateTime: string }[];
  };
  return value;
}

describe("createGroupSubscription", () => {
  it("has a removed member forgotten long before the cache would forget (H15)", async () => {
    await watched.subscription.renew();
    expect((await resolver.resolve(caller)).ids).toEqual(groupsOfAda);
    const removal = await askGraph(`/groups/${groupsOfAda[0]}/members/${ada.id}/$ref`, {
      method: "DELETE",
    });
    expect(removal.status).toBe(204);
    await vi.waitFor(async () => expect((await resolver.resolve(caller)).ids).toEqual([]));
  });

  it("takes over what another instance made, and makes it last longer", async () => {
    await create({ lifetimeInMs: hour }).renew();
    const [made] = await listSubscriptions();
    await create({ lifetimeInMs: 2 * hour }).renew();
    const [kept, ...others] = await listSubscriptions();
    expect(others).toEqual([]);
    expect(kept?.id).toBe(made?.id);
    const gained = Date.parse(kept!.expirationDateTime) - Date.parse(made!.expirationDateTime);
    expect(gained).toBeGreaterThan(0.9 * hour);
  });

  it("takes over what another instance made after it had looked", async () => {
    await create({ lifetimeInMs: hour }).renew();
    const [made] = await listSubscriptions();
    let isBefore = true;
    const late = create({
      lifetimeInMs: 2 * hour,
      fetch: (input, init) => {
        if (!isBefore) return azure.fetch(new Request(input, init));
        isBefore = false;
        return Promise.resolve(Response.json({ value: [] }));
      },
    });
    await late.renew();
    const [kept, ...others] = await listSubscriptions();
    expect(others).toEqual([]);
    expect(kept?.id).toBe(made?.id);
    expect(kept?.expirationDateTime).not.toBe(made?.expirationDateTime);
  });

  it("leaves alone what leads to another address, of which Graph keeps no second", async () => {
    await create({ notificationUrl: `${notificationUrl}/other` }).renew();
    const made = await listSubscriptions();
    await expect(create().renew()).rejects.toMatchObject({ code: "SUBSCRIPTION_EXISTS" });
    await expect(listSubscriptions()).resolves.toEqual(made);
  });

  it("renews after half of the lifetime, and makes another where there is none any more", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    await create({ lifetimeInMs: 2 * hour }).renew();
    const [made] = await listSubscriptions();
    await askGraph(`/subscriptions/${made?.id}`, { method: "DELETE" });
    vi.advanceTimersByTime(hour - 1);
    await expect(listSubscriptions()).resolves.toEqual([]);
    vi.advanceTimersByTime(1);
    vi.useRealTimers();
    await vi.waitFor(async () => expect(await listSubscriptions()).toHaveLength(1));
  });

  it("is renewed when Graph says that it needs care", async () => {
    await watched.subscription.renew();
    const [made] = await listSubscriptions();
    await askGraph(`/subscriptions/${made?.id}`, { method: "DELETE" });
    const value = [
      { clientState, tenantId: emulatorTenantId, lifecycleEvent: "subscriptionRemoved" },
    ];
    await fetch(notificationUrl, { method: "POST", body: JSON.stringify({ value }) });
    await vi.waitFor(async () => expect(await listSubscriptions()).toHaveLength(1));
  });

  it("says that it failed, and tries again by itself", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    let isAway = true;
    const failures: unknown[] = [];
    const subscription = create({
      fetch: (input, init) =>
        isAway
          ? Promise.resolve(new Response(null, { status: 403 }))
          : azure.fetch(new Request(input, init)),
      onFailure: (error) => failures.push(error),
    });
    await expect(subscription.renew()).rejects.toMatchObject({ code: "GRAPH_REFUSED" });
    expect(failures).toHaveLength(1);
    isAway = false;
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
    await vi.waitFor(async () => expect(await listSubscriptions()).toHaveLength(1));
  });

  it("needs the permission", async () => {
    const subscription = create({ credential: credentialOf(azure, stranger) });
    await expect(subscription.renew()).rejects.toMatchObject({ code: "GRAPH_REFUSED" });
  });

  it("does nothing more when it is closed", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const subscription = create();
    await subscription.renew();
    subscription.close();
    expect(vi.getTimerCount()).toBe(0);
    await expect(subscription.renew()).rejects.toThrow(/create another/);
  });

  it("asks once, however many call", async () => {
    const subscription = create();
    const before = azure.requests.length;
    await Promise.all([subscription.renew(), subscription.renew(), subscription.renew()]);
    const made = azure.requests
      .slice(before)
      .filter(({ method, service }) => method === "POST" && service === "graph");
    expect(made).toHaveLength(1);
  });

  it.each([
    ["a tenant by its name", { tenantId: "contoso" }, /tenantId/],
    ["a part of an address", { notificationUrl: "/graph" }, /notificationUrl/],
    ["a password in the address", { notificationUrl: "https://a:b@c.example" }, /notificationUrl/],
    ["an address without TLS", { notificationUrl: "http://chat.contoso.com/" }, /notificationUrl/],
    ["a client state that can be guessed", { clientState: "secret" }, /clientState/],
    ["a client state that Graph does not take", { clientState: "x".repeat(129) }, /clientState/],
    ["a lifetime of minutes", { lifetimeInMs: 60_000 }, /lifetimeInMs/],
    ["a lifetime of months", { lifetimeInMs: 60 * 24 * hour }, /lifetimeInMs/],
    ["a key", { credential: "key" as never }, /keys and secrets are refused/],
    ["an option that is misspelt", { onFailures: () => {} }, /"onFailures"/],
  ])("refuses %s", (_, options, message) => {
    expect(() => create(options as Partial<GroupSubscriptionOptions>)).toThrow(message);
  });
});
