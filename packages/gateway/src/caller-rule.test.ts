import { expect, it } from "vitest";
import { createCallerCheck, type CallerRule } from "./caller-rule.ts";

const check = (rule: CallerRule, roles: readonly string[], scopes: readonly string[]): boolean =>
  createCallerCheck("jobs.managers", rule)({ roles, scopes });

it("asks for one of the roles, and one of the scopes, where both are given", () => {
  const rule = { roles: ["Admin", "Operator"], scopes: ["Jobs.Manage"] };
  expect(check(rule, ["Operator"], ["Jobs.Manage"])).toBe(true);
  expect(check(rule, ["Operator"], [])).toBe(false);
  expect(check(rule, [], ["Jobs.Manage"])).toBe(false);
  expect(check({ scopes: ["Jobs.Manage"] }, [], ["Chat.Ask", "Jobs.Manage"])).toBe(true);
  expect(check({ roles: ["Operator"] }, ["operator"], [])).toBe(false);
});

it.each([{}, { roles: [] }, { roles: [""] }, { roles: "Operator" }, { roles: ["A"], scopes: [] }])(
  "refuses %j, which would let everybody or nobody do it",
  (rule) => {
    const create = () => createCallerCheck("jobs.managers", rule as CallerRule);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(/^gateway: jobs\.managers must name roles or scopes/);
  },
);
