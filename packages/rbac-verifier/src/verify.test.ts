import { describe, expect, it } from "vitest";
import {
  articleSnapshot,
  assignment,
  complaints,
  entrimSnapshot,
  ids,
  judge,
  type Mutable,
  resource,
} from "./contoso.test.fixture.ts";
import { mutationsOfAccess } from "./mutations/access.test.fixture.ts";
import { mutationsOfApp } from "./mutations/app.test.fixture.ts";
import { mutationsOfArticle } from "./mutations/article.test.fixture.ts";
import { drop } from "./mutations/mutation.test.fixture.ts";
import { hardenedSnapshot, mutationsOfHardening } from "./mutations/hardening.test.fixture.ts";
import { mutationsOfNetwork } from "./mutations/network.test.fixture.ts";
import { mutationsOfProject, projectSnapshot } from "./mutations/project.test.fixture.ts";
import { mutationsOfServices } from "./mutations/services.test.fixture.ts";
import { ruleCatalogue } from "./rules/catalogue.ts";

const everyMutation = [
  ...mutationsOfServices,
  ...mutationsOfAccess,
  ...mutationsOfNetwork,
  ...mutationsOfApp,
  ...mutationsOfArticle,
  ...mutationsOfProject,
  ...mutationsOfHardening,
];

/** Rules that cannot be broken without another. */
const inCompany = [
  // an identity that is not there holds no role either
  ["A03", "S03"],
  // an endpoint that is not approved is a leftover, and one that is gone leaves its record
  ["A07", "S11", "B05", "N11", "D07", "N08"],
  // indexers that go by a shared private link are looked at by people, whatever the link is like
  ["S13", "S14", "S15", "S16"],
  // two replicas are fewer than three
  ["S18"],
  // the project is a part of the account; a vectorizer needs a way as well as a role
  ["R07", "R12"],
  // why a role is missing stands beside that it is
  ["R20", "R24", "R41", "R42", "R44", "R45", "R48", "R50", "R55", "R57", "T02"],
  // keys that have no term are keys
  ["H13"],
]
  .flat()
  .toSorted((one, other) => order(one) - order(other));

function order(id: string): number {
  return ruleCatalogue.findIndex((rule) => rule.id === id);
}

const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

describe("the profile entrim", () => {
  it("has nothing to say against a set-up in which all is well", () => {
    expect(complaints(judge(entrimSnapshot()))).toEqual([]);
  });

  it.each([...mutationsOfServices, ...mutationsOfAccess, ...mutationsOfNetwork, ...mutationsOfApp])(
    "%s: %j",
    (_, expected, mutate) => {
      const snapshot = entrimSnapshot();
      mutate(snapshot);
      expect(complaints(judge(snapshot))).toEqual(expected);
    },
  );
});

describe("the article's profiles", () => {
  it.each(["r1", "r2", "r3"] as const)("%s: the set-up of the article holds", (profile) => {
    // r1 let AI Search write blobs
    const expected = profile === "r1" ? ["R05 fail", "T06 review"] : ["T06 review"];
    expect(complaints(judge(articleSnapshot(), { profile }))).toEqual(expected);
  });

  it.each(mutationsOfArticle)("%s: %j", (_, expected, mutate) => {
    const snapshot = articleSnapshot();
    mutate(snapshot);
    const found = complaints(judge(snapshot, { profile: "r2" }));
    // that the service is retired is found of every set-up of the article
    expect(found.filter((one) => one !== "T06 review")).toEqual(expected);
  });

  it("says that Owner holds no data actions", () => {
    const snapshot = articleSnapshot();
    drop(snapshot, 7);
    drop(snapshot, 8);
    snapshot.roleAssignments.push(assignment(11, ids.developer, owner, ids.group));
    const finding = judge(snapshot, { profile: "r2" }).find(({ ruleId }) => ruleId === "R20");
    expect(finding).toMatchObject({ status: "fail" });
    expect(finding?.message).toContain("holds no data actions");
  });
});

describe("the article as of February 2026", () => {
  it.each(mutationsOfProject)("%s: %j", (_, expected, mutate) => {
    const snapshot = projectSnapshot();
    mutate(snapshot);
    const found = complaints(judge(snapshot, { profile: "r3" }));
    expect(found.filter((one) => one !== "T06 review")).toEqual(expected);
  });
});

describe("the stage hardening", () => {
  it("has nothing to say against a set-up in which all is well", () => {
    expect(complaints(judge(hardenedSnapshot(), { stage: "hardening" }))).toEqual([]);
  });

  it.each(mutationsOfHardening)("%s: %j", (_, expected, mutate) => {
    const snapshot = hardenedSnapshot();
    mutate(snapshot);
    expect(complaints(judge(snapshot, { stage: "hardening" }))).toEqual(expected);
  });
});

describe("the catalogue", () => {
  it("has for each rule a set-up that breaks it", () => {
    const broken = new Set(
      everyMutation.flatMap(([, expected]) => expected.map((one) => one.split(" ")[0])),
    );
    const unbroken = ruleCatalogue.map(({ id }) => id).filter((id) => !broken.has(id));
    // what is said of clouds and of the retired service is said of every set-up there
    expect(unbroken).toEqual(["T05", "T06"]);
  });

  it("has for each rule a set-up that breaks it alone, but for those that follow from another", () => {
    const alone = new Set(
      everyMutation.flatMap(([, expected]) => {
        const [first, ...others] = new Set(expected.map((one) => one.split(" ")[0]));
        return others.length === 0 ? first : [];
      }),
    );
    const never = ruleCatalogue.map(({ id }) => id).filter((id) => !alone.has(id));
    expect(never).toEqual([...inCompany, "T05", "T06"]);
  });

  it("says so where the names of a cloud are not confirmed", () => {
    const snapshot = entrimSnapshot();
    snapshot.cloud = "AzureChinaCloud";
    expect(complaints(judge(snapshot))).toContain("T05 review");
  });

  it("gives no id and no name twice", () => {
    const names = ruleCatalogue.flatMap(({ id, slug }) => [id, slug]);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("verify", () => {
  it("never passes and never fails what the evidence does not show", () => {
    const snapshot = entrimSnapshot();
    snapshot.resources = snapshot.resources.map(({ id, name, type }: Mutable) => ({
      id,
      name,
      type,
      properties: {},
      identity: resource(entrimSnapshot(), id)?.identity,
    }));
    const settings = judge(snapshot).filter(({ ruleId }) =>
      /^(?:A0[5-8]|S0[4-8]|B02)$/.test(ruleId),
    );
    expect(settings.length).toBeGreaterThan(5);
    for (const { status } of settings) expect(status).toBe("unknown");
  });

  it("suppresses with a reason until the last day and no longer", () => {
    const snapshot = entrimSnapshot();
    resource(snapshot, ids.openai).properties.disableLocalAuth = false;
    const suppress = (until: string): readonly string[] =>
      complaints(judge(snapshot, { suppressions: [{ rule: "A08", reason: "old client", until }] }));
    expect(suppress("2026-11-23")).toEqual(["A08 suppressed"]);
    expect(suppress("2026-11-22")).toEqual(["A08 fail"]);
    expect(() => suppress("soon")).toThrow(/until/);
  });

  it("takes severities by rule, and refuses a rule that does not exist", () => {
    const snapshot = entrimSnapshot();
    resource(snapshot, ids.site).properties.httpsOnly = false;
    expect(complaints(judge(snapshot, { rules: { "app-basics": "off" } }))).toEqual([]);
    const finding = judge(snapshot, { rules: { W08: "error" } }).find(
      ({ status }) => status === "fail",
    );
    expect(finding?.severity).toBe("error");
    expect(() => judge(snapshot, { rules: { W99: "off" } })).toThrow(/no rule W99/);
  });

  it("warns only of a firewall that is on and lets nobody in", () => {
    const snapshot = entrimSnapshot();
    const { properties } = resource(snapshot, ids.openai);
    properties.publicNetworkAccess = "Enabled";
    const severity = () => judge(snapshot).find(({ ruleId }) => ruleId === "A05")?.severity;
    expect(severity()).toBe("warning");
    properties.networkAcls.defaultAction = "Allow";
    expect(severity()).toBe("error");
  });

  it("[verify/unknown-is-not-pass] does not take rules that are not shown for none", () => {
    for (const name of ["ipRules", "virtualNetworkRules"]) {
      const snapshot = entrimSnapshot();
      delete resource(snapshot, ids.storage).properties.networkAcls[name];
      delete resource(snapshot, ids.openai).properties.networkAcls[name];
      expect(complaints(judge(snapshot))).toEqual(["A06 unknown", "B09 unknown"]);
    }
  });

  it("asks for a role only where a role is missing", () => {
    const snapshot = entrimSnapshot();
    snapshot.evidence.missing = [
      "the app registration could not be read (ACCESS_DENIED)",
      "role assignments could not be read (AZURE_UNAVAILABLE)",
    ];
    const said = judge(snapshot).filter(({ ruleId }) => ruleId === "T01");
    expect(said.map(({ message }) => message)).toEqual([
      expect.stringContaining("Directory Readers in Entra may read it"),
      expect.stringContaining("ask it again later"),
    ]);
  });

  it("finds no conflict with a policy that takes back what the stage does without", () => {
    const snapshot = entrimSnapshot();
    snapshot.resources.push({
      id: `${ids.group}/providers/Microsoft.Authorization/policyAssignments/keyless`,
      name: "keyless",
      type: "Microsoft.Authorization/policyAssignments",
      properties: {
        policyDefinitionId:
          "/providers/Microsoft.Authorization/policyDefinitions/14de9e63-1b31-492e-a5a3-c3f7fd57f555",
      },
    });
    expect(complaints(judge(snapshot))).toEqual([]);
  });

  it("goes by segments of an id and not by its beginning, in any case", () => {
    const snapshot = entrimSnapshot();
    snapshot.roleAssignments[0] = assignment(
      1,
      ids.appPrincipal.toUpperCase(),
      "1407120A-92AA-4202-B7E9-C0E197C71C8F",
      ids.group.toUpperCase(),
    );
    expect(complaints(judge(snapshot))).toEqual([]);
    snapshot.roleAssignments[0].properties.scope = ids.group.slice(0, -1);
    expect(complaints(judge(snapshot))).toEqual(["R10 fail"]);
  });

  it("runs rules of one's own", () => {
    const findings = judge(entrimSnapshot(), {
      customRules: [
        {
          id: "X01",
          slug: "own",
          title: "Own.",
          why: "Because.",
          severity: "warning",
          blocks: [],
          check: ({ idOf }) => [
            { status: "fail", subject: { resourceId: idOf("search") ?? "/" }, message: "no" },
          ],
        },
      ],
    });
    expect(complaints(findings)).toEqual(["X01 fail"]);
  });
});
