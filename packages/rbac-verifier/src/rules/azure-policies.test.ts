import { describe, expect, it } from "vitest";
import { azurePolicies } from "./azure-policies.ts";
import { findRule, ruleCatalogue } from "./catalogue.ts";

describe("the definitions of Azure Policy", () => {
  it("are 33, each once", () => {
    expect(new Set(azurePolicies.map(({ id }) => id)).size).toBe(33);
    for (const { id } of azurePolicies)
      expect(id).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  });

  it.each(azurePolicies)(
    "“$name” is covered by a rule, or it is said why not",
    ({ rules, note }) => {
      for (const id of rules) expect(findRule(id)?.id).toBe(id);
      expect(rules.length > 0 || note?.endsWith(".") === true).toBe(true);
    },
  );

  it("are named by the rules that go by their id", () => {
    const known = new Set(azurePolicies.map(({ id }) => id));
    for (const { id, aka = [] } of ruleCatalogue) {
      for (const name of aka.filter((one) => known.has(one))) {
        const policy = azurePolicies.find((one) => one.id === name);
        expect([name, policy?.rules]).toEqual([name, expect.arrayContaining([id])]);
      }
    }
  });
});
