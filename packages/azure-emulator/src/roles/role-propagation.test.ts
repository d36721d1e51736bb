import { expect, it } from "vitest";
import { createClock } from "../clock.ts";
import { contoso, otherIdentity } from "../contoso.test.fixture.ts";
import { createDirectory } from "../entra/directory.ts";
import { createDenyAssignments } from "./deny-assignments.ts";
import { createRoleAssignments } from "./role-assignments.ts";

const { principalId } = otherIdentity;
const scope = `/subscriptions/${contoso.subscriptionId}`;
const service = `${scope}/resourceGroups/local/providers/Microsoft.Search/searchServices/contoso`;
const reader = { principalId, role: "Search Index Data Reader", scope };
const minutes = 60_000;

function create(roleAssignments: readonly (typeof reader)[] = []) {
  const clock = createClock(() => 0);
  const seed = { ...contoso, roleAssignments, roles: { propagationInMs: 10 * minutes } };
  const directory = createDirectory(seed, clock);
  const denials = createDenyAssignments(seed, directory);
  const roles = createRoleAssignments({ seed, directory, denials, clock });
  const dataAction = "Microsoft.Search/searchServices/indexes/documents/read";
  return { clock, roles, mayRead: () => roles.permits(principalId, { dataAction }, service) };
}

it("[emulator/roles-enforced] has a role that was granted count only once it is known everywhere", () => {
  const { clock, roles, mayRead } = create();
  roles.grant(reader);
  expect(roles.list()).toHaveLength(1);
  expect(mayRead()).toBe(false);
  clock.advance(10 * minutes - 1);
  expect(mayRead()).toBe(false);
  clock.advance(1);
  expect(mayRead()).toBe(true);
});

it("has one that was taken away count until then", () => {
  const { clock, roles, mayRead } = create([reader]);
  expect(mayRead()).toBe(true);
  expect(roles.revoke({ principalId })).toBe(1);
  expect(roles.list()).toEqual([]);
  expect(mayRead()).toBe(true);
  clock.advance(10 * minutes);
  expect(mayRead()).toBe(false);
});

it("never has one count that was taken away before", () => {
  const { clock, roles, mayRead } = create();
  const { id } = roles.grant(reader);
  clock.advance(5 * minutes);
  expect(roles.remove(id)).toBe(true);
  clock.advance(5 * minutes);
  expect(mayRead()).toBe(false);
});
