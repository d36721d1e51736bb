import { describe, expect, it } from "vitest";
import { evaluateCondition } from "./condition.ts";

const read = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
const container = "@resource[microsoft.storage/storageaccounts/blobservices/containers:name]";
const ofContainer = (expression: string): string =>
  `((!(ActionMatches{'${read}'}) AND !(ActionMatches{'Microsoft.Storage/*/tags/read'})) OR (${expression}))`;
const isDocuments =
  "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'documents'";

const facts = (action: string, ...names: string[]): Parameters<typeof evaluateCondition>[1] => ({
  action,
  ...(names.length === 0 ? {} : { attributes: new Map([[container, names]]) }),
});

describe("evaluateCondition", () => {
  it("holds for an action that it does not target", () => {
    expect(evaluateCondition(ofContainer(isDocuments), facts("Microsoft.Storage/other"))).toBe(
      "yes",
    );
  });

  it("compares the containers in use, each of them", () => {
    const condition = ofContainer(isDocuments);
    expect(evaluateCondition(condition, facts(read, "documents"))).toBe("yes");
    expect(evaluateCondition(condition, facts(read, "other"))).toBe("no");
    expect(evaluateCondition(condition, facts(read, "documents", "other"))).toBe("no");
    expect(evaluateCondition(condition, facts(read))).toBe("unknown");
  });

  it("reads the conditions of Azure's own roles", () => {
    const condition =
      "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{eed3b665-ab3a-47b6-8f48-c9382fb1dad6,53ca6127-db72-4b80-b1b0-d745d6d5456d}))";
    const action = "Microsoft.Authorization/roleAssignments/write";
    const assigning = (...ids: string[]) => ({
      action,
      attributes: new Map([
        ["@request[microsoft.authorization/roleassignments:roledefinitionid]", ids],
      ]),
    });
    expect(evaluateCondition(condition, assigning("53CA6127-db72-4b80-b1b0-d745d6d5456d"))).toBe(
      "yes",
    );
    expect(evaluateCondition(condition, assigning("5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"))).toBe(
      "no",
    );
  });

  it.each([
    ["@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:a_b] StringEquals 'x'"],
    ["@Environment[isPrivateLink] BoolEquals true"],
    ["SubOperationMatches{'Blob.List'}"],
    ["@Resource[a:b] StringEquals @Principal[c:d]"],
  ])("does not know %s", (expression) => {
    expect(evaluateCondition(ofContainer(expression), facts(read))).toBe("unknown");
  });

  it.each([
    "",
    "(",
    ")",
    "ActionMatches{",
    "ActionMatches{'a'} AND",
    "@Resource[a:b] constructor 'x'",
    "'",
    "{}",
    "(((((",
    "!".repeat(100_000),
    "(".repeat(100_000),
    "ActionMatches{'a'} ActionMatches{'a'}",
  ])("does not know what it cannot read (%#)", (condition) => {
    expect(evaluateCondition(condition, facts(read))).toBe("unknown");
  });
});
