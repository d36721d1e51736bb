import { expect, it } from "vitest";
import { createEmulator } from "../emulator.ts";
import { describeTenant } from "./describe-tenant.ts";
import { exampleSeed } from "./example-seed.ts";

it("a newcomer learns the tenant, the client id and whom to sign in as", () => {
  const { directory } = createEmulator({ seed: exampleSeed });
  expect(describeTenant(directory).split("\n")).toEqual([
    "  Tenant      e0000000-0000-4000-8000-00000000e01a",
    "  Client id   00000000-0000-4000-8000-000000000050 (Chat)",
    "  Sign in as  ada@contoso.example, alan@contoso.example",
  ]);
});

it("[emulator/secrets-unshown] the start of an emulator shows no secret of an app", () => {
  const [app] = exampleSeed.apps ?? [];
  const apps = app ? [{ ...app, clientSecrets: ["swordfish"] }] : [];
  const { directory } = createEmulator({ seed: { ...exampleSeed, apps } });
  expect(describeTenant(directory)).toContain(app?.appId);
  expect(describeTenant(directory)).not.toContain("swordfish");
});

it("names of many people are left out, and counted", () => {
  const users = Array.from({ length: 30 }, (_, n) => ({
    id: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    userPrincipalName: `person${n}@contoso.example`,
    displayName: `Person ${n}`,
  }));
  const { directory } = createEmulator({ seed: { ...exampleSeed, users, groups: [], apps: [] } });
  expect(describeTenant(directory)).toMatch(/person4@contoso\.example and 25 more$/);
  const { directory: empty } = createEmulator({ seed: { ...exampleSeed, users: [], apps: [] } });
  expect(describeTenant(empty)).toBe("  Tenant      e0000000-0000-4000-8000-00000000e01a");
});
