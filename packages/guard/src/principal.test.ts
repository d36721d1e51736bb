import { expect, it } from "vitest";
import { createTestGuard, finance, legal, token } from "./guard.test.fixture.ts";

it("lists each group once, in lower case (H18)", async () => {
  const ids = [finance, finance.toUpperCase(), legal.toUpperCase()];
  const guard = createTestGuard(() => Promise.resolve({ ids }));
  expect((await guard.authorize(`Bearer ${token()}`)).groups).toEqual([finance, legal]);
});

it("can be changed by nobody, nor by who keeps the look-up's list", async () => {
  const ids = [finance];
  const guard = createTestGuard(() => Promise.resolve({ ids }));
  const principal = await guard.authorize(`Bearer ${token()}`);
  ids.push(legal);
  expect(principal.groups).toEqual([finance]);
  for (const part of [principal, principal.scopes, principal.roles, principal.groups]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
});

it("holds nothing of the token but who asks", async () => {
  const guard = createTestGuard();
  const principal = await guard.authorize(`Bearer ${token({ name: "Ada", email: "ada@x" })}`);
  expect(Object.keys(principal)).toEqual([
    "tenantId",
    "objectId",
    "kind",
    "clientId",
    "scopes",
    "roles",
    "groups",
  ]);
});
