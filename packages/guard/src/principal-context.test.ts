import { expect, it } from "vitest";
import { createTestGuard, token } from "./guard.test.fixture.ts";
import { createPrincipalContext } from "./principal-context.ts";

it("lends each its own principal, however they take turns", async () => {
  const guard = createTestGuard();
  const context = createPrincipalContext();
  const users = Array.from(
    { length: 50 },
    (_, n) => `00000000-0000-4000-8000-${String(1000 + n).padStart(12, "0")}`,
  );
  const seen = users.map(async (oid, n) => {
    const principal = await guard.authorize(`Bearer ${token({ oid })}`);
    return context.run(principal, async () => {
      await new Promise((resolve) => setTimeout(resolve, n % 3));
      return context.get().objectId;
    });
  });
  expect(await Promise.all(seen)).toEqual(users);
});

it("has nobody to lend outside, nor from another context", async () => {
  const guard = createTestGuard();
  const context = createPrincipalContext();
  const principal = await guard.authorize(`Bearer ${token()}`);
  expect(() => context.get()).toThrow(/run\(principal/);
  expect(() => createPrincipalContext().run(principal, () => context.get())).toThrow(
    /no principal/,
  );
  expect(context.run(principal, () => context.get())).toBe(principal);
  expect(() => context.get()).toThrow(/no principal/);
});
