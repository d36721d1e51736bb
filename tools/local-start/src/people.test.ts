import { expect, it } from "vitest";
import { peopleOf } from "./people.ts";

it("has one person per group, one in all and one in none", () => {
  const groups = ["Finance", "Sales"];
  expect(peopleOf(groups).map((person) => person.groups)).toEqual([
    ["Finance"],
    ["Sales"],
    groups,
    [],
  ]);
  expect(peopleOf(["Finance"]).map((person) => person.groups)).toEqual([["Finance"], []]);
});

it("gives everybody an id and a user name of their own, however many groups there are", () => {
  const people = peopleOf(Array.from({ length: 40 }, (_, i) => `Group ${i}`));
  expect(new Set(people.map(({ id }) => id)).size).toBe(42);
  expect(new Set(people.map(({ userPrincipalName }) => userPrincipalName)).size).toBe(42);
  for (const { userPrincipalName } of people) expect(userPrincipalName).toMatch(/^\w+@[\w.]+$/);
});
