import { describe, expect, it } from "vitest";
import { assignment, entrimSnapshot, ids, type Mutable } from "./contoso.test.fixture.ts";
import { canI, readSnapshot } from "./index.ts";

const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const stranger = "de700000-0000-4000-8000-0000000000ff";

function ask(snapshot: Mutable, principalId: string, step: string) {
  const evidence = readSnapshot([{ name: "set-up.json", content: snapshot }]);
  return canI(evidence, { principalId, step });
}

describe("canI", () => {
  it("answers with the assignment that decides", () => {
    expect(ask(entrimSnapshot(), ids.appPrincipal, "app.retrieve")).toMatchObject([
      {
        ruleId: "R10",
        verdict: "yes",
        resourceId: ids.search,
        grantedBy: [{ role: "Search Index Data Reader", scope: ids.search, via: "direct" }],
      },
    ]);
  });

  it("answers for anybody, of the set-up or not", () => {
    const [answer] = ask(entrimSnapshot(), stranger, "R10");
    expect(answer).toMatchObject({
      verdict: "no",
      missingActions: ["Microsoft.Search/searchServices/indexes/documents/read"],
    });
    const snapshot = entrimSnapshot();
    snapshot.roleAssignments.push(assignment(9, stranger, owner, ids.group));
    // who owns the group manages the service, and reads no document
    expect(ask(snapshot, stranger, "app.retrieve")).toMatchObject([{ verdict: "no" }]);
  });

  it("names the deny assignment that is in the way", () => {
    const snapshot = entrimSnapshot();
    snapshot.denyAssignments.push({
      id: `${ids.search}/providers/Microsoft.Authorization/denyAssignments/d`,
      properties: {
        denyAssignmentName: "lock",
        scope: ids.search,
        permissions: [{ dataActions: ["*"] }],
        principals: [{ id: ids.appPrincipal }],
      },
    });
    expect(ask(snapshot, ids.appPrincipal, "R10")).toMatchObject([
      { verdict: "no", deniedBy: ["lock"] },
    ]);
  });

  it("does not know what the evidence does not show, or a condition decides", () => {
    const snapshot = entrimSnapshot();
    snapshot.evidence.complete = [];
    expect(ask(snapshot, stranger, "R10")).toMatchObject([{ verdict: "unknown" }]);
    snapshot.roleAssignments[0].properties.condition =
      "(@Environment[Microsoft.Network/privateEndpoints] StringEquals 'x')";
    expect(ask(snapshot, ids.appPrincipal, "R10")).toMatchObject([{ verdict: "conditional" }]);
  });

  it("has no answer to what the profile has not", () => {
    expect(ask(entrimSnapshot(), ids.appPrincipal, "studio.upload")).toEqual([]);
    expect(ask(entrimSnapshot(), ids.appPrincipal, "R99")).toEqual([]);
  });
});
