import { describe, expect, it } from "vitest";
import { createTestEntra, finance, legal, refusalOf, tenantId } from "./entra.test.fixture.ts";

const sources = (endpoint: string) => ({
  _claim_names: { groups: "src1" },
  _claim_sources: { src1: { endpoint } },
});

describe("the group claim", () => {
  it("lists each group once, in lower case (H18)", async () => {
    const entra = createTestEntra();
    const groups = [finance, legal.toUpperCase(), finance.toUpperCase()];
    await expect(entra.verifier().verify(entra.token({ groups }))).resolves.toMatchObject({
      groups: { state: "listed", ids: [finance, legal] },
    });
  });

  it("may be an empty list, which is not the same as none", async () => {
    const entra = createTestEntra();
    const verifier = entra.verifier();
    await expect(verifier.verify(entra.token({ groups: [] }))).resolves.toMatchObject({
      groups: { state: "listed", ids: [] },
    });
    await expect(verifier.verify(entra.token())).resolves.toMatchObject({
      groups: { state: "absent" },
    });
  });

  it.each([
    ["sources", sources("https://graph.windows.net/x")],
    ["sources beside a list", { ...sources("https://graph.windows.net/x"), groups: [finance] }],
    ["sources beside roles", { ...sources("https://graph.windows.net/x"), roles: ["Reader"] }],
    ["names without sources", { _claim_names: { groups: "src1" } }],
    ["hasgroups", { hasgroups: true }],
    ["hasgroups as text, beside a list", { hasgroups: "true", groups: [finance] }],
    ["the groups of a source", { "groups:src1": "src1" }],
  ])("tells overage by %s (H08)", async (_, claims) => {
    const entra = createTestEntra();
    const { groups } = await entra.verifier().verify(entra.token(claims));
    expect(groups).toEqual({ state: "overage" });
    expect(Object.isFrozen(groups)).toBe(true);
  });

  it.each([
    ["of another claim", { _claim_names: { other: "src1" }, groups: [finance] }],
    ["denied", { hasgroups: false, groups: [finance] }],
  ])("is listed where overage is %s", async (_, claims) => {
    const entra = createTestEntra();
    await expect(entra.verifier().verify(entra.token(claims))).resolves.toMatchObject({
      groups: { state: "listed" },
    });
  });

  it.each([
    "http://169.254.169.254/metadata/identity/oauth2/token",
    "https://evil.example/groups",
    `https://graph.windows.net/${tenantId}/users/me/getMemberObjects`,
    "file:///etc/passwd",
  ])("[pin/claim-sources-never-fetched] never leads to %s (H07)", async (endpoint) => {
    const entra = createTestEntra();
    await entra.verifier().verify(entra.token(sources(endpoint)));
    expect(entra.requests).toHaveLength(2);
    for (const url of entra.requests) {
      expect(url).toMatch(/^https:\/\/login\.microsoftonline\.com\//);
    }
  });

  it.each([
    ["a breakout", [finance, "x') or true or ('"]],
    ["a name", ["Finance"]],
    ["a word for everybody", ["all"]],
    ["a star", ["*"]],
    ["nothing", [""]],
    ["a text without end", ["x".repeat(8192)]],
    ["a letter that becomes one of the alphabet", [`${finance.slice(0, -1)}\u0130`]],
    ["a digit of another alphabet", [`${finance.slice(0, -1)}\u0661`]],
    ["an id with more behind it", [`${finance}') or true`]],
    ["an id with a line behind it", [`${finance}\n`]],
    ["an id that ends early", [finance.slice(0, -1)]],
    ["hyphens elsewhere", ["0000000-00000-4000-8000-000000000006"]],
    ["a security identifier", ["S-1-5-21-1-2-3-513"]],
    ["braces", [`{${finance}}`]],
    ["an object", [{ id: finance }]],
    ["a list", [[finance]]],
    ["null", [null]],
    ["a text instead of a list", finance],
    ["an object instead of a list", { 0: finance }],
    ["null instead of a list", null],
  ])("with %s refuses the whole token (H10, H18, H20)", async (_, groups) => {
    const entra = createTestEntra();
    expect(await refusalOf(entra.verifier().verify(entra.token({ groups })))).toEqual({
      code: "invalid_token",
      reason: "groups",
    });
  });

  it.each([["src1"], [null], [1]])(
    "with %j for names refuses the whole token (H08)",
    async (names) => {
      const entra = createTestEntra();
      const token = entra.token({ _claim_names: names, groups: [finance] });
      expect(await refusalOf(entra.verifier().verify(token))).toMatchObject({ reason: "groups" });
    },
  );
});
