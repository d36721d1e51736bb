import { describe, expect, it } from "vitest";
import { isWithin, levelOf, scopeOfExtension } from "./resource-id.ts";

const sub = "/subscriptions/S";
const account = `${sub}/resourceGroups/rg-a/providers/Microsoft.Search/searchServices/x`;

describe("isWithin", () => {
  it.each([
    ["/", "yes"],
    [sub, "yes"],
    ["/SUBSCRIPTIONS/s/RESOURCEGROUPS/RG-A", "yes"],
    [account, "yes"],
    [`${account}/`, "yes"],
    [`${account}/indexes/docs`, "no"],
    [`${sub}/resourceGroups/rg-`, "no"],
    [`${sub}/resourceGroups/rg-ab`, "no"],
    [`${sub}/resourceGroups`, "no"],
    [`${sub}/resourceGroups/rg-a/providers/Microsoft.Search`, "yes"],
    ["/subscriptions/S2", "no"],
    ["/providers/Microsoft.Management/managementGroups/mg", "yes"],
    ["/providers/Microsoft.Management/managementGroups/other", "no"],
  ])("%s: %s", (scope, expected) => {
    expect(isWithin(scope, account, () => ["MG"])).toBe(expected);
  });

  it("does not know what is above a subscription whose management groups were not read", () => {
    const scope = "/providers/Microsoft.Management/managementGroups/mg";
    expect(isWithin(scope, account, () => undefined)).toBe("unknown");
  });
});

it("finds the scope of an assignment in its id", () => {
  const id = `${account}/providers/Microsoft.Authorization/roleAssignments/1`;
  expect(scopeOfExtension(id)).toBe(account);
  expect(scopeOfExtension("/providers/Microsoft.Authorization/roleAssignments/1")).toBe("/");
});

it.each([
  ["/", "root"],
  ["/providers/Microsoft.Management/managementGroups/mg", "management group"],
  [sub, "subscription"],
  [`${sub}/resourceGroups/rg-a`, "resource group"],
  [account, "resource"],
])("%s is a %s", (scope, expected) => {
  expect(levelOf(scope)).toBe(expected);
});
