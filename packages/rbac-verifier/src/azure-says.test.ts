import { describe, expect, it } from "vitest";
import { azureSays } from "./azure-says.ts";
import { ruleCatalogue } from "./rules/catalogue.ts";
import type { Step } from "./step.ts";

describe("what Azure says", () => {
  it.each<[string, Step, string | undefined]>([
    ["R10", "app.retrieve", "403 Forbidden, without a body"],
    ["R11", "app.generate", "401 PermissionDenied"],
    ["D03", "app.generate", "403 Public access is disabled"],
    ["A04", "search.vectorize", "403 Public access is disabled"],
    ["R12", "search.vectorize", "401 PermissionDenied"],
    ["R05", "ingest.crack", "403 AuthorizationPermissionMismatch"],
    ["B02", "ingest.crack", "403 AuthorizationFailure:"],
    ["R23", "studio.upload", "403 AuthorizationFailed"],
    ["B06", "studio.upload", "403 KeyBasedAuthenticationNotPermitted"],
    ["A09", "app.generate", "404 DeploymentNotFound"],
    ["A02", "app.generate", "400 BadRequest: Please provide a custom subdomain"],
    ["N10", "app.generate", "no answer"],
  ])("%s, %s: %s", (rule, step, words) => {
    expect(azureSays(rule, step)).toContain(words);
  });

  it("is not claimed where it is not known", () => {
    expect(azureSays("X01", "app.retrieve")).toBeUndefined();
    expect(azureSays("W07", "webapp.chat")).toBeUndefined();
  });

  it("is known of every role and every part of the way that a step needs", () => {
    const needed = ruleCatalogue.filter(
      ({ id, blocks }) => /^[RND]\d\d/.test(id) && blocks.length > 0,
    );
    for (const { id, blocks } of needed) {
      for (const step of blocks) expect([id, azureSays(id, step)]).not.toEqual([id, undefined]);
    }
  });
});
