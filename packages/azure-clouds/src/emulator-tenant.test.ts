import { expect, it } from "vitest";
import { emulatorTenantId, isEmulatorTenant } from "./emulator-tenant.ts";

it("knows the reserved tenant in any case, and no other", () => {
  expect(isEmulatorTenant(emulatorTenantId.toUpperCase())).toBe(true);
  expect(isEmulatorTenant("9188040d-6c67-4c5b-b112-36a304b66dad")).toBe(false);
});
