import { expect, it } from "vitest";
import { getPrincipal, setPrincipal } from "./principal-storage.ts";

it("[inbound/identity-headers-stay] knows only the principal that was set, whatever is on the request", () => {
  const request = { principal: { groups: ["admins"] }, auth: {}, user: {} };
  expect(getPrincipal(request)).toBeUndefined();
  const principal = { groups: [] };
  setPrincipal(request, principal);
  expect(getPrincipal(request)).toBe(principal);
  expect(getPrincipal({ ...request })).toBeUndefined();
});
