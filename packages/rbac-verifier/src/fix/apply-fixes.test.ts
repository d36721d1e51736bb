import { describe, expect, it } from "vitest";
import {
  assignment,
  complaints,
  entrimSnapshot,
  ids,
  judge,
  type Mutable,
  now,
  resource,
} from "../contoso.test.fixture.ts";
import {
  applyFixes,
  type FixPlan,
  planFixes,
  readDeployment,
  type UndoStep,
  undoFixes,
  verify,
} from "../index.ts";
import { credential, startAzure } from "../live/azure.test.fixture.ts";

/** A set-up with something to mend in several phases. */
function broken(): Mutable {
  const snapshot = entrimSnapshot();
  snapshot.roleAssignments = snapshot.roleAssignments.slice(2);
  resource(snapshot, ids.openai).properties.publicNetworkAccess = "Enabled";
  resource(snapshot, ids.openai).properties.disableLocalAuth = false;
  const storage = resource(snapshot, ids.storage).properties;
  storage.networkAcls.bypass = "Logging";
  storage.networkAcls.ipRules = [];
  return snapshot;
}

const rules = ({ steps }: FixPlan): string[] =>
  steps.flatMap(({ findings }) => findings.map(({ ruleId }) => ruleId));

describe("planFixes", () => {
  it("closes the door from outside last", () => {
    expect(rules(planFixes(judge(broken())))).toEqual(["R10", "R11", "B02", "A08", "A05"]);
  });

  it("[fix/no-lockout] does not close it while a way in is broken or not known", () => {
    const snapshot = broken();
    snapshot.privateDns.splice(0, 1);
    const plan = planFixes(judge(snapshot));
    expect(rules(plan)).not.toContain("A05");
    expect(plan.heldBack).toContainEqual(
      expect.objectContaining({ reason: expect.stringContaining("D01") as unknown }),
    );
    delete snapshot.privateDns;
    expect(rules(planFixes(judge(snapshot)))).not.toContain("A05");
  });

  it("plans only what it is asked for", () => {
    expect(rules(planFixes(judge(broken()), { only: ["R10", "aoai-local-auth"] }))).toEqual([
      "R10",
      "A08",
    ]);
  });

  it("does not take a rule that is misspelt for one that has nothing to mend", () => {
    expect(() => planFixes(judge(broken()), { only: ["R99"] })).toThrow(/no rule R99/);
    expect(rules(planFixes(judge(broken()), { only: ["r10"] }))).toEqual(["R10"]);
  });

  it("says each fix for each tool", () => {
    const [step] = planFixes(judge(broken())).steps;
    expect(step?.az).toContain(
      `--assignee-object-id ${ids.appPrincipal} --assignee-principal-type ServicePrincipal`,
    );
    expect(step?.bicep).toContain("roleAssignments@2022-04-01");
    expect(step?.terraform).toContain("azurerm_role_assignment");
    expect(step?.arm?.url).toMatch(
      /roleAssignments\/[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}\?/,
    );
  });

  it("offers no role where a deny assignment is in the way", () => {
    const snapshot = broken();
    snapshot.denyAssignments.push({
      id: `${ids.search}/providers/Microsoft.Authorization/denyAssignments/d`,
      properties: {
        scope: ids.search,
        permissions: [{ dataActions: ["*"] }],
        principals: [{ id: ids.appPrincipal }],
      },
    });
    expect(rules(planFixes(judge(snapshot)))).not.toContain("R10");
  });
});

describe("applyFixes", () => {
  it("mends what the plan says, and nothing the second time; and takes it back", async () => {
    const snapshot = broken();
    const before = structuredClone(snapshot);
    await using azure = await startAzure(snapshot);
    const options = { credential, httpClient: azure.httpClient };
    const read = async () =>
      verify(await readDeployment(snapshot.targets, { ...options, now }), { now });
    const plan = planFixes(await read());
    const undo: UndoStep[] = [];
    await applyFixes(plan, {
      ...options,
      onStep: (step) => {
        expect(step.outcome).toBe("applied");
        if (step.undo !== undefined) undo.push(step.undo);
      },
    });
    expect(complaints(await read())).toEqual(["W06 unknown"]);
    // what stood beside the setting is still there
    expect(resource(snapshot, ids.storage).properties.networkAcls).toEqual({
      ...resource(before, ids.storage).properties.networkAcls,
      bypass: "AzureServices, Logging",
    });

    const again = await applyFixes(plan, options);
    expect(again.map(({ outcome }) => outcome)).toEqual(plan.steps.map(() => "already"));

    await undoFixes(undo, options);
    expect(snapshot.resources).toEqual(before.resources);
    expect(snapshot.roleAssignments).toEqual(before.roleAssignments);
  });

  it("leaves an assignment alone that somebody made under another name", async () => {
    const snapshot = broken();
    await using azure = await startAzure(snapshot);
    const options = { credential, httpClient: azure.httpClient };
    azure.faults.push({
      path: "roleAssignments/",
      status: 409,
      times: 1,
      body: { error: { code: "RoleAssignmentExists" } },
    });
    const [step] = await applyFixes(planFixes(judge(snapshot), { only: ["R10"] }), options);
    expect(step).toMatchObject({ outcome: "already" });
    expect(step?.undo).toBeUndefined();
  });

  it("stops at the first refusal and has told of what was made", async () => {
    const snapshot = broken();
    await using azure = await startAzure(snapshot);
    const options = { credential, httpClient: azure.httpClient };
    azure.faults.push({
      path: `${ids.openai}/providers`,
      status: 403,
      times: 9,
      body: { error: { code: "AuthorizationFailed", message: "hunter2" } },
    });
    const made: string[] = [];
    const applying = applyFixes(planFixes(judge(snapshot)), {
      ...options,
      onStep: ({ outcome }) => made.push(outcome),
    });
    await expect(applying).rejects.toMatchObject({ code: "FIX_REFUSED" });
    await expect(applying).rejects.toThrow(/403 AuthorizationFailed.*Owner, or Role Based/);
    await expect(applying).rejects.not.toThrow(/hunter2/);
    expect(made).toEqual(["applied"]);
    expect(resource(snapshot, ids.openai).properties.publicNetworkAccess).toBe("Enabled");
  });

  it("[fix/removes-nothing] deletes nothing but role assignments when it takes back", async () => {
    const snapshot = broken();
    await using azure = await startAzure(snapshot);
    const options = { credential, httpClient: azure.httpClient };
    const good: UndoStep = {
      method: "DELETE",
      path: `${ids.search}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-000000000003?api-version=2022-04-01`,
    };
    for (const path of [`${ids.search}?api-version=2025-05-01`, "//evil.example/x?api-version=1"]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(undoFixes([good, { method: "DELETE", path }], options)).rejects.toMatchObject({
        code: "FIX_REFUSED",
      });
    }
    for (const strange of [[null], ["DELETE"], {}] as unknown as UndoStep[][]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(undoFixes(strange, options)).rejects.toThrow(/not the steps that a fix left/);
    }
    expect(azure.requests).toEqual([]);
  });

  it("[fix/removes-nothing] takes back no role assignment that somebody else made", async () => {
    const snapshot = broken();
    await using azure = await startAzure(snapshot);
    const options = { credential, httpClient: azure.httpClient };
    const [{ id }] = snapshot.roleAssignments;
    const path = `${id}?api-version=2022-04-01`;
    await expect(undoFixes([{ method: "DELETE", path }], options)).rejects.toMatchObject({
      code: "FIX_REFUSED",
      message: expect.stringContaining("delete it yourself") as string,
    });
    expect(snapshot.roleAssignments).toContainEqual(expect.objectContaining({ id }));
    expect(new Set(azure.requests.map(({ method }) => method))).toEqual(new Set(["GET"]));
  });

  it("removes nothing that it did not make", async () => {
    const snapshot = broken();
    snapshot.roleAssignments.push(
      assignment(9, ids.openaiPrincipal, "7ca78c08-252a-4471-8644-bb5ff32d4ba0", ids.search),
    );
    await using azure = await startAzure(snapshot);
    await applyFixes(planFixes(judge(snapshot)), { credential, httpClient: azure.httpClient });
    expect(azure.requests.some(({ method }) => method === "DELETE")).toBe(false);
  });
});

const answers = (status: number, code: string, times: number) => ({
  path: "roleAssignments/",
  status,
  times,
  body: { error: { code } },
});

describe("a role for an identity that was just made", () => {
  it("is tried again until Entra knows it", async () => {
    const snapshot = broken();
    await using azure = await startAzure(snapshot);
    azure.faults.push(answers(400, "PrincipalNotFound", 2));
    const waited: number[] = [];
    const [step] = await applyFixes(planFixes(judge(snapshot), { only: ["R10"] }), {
      credential,
      httpClient: azure.httpClient,
      delay: (delayInMs) => {
        waited.push(delayInMs);
        return Promise.resolve();
      },
    });
    expect(step).toMatchObject({ outcome: "applied" });
    expect(waited).toEqual([2_000, 4_000]);
  });

  it("is given up when Entra never does", async () => {
    const snapshot = broken();
    await using azure = await startAzure(snapshot);
    azure.faults.push(answers(400, "PrincipalNotFound", 99));
    const applying = applyFixes(planFixes(judge(snapshot), { only: ["R10"] }), {
      credential,
      httpClient: azure.httpClient,
      delay: () => Promise.resolve(),
    });
    await expect(applying).rejects.toMatchObject({ code: "FIX_REFUSED" });
  });

  it("gets another name when that of a former identity is in the way, and undo knows it", async () => {
    const snapshot = broken();
    await using azure = await startAzure(snapshot);
    azure.faults.push(answers(409, "RoleAssignmentUpdateNotPermitted", 1));
    const options = { credential, httpClient: azure.httpClient };
    const plan = planFixes(judge(snapshot), { only: ["R10"] });
    const [step] = await applyFixes(plan, options);
    expect(step).toMatchObject({ outcome: "applied" });
    const names = azure.requests.filter(({ method }) => method === "PUT").map(({ path }) => path);
    expect(new Set(names).size).toBe(2);
    expect(step?.undo?.path).toBe(names.at(-1));
  });
});
