import { describe, expect, it } from "vitest";
import { parseRoleCondition } from "./role-condition.ts";

const read = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
const write = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write";
const account =
  "/subscriptions/00000000-0000-4000-8000-000000000900/resourceGroups/local/providers/Microsoft.Storage/storageAccounts/contoso";
const container = (name: string) => `${account}/blobServices/default/containers/${name}`;
const name = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]";

const holds = (condition: string, resource: string, dataAction: string = read) =>
  parseRoleCondition(condition)({ dataAction }, resource);

describe("a condition", () => {
  const wanted = `((!(ActionMatches{'${read}'})) OR (${name} StringEquals 'papers'))`;

  it("is about the actions that it names, and about others not", () => {
    expect(holds(wanted, container("papers"))).toBe(true);
    expect(holds(wanted, container("payroll"))).toBe(false);
    expect(holds(wanted, container("payroll"), write)).toBe(true);
    expect(holds(wanted.replace("blobs/read", "blobs/*"), container("payroll"), write)).toBe(false);
  });

  it.each([
    ["StringEquals 'papers'", true],
    ["StringEquals 'Papers'", false],
    ["StringEqualsIgnoreCase 'Papers'", true],
    ["StringNotEquals 'papers'", false],
    ["StringNotEquals 'payroll'", true],
    ["StringNotEqualsIgnoreCase 'PAPERS'", false],
    ["StringStartsWith 'pap'", true],
    ["StringNotStartsWith 'pap'", false],
    ["StringLike 'p*rs'", true],
    ["StringLike 'p?rs'", false],
    ["StringLike 'p.*'", false],
    ["StringNotLike 'x*'", true],
  ])("compares: %s", (comparison, expected) => {
    expect(holds(`${name} ${comparison}`, container("papers"))).toBe(expected);
  });

  it("holds for nothing that has no such name, whichever way it is compared", () => {
    expect(holds(`${name} StringEquals 'papers'`, account)).toBe(false);
    expect(holds(`${name} StringNotEquals 'papers'`, account)).toBe(false);
  });

  it("knows the name of the account", () => {
    const condition = "@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'contoso'";
    expect(holds(condition, container("papers"))).toBe(true);
    expect(holds(condition, account.replace("contoso", "fabrikam"))).toBe(false);
  });

  it.each([
    [`${name} StringEquals 'a' || ${name} StringEquals 'papers'`, true],
    [`${name} StringEquals 'a' && ${name} StringEquals 'papers'`, false],
    [
      `${name} StringEquals 'papers' OR ${name} StringEquals 'a' AND ${name} StringEquals 'b'`,
      true,
    ],
    [`NOT (${name} StringEquals 'papers')`, false],
  ])("joins: %s", (condition, expected) => {
    expect(holds(condition, container("papers"))).toBe(expected);
  });

  it.each([
    "",
    "true",
    name,
    `${name} StringEquals`,
    `${name} StringEquals papers`,
    `${name} StringMatches 'a'`,
    `(${name} StringEquals 'a'`,
    `${name} StringEquals 'a' ${name} StringEquals 'b'`,
    `${name} ForAnyOfAnyValues:StringEquals {'a', 'b'}`,
    "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:a] StringEquals 'b'",
    "@Environment[UtcNow] DateTimeGreaterThan '2026-01-01T00:00:00Z'",
    "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path] StringLike 'a*'",
    "@Resource[__proto__] StringEquals 'a'",
    "SubOperationMatches{'Blob.List'}",
    "ActionMatches{}",
    `${"(".repeat(50)}${name} StringEquals 'a'${")".repeat(50)}`,
    `${"!".repeat(50)}(${name} StringEquals 'a')`,
  ])("is never taken for granted: %s", (condition) => {
    expect(() => parseRoleCondition(condition)).toThrow(TypeError);
  });
});
