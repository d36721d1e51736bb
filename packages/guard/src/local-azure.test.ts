import type { Emulator } from "@entrim/azure-emulator";
import { createMemoryGroupCache } from "@entrim/group-membership";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { refusalOf } from "./guard.test.fixture.ts";
import {
  ada,
  bearerOf,
  bearerOfIdentity,
  bob,
  createLocalAzure,
  createLocalGuard,
  eve,
  finance,
  groupsOfBob,
  guest,
  office,
  onBehalfOfIn,
  stranger,
  worker,
} from "./local-azure.test.fixture.ts";

let azure: Emulator;

beforeEach(() => {
  azure = createLocalAzure();
});
afterEach(() => azure.close());

/** What Graph was asked. */
const asked = () =>
  azure.requests
    .filter(({ service }) => service === "graph")
    .map(({ url }) => new URL(url).pathname);

describe("a person", () => {
  it("has the groups of the token, nested ones included", async () => {
    const guard = createLocalGuard(azure);
    const principal = await guard.authorize(await bearerOf(azure, ada));
    expect(principal).toMatchObject({ kind: "user", objectId: ada, groups: [finance, office] });
    expect(asked()).toEqual([]);
  });

  it("in more groups than a token lists has those that Graph knows (H08, H11)", async () => {
    const guard = createLocalGuard(azure);
    const { groups } = await guard.authorize(await bearerOf(azure, bob));
    expect(groups).toEqual(groupsOfBob);
    expect(asked()).toEqual([`/v1.0/users/${bob}/getMemberObjects`]);
  });

  it("in no group is a principal without groups, who sees no document (H19)", async () => {
    const guard = createLocalGuard(azure);
    expect((await guard.authorize(await bearerOf(azure, eve))).groups).toEqual([]);
  });

  it("whose home is another tenant is let in by option only (T28)", async () => {
    const bearer = await bearerOf(azure, guest);
    expect(await refusalOf(createLocalGuard(azure).authorize(bearer))).toMatchObject({
      code: "insufficient_scope",
      status: 403,
    });
    const guard = createLocalGuard(azure, { verifier: { guests: "allow" } });
    await expect(guard.authorize(bearer)).resolves.toMatchObject({ objectId: guest });
  });

  it("whose session was revoked is sent to sign in again when the groups are too old (T35)", async () => {
    let nowInMs = Date.now();
    const guard = createLocalGuard(azure, {
      groups: {
        onBehalfOf: onBehalfOfIn(azure),
        tokenGroups: "ignore",
        now: () => nowInMs,
      },
    });
    const bearer = await bearerOf(azure, ada);
    await guard.authorize(bearer);
    azure.revoke(ada);
    // nobody tells this server; the maximum age is the bound
    await expect(guard.authorize(bearer)).resolves.toMatchObject({ groups: [finance, office] });
    nowInMs += 300_000;
    expect(await refusalOf(guard.authorize(bearer))).toMatchObject({
      code: "invalid_token",
      status: 401,
    });
    expect(asked()).toEqual(["/v1.0/me/getMemberObjects"]);
  });

  it("is not read from a token that nobody signed, nor is the cache asked about who it names (T37)", async () => {
    const memory = createMemoryGroupCache();
    const keys: string[] = [];
    const cache = {
      ...memory,
      get: (key: string) => {
        keys.push(key);
        return memory.get(key);
      },
    };
    const guard = createLocalGuard(azure, { groups: { cache, tokenGroups: "ignore" } });
    const bearer = await bearerOf(azure, ada);
    await guard.authorize(bearer);
    const known = [...keys];
    const [header, payload] = bearer.split(".");
    for (const signature of ["", "AAAA", bearer.split(".")[2]?.toUpperCase()]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as they would come
      const refusal = await refusalOf(guard.authorize(`${header}.${payload}.${signature}`));
      expect(refusal).toMatchObject({ code: "invalid_token" });
    }
    expect(keys).toEqual(known);
    expect(asked()).toHaveLength(1);
  });
});

describe("a program", () => {
  it("is refused, and nobody's groups are looked up (T25)", async () => {
    const guard = createLocalGuard(azure);
    const bearer = await bearerOfIdentity(azure, worker.name);
    expect(await refusalOf(guard.authorize(bearer))).toMatchObject({
      code: "insufficient_scope",
      status: 403,
    });
    expect(asked()).toEqual([]);
  });

  it("with a role that is accepted has the groups of its service principal (T25)", async () => {
    const guard = createLocalGuard(azure, { verifier: { roles: ["Chat.Ask"] } });
    const bearer = await bearerOfIdentity(azure, worker.name);
    await expect(guard.authorize(bearer)).resolves.toMatchObject({
      kind: "app",
      objectId: worker.principalId,
      groups: [office],
    });
    expect(asked()).toEqual([`/v1.0/servicePrincipals/${worker.principalId}/getMemberObjects`]);
  });

  it("without that role is refused (T24, T25)", async () => {
    const guard = createLocalGuard(azure, { verifier: { roles: ["Chat.Ask"] } });
    const bearer = await bearerOfIdentity(azure, stranger.name);
    // without any role it is no access token at all
    expect(await refusalOf(guard.authorize(bearer))).toMatchObject({ code: "invalid_token" });
    expect(asked()).toEqual([]);
  });

  it.each([
    "https://search.azure.com/.default",
    "https://cognitiveservices.azure.com/.default",
    "https://management.azure.com/.default",
    "https://graph.microsoft.com/.default",
  ])("brings its token for %s in vain (T15)", async (scope) => {
    const guard = createLocalGuard(azure, { verifier: { roles: ["Chat.Ask"] } });
    const bearer = await bearerOfIdentity(azure, worker.name, scope);
    expect(await refusalOf(guard.authorize(bearer))).toMatchObject({
      code: "invalid_token",
      status: 401,
    });
    // not even for keys
    expect(azure.requests).toEqual([]);
  });
});
