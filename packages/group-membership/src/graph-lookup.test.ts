import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  ada,
  countingCredential,
  createGate,
  id,
  startGraph,
  tenantId,
} from "./graph.test.fixture.ts";
import type { FakeGraph } from "./graph.test.fixture.ts";
import type { GroupResolverOptions } from "./group-resolver-options.ts";
import { createGroupResolver } from "./group-resolver.ts";

const minute = 60_000;
let graph: FakeGraph;
let time: number;
let credential: ReturnType<typeof countingCredential>;

beforeEach(async () => {
  graph = await startGraph();
  time = 1_800_000_000_000;
  credential = countingCredential("app");
  graph.groupsOf.set(ada.objectId, [id(2), id(1)]);
});
afterEach(() => graph[Symbol.asyncDispose]());

const create = (options: Partial<GroupResolverOptions> = {}) =>
  createGroupResolver({
    credential,
    tokenGroups: "ignore",
    fetch: graph.fetch,
    now: () => time,
    // a busy machine is no outage
    timeoutInMs: 30_000,
    ...options,
  });

const challenge = (encodedClaims: string) => ({
  status: 401,
  headers: {
    "www-authenticate": `Bearer realm="", error="insufficient_claims", claims="${encodedClaims}"`,
  },
});

/** What Graph asks for that refuses a revoked token. */
const revocation = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}';

const onBehalfOf = (assertion: string) => countingCredential(`obo:${assertion}`);

/** As `@azure/identity` throws: what Entra said is in the cause. */
const refused = (message: string, claims?: string) =>
  Object.assign(
    new Error("Automatic authentication has been disabled.", {
      cause: Object.assign(new Error(message), claims === undefined ? {} : { claims }),
    }),
    { name: "AuthenticationRequiredError" },
  );
const stepUp = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';

describe("Microsoft Graph", () => {
  it("is asked once, with the app's token, for security groups, nested ones included", async () => {
    await create().resolve(ada);
    expect(graph.requests).toEqual([
      expect.objectContaining({
        method: "POST",
        path: `/v1.0/users/${ada.objectId}/getMemberObjects`,
        authorization: "Bearer app-1",
        body: '{"securityEnabledOnly":true}',
      }),
    ]);
    expect(credential.asked).toEqual([
      expect.objectContaining({
        scopes: ["https://graph.microsoft.com/.default"],
        tenantId,
        enableCae: true,
      }),
    ]);
  });

  it("is asked for groups alone where Microsoft 365 groups count too, as else roles would come along (H14)", async () => {
    await create({ securityEnabledOnly: false }).resolve(ada);
    expect(graph.requests[0]).toMatchObject({
      path: `/v1.0/users/${ada.objectId}/getMemberGroups`,
      body: '{"securityEnabledOnly":false}',
    });
  });

  it("[groups/only-groups] is believed about groups only, whatever else a page lists (H14)", async () => {
    graph.resultSizeLimit = 1;
    const [group, role, unit] = [
      { id: id(1) },
      { "@odata.type": "#microsoft.graph.directoryRole", id: id(2) },
      { "@odata.type": "#microsoft.graph.administrativeUnit", id: id(3) },
    ];
    const typed = { "@odata.type": "#microsoft.graph.group", id: id(4) };
    graph.faults.push({
      path: "transitiveMemberOf",
      status: 200,
      body: { value: [group, role, unit, typed] },
    });
    const { ids } = await create().resolve(ada);
    expect(ids).toEqual([id(1), id(4)]);
  });

  it.each([10_000, 11_000])(
    "tells of %i groups in one answer, all of them (H11)",
    async (count) => {
      const groups = Array.from({ length: count }, (_, n) => id(100_000 + n));
      graph.groupsOf.set(ada.objectId, groups);
      const { ids } = await create().resolve(ada);
      expect(ids).toEqual(groups);
      expect(graph.requests).toHaveLength(1);
    },
  );

  it("is asked about a hundred callers at a time, and the others wait their turn", async () => {
    const { opened, open } = createGate();
    graph.gate = opened;
    const resolver = create();
    const callers = Array.from({ length: 250 }, (_, n) => ({ ...ada, objectId: id(1000 + n) }));
    for (const { objectId } of callers) graph.groupsOf.set(objectId, [objectId]);
    const sets = Promise.all(callers.map((caller) => resolver.resolve(caller)));
    await expect.poll(() => graph.requests.length).toBe(100);
    await delay(50);
    expect(graph.requests).toHaveLength(100);
    expect(credential.asked).toHaveLength(100);
    open();
    for (const [n, { ids }] of (await sets).entries()) expect(ids).toEqual([id(1000 + n)]);
  });

  it("[trim/outage-is-503] is not asked for who waited too long for a turn", async () => {
    graph.gate = new Promise(() => undefined);
    const resolver = create({ timeoutInMs: 300 });
    const callers = Array.from({ length: 150 }, (_, n) => ({ ...ada, objectId: id(1000 + n) }));
    const outcomes = await Promise.allSettled(callers.map((caller) => resolver.resolve(caller)));
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: "rejected", reason: { code: "TIMED_OUT" } });
    }
  });

  it("is asked page by page, to the end, when there are too many for one answer (H11)", async () => {
    graph.resultSizeLimit = 1;
    graph.groupsOf.set(ada.objectId, [id(5), id(4), id(3), id(2), id(1)]);
    const { ids } = await create().resolve(ada);
    expect(ids).toEqual([id(1), id(2), id(3), id(4), id(5)]);
    expect(graph.requests).toHaveLength(4);
  });

  it.each([
    ["fails", { status: 403 }, "GRAPH_REFUSED"],
    ["holds no list", { status: 200, body: { error: "none" } }, "ANSWER_INVALID"],
    [
      "holds what is no id",
      { status: 200, body: { value: [{ id: "Finance" }] } },
      "ANSWER_INVALID",
    ],
    ["is no JSON", { status: 200, body: "<html>" }, "ANSWER_INVALID"],
  ])(
    "[trim/outage-is-503] gives no part of the groups when a later page %s",
    async (_, fault, code) => {
      graph.resultSizeLimit = 1;
      graph.groupsOf.set(ada.objectId, [id(3), id(2), id(1)]);
      graph.faults.push({ path: "skiptoken", ...fault });
      await expect(create().resolve(ada)).rejects.toMatchObject({
        name: "GroupMembershipError",
        code,
      });
    },
  );

  it.each([
    ["host", "https://evil.example/v1.0/users"],
    ["scheme", "http://graph.microsoft.com/v1.0/users"],
    ["port", "https://graph.microsoft.com:8443/v1.0/users"],
    ["look-alike", "https://graph.microsoft.com.evil.example/v1.0/users"],
    ["account in front", "https://graph.microsoft.com@evil.example/v1.0/users"],
    ["path", "https://graph.microsoft.com/beta/users"],
    ["way up the path", "https://graph.microsoft.com/v1.0/../beta/users"],
    ["account", "https://user@graph.microsoft.com/v1.0/users"],
    ["password", "https://:secret@graph.microsoft.com/v1.0/users"],
    ["type", 7],
  ])("has its token sent to no page link with another %s (H12)", async (_, link) => {
    graph.resultSizeLimit = 1;
    graph.faults.push({
      path: "transitiveMemberOf",
      status: 200,
      body: { value: [], "@odata.nextLink": link },
    });
    await expect(create().resolve(ada)).rejects.toMatchObject({ code: "ANSWER_INVALID" });
    expect(graph.strayed).toEqual([]);
    expect(graph.requests).toHaveLength(2);
  });

  it("is left when its pages have no end (H11)", async () => {
    graph.resultSizeLimit = 0;
    const link = `https://graph.microsoft.com/v1.0/users/${ada.objectId}/transitiveMemberOf`;
    for (let n = 0; n < 70; n++) {
      graph.faults.push({
        path: "transitiveMemberOf",
        status: 200,
        body: { value: [], "@odata.nextLink": link },
      });
    }
    await expect(create().resolve(ada)).rejects.toMatchObject({ code: "ANSWER_INVALID" });
    expect(graph.requests.length).toBeLessThan(70);
  });

  it("[egress/no-redirect-leak] is not followed elsewhere", async () => {
    graph.faults.push({
      status: 307,
      headers: { location: "https://evil.example/" },
    });
    await expect(create().resolve(ada)).rejects.toMatchObject({ code: "ANSWER_INVALID" });
    expect(graph.strayed).toEqual([]);
    expect(graph.requests).toHaveLength(1);
  });

  it("is tried again when it throttles for less than the time that is left", async () => {
    graph.faults.push({ status: 429, headers: { "retry-after": "0" } });
    graph.faults.push({ status: 503 });
    graph.faults.push({ status: 0, instead: "reset" });
    const { ids } = await create().resolve(ada);
    expect(ids).toEqual([id(1), id(2)]);
    expect(graph.requests).toHaveLength(4);
  });

  it.each([
    ["300", 300],
    ["1000000000", 3600],
    ["-1", undefined],
  ])("is not waited for when it says Retry-After: %s", async (header, retryAfterInSeconds) => {
    for (let n = 0; n < 4; n++) {
      graph.faults.push({ status: 429, headers: { "retry-after": header } });
    }
    await expect(create().resolve(ada)).rejects.toMatchObject({
      code: "THROTTLED",
      retryAfterInSeconds,
    });
  });

  it("is left alone for everybody while it throttles, a minute at most", async () => {
    const resolver = create();
    graph.groupsOf.set(id(11), []);
    graph.faults.push({ status: 429, headers: { "retry-after": "1000000000" } });
    await expect(resolver.resolve(ada)).rejects.toMatchObject({ code: "THROTTLED" });
    const kong = { ...ada, objectId: id(11) };
    await expect(resolver.resolve(kong)).rejects.toMatchObject({ code: "THROTTLED" });
    expect(graph.requests).toHaveLength(1);
    time += minute;
    await expect(resolver.resolve(kong)).resolves.toMatchObject({ ids: [] });
  });

  it("[trim/outage-is-503] is not waited for beyond the deadline", async () => {
    graph.faults.push({ status: 0, instead: "hang" });
    await expect(create({ timeoutInMs: 50 }).resolve(ada)).rejects.toMatchObject({
      code: "TIMED_OUT",
    });
  });

  it("[trim/outage-is-503] is not asked without a token, nor is a token waited for beyond the deadline", async () => {
    const silent = { getToken: () => new Promise<never>(() => undefined) };
    await expect(
      create({ credential: silent, timeoutInMs: 50 }).resolve(ada),
    ).rejects.toMatchObject({ code: "TIMED_OUT" });
    const empty = { getToken: () => Promise.resolve(null) };
    await expect(create({ credential: empty }).resolve(ada)).rejects.toMatchObject({
      code: "TOKEN_UNAVAILABLE",
    });
    expect(graph.requests).toEqual([]);
  });

  it("[trim/outage-is-503] that cannot be reached is tried three times more, and no further", async () => {
    for (let n = 0; n < 9; n++) graph.faults.push({ status: 0, instead: "reset" });
    await expect(create().resolve(ada)).rejects.toMatchObject({ code: "GRAPH_UNAVAILABLE" });
    expect(graph.requests).toHaveLength(4);
  });

  it.each([
    [500, "GRAPH_UNAVAILABLE"],
    [401, "GRAPH_REFUSED"],
    [403, "GRAPH_REFUSED"],
    [404, "GRAPH_REFUSED"],
  ])(
    "[trim/outage-is-503] that answers %i leaves the groups unknown, not empty",
    async (status, code) => {
      for (let n = 0; n < 4; n++) {
        graph.faults.push({ status, headers: { "retry-after": "0" } });
      }
      await expect(create().resolve(ada)).rejects.toMatchObject({ code });
    },
  );

  it("is not asked again about a caller for five seconds after it failed", async () => {
    const resolver = create();
    graph.faults.push({ status: 403 });
    await expect(resolver.resolve(ada)).rejects.toMatchObject({ code: "GRAPH_REFUSED" });
    time += 4999;
    await expect(resolver.resolve(ada)).rejects.toMatchObject({ code: "GRAPH_REFUSED" });
    time += 1;
    await expect(resolver.resolve(ada)).resolves.toMatchObject({ source: "graph" });
    expect(graph.requests).toHaveLength(2);
  });

  it.each(["base64", "base64url"] as const)(
    "gets a new token when it asks for claims in %s (T35)",
    async (encoding) => {
      graph.faults.push(challenge(Buffer.from(revocation).toString(encoding)));
      await expect(create().resolve(ada)).resolves.toMatchObject({ ids: [id(1), id(2)] });
      expect(credential.asked.map((asked) => asked.claims)).toEqual([undefined, revocation]);
      expect(graph.requests.map(({ authorization }) => authorization)).toEqual([
        "Bearer app-1",
        "Bearer app-2",
      ]);
    },
  );

  it("is not asked again with the same token, which is what a managed identity gives", async () => {
    graph.faults.push(challenge(Buffer.from(revocation).toString("base64")));
    const same = { getToken: () => Promise.resolve({ token: "same", expiresOnTimestamp: 9e15 }) };
    await expect(create({ credential: same }).resolve(ada)).rejects.toMatchObject({
      code: "GRAPH_REFUSED",
    });
    expect(graph.requests).toHaveLength(1);
  });

  it("gets no third token", async () => {
    for (let n = 0; n < 3; n++)
      graph.faults.push(challenge(Buffer.from(revocation).toString("base64")));
    await expect(create().resolve(ada)).rejects.toMatchObject({ code: "GRAPH_REFUSED" });
    expect(credential.asked).toHaveLength(2);
  });
});

describe("on behalf of the user", () => {
  it("asks Graph about the user's own groups", async () => {
    const resolver = create({ onBehalfOf });
    await resolver.resolve(ada, { assertion: "of-ada" });
    expect(graph.requests).toEqual([
      expect.objectContaining({
        path: "/v1.0/me/getMemberObjects",
        authorization: "Bearer obo:of-ada-1",
      }),
    ]);
    expect(credential.asked).toEqual([]);
  });

  it("needs the user's token", async () => {
    await expect(create({ onBehalfOf }).resolve(ada)).rejects.toThrow(/pass assertion/);
  });

  it("cannot look up an application, for which a credential is needed", async () => {
    const resolver = createGroupResolver({ onBehalfOf, tokenGroups: "ignore", fetch: graph.fetch });
    await expect(
      resolver.resolve({ ...ada, kind: "app" }, { assertion: "a" }),
    ).rejects.toMatchObject({ code: "NO_CREDENTIAL" });
  });

  it.each([
    ["CLAIMS_REQUIRED", refused("interaction_required: AADSTS50079", stepUp), stepUp],
    ["CONSENT_REQUIRED", refused("invalid_grant: AADSTS65001: no consent"), undefined],
    ["ASSERTION_REFUSED", refused("invalid_grant: AADSTS500133: expired"), undefined],
    ["TOKEN_UNAVAILABLE", refused("invalid_client: AADSTS700213: no match"), undefined],
    ["TOKEN_UNAVAILABLE", refused("claims", "no JSON"), undefined],
    ["TOKEN_UNAVAILABLE", new Error("connect ECONNREFUSED"), undefined],
  ])("says %s when Entra says so", async (code, cause, expected) => {
    const resolver = create({ onBehalfOf: () => ({ getToken: () => Promise.reject(cause) }) });
    await expect(resolver.resolve(ada, { assertion: "secret-token" })).rejects.toMatchObject({
      code,
      claims: expected,
      message: expect.not.stringMatching(/secret-token|AADSTS|acrs/),
    });
    expect(graph.requests).toEqual([]);
  });

  it("lets another token of the same user have its own try, without a second look-up when both are good", async () => {
    const exchanged: string[] = [];
    const { opened, open } = createGate();
    graph.gate = opened;
    const resolver = create({
      onBehalfOf: (assertion) => {
        exchanged.push(assertion);
        return assertion === "old"
          ? { getToken: () => delay(20).then(() => Promise.reject(refused("AADSTS500133"))) }
          : onBehalfOf(assertion);
      },
    });
    const outcomes = Promise.allSettled(
      ["old", "old", "new", "newer"].map((assertion) => resolver.resolve(ada, { assertion })),
    );
    await delay(50);
    open();
    expect((await outcomes).map(({ status }) => status)).toEqual([
      "rejected",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    expect(exchanged).toEqual(["old", "new"]);
    expect(graph.requests).toHaveLength(1);
  });
});
