import { createEmulator, type Emulator } from "@entrim/azure-emulator";
import { describe, expect, it } from "vitest";
import { complaints, entrimSnapshot, ids, now, resource } from "../contoso.test.fixture.ts";
import {
  applyFixes,
  type Finding,
  planFixes,
  readDeployment,
  type UndoStep,
  undoFixes,
  verify,
} from "../index.ts";
import { apiVersionOf } from "./api-version.ts";
import { contosoSeed, operator, subscription } from "../live/contoso-azure.test.fixture.ts";
import { credentialOf, httpClientOf } from "../live/local-azure.test.fixture.ts";

const snapshot = entrimSnapshot();

const optionsOf = (azure: Emulator) => ({
  credential: credentialOf(azure, "operator"),
  httpClient: httpClientOf(azure),
});

async function judge(azure: Emulator): Promise<readonly Finding[]> {
  return verify(await readDeployment(snapshot.targets, { ...optionsOf(azure), now }), { now });
}

/** What is wrong, without what the local Azure may not show: registrations, and the settings of an app. */
const found = (findings: readonly Finding[]): readonly string[] =>
  complaints(findings).filter((one) => !/^(?:E\d\d|W06|T01) unknown$/.test(one));

/** What somebody breaks, and everything that is found then. */
const damage: readonly (readonly [
  string,
  (azure: Emulator) => Promise<void> | void,
  readonly string[],
])[] = [
  [
    "a role that was taken away",
    (azure) => {
      azure.roles.revoke({ principalId: ids.appPrincipal, role: "Search Index Data Reader" });
    },
    ["R10 fail"],
  ],
  [
    "keys that were allowed",
    async (azure) => {
      await patch(azure, ids.openai, { disableLocalAuth: false });
      await patch(azure, ids.search, {
        disableLocalAuth: false,
        authOptions: { aadOrApiKey: { aadAuthFailureMode: "http403" } },
      });
    },
    ["A08 fail", "S06 fail", "S07 fail"],
  ],
  [
    "doors that were opened",
    async (azure) => {
      await patch(azure, ids.openai, { publicNetworkAccess: "Enabled" });
      await patch(azure, ids.search, { publicNetworkAccess: "enabled" });
      const { networkAcls } = resource(entrimSnapshot(), ids.storage).properties;
      await patch(azure, ids.storage, {
        publicNetworkAccess: "Enabled",
        networkAcls: { ...networkAcls, defaultAction: "Allow" },
      });
    },
    ["A05 fail", "S08 fail", "B03 fail", "B04 fail"],
  ],
  [
    "a way for services that was shut",
    (azure) => {
      const { networkAcls } = resource(entrimSnapshot(), ids.storage).properties;
      return patch(azure, ids.storage, { networkAcls: { ...networkAcls, bypass: "None" } });
    },
    ["B02 fail"],
  ],
];

async function patch(azure: Emulator, id: string, properties: object): Promise<void> {
  const token = await azure.issueToken({
    identity: "operator",
    scope: "https://management.azure.com/.default",
  });
  const answer = await azure.fetch(
    new Request(`https://management.azure.com${id}?api-version=${apiVersionOf(id)}`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ properties }),
    }),
  );
  expect(answer.status).toBe(200);
}

/** Roles and settings as they are, without what tells when. */
async function stateOf(azure: Emulator): Promise<unknown> {
  const { resources } = await readDeployment(snapshot.targets, { ...optionsOf(azure), now });
  const roles = azure.roles.list().map(({ principalId, roleDefinitionId, scope }) => ({
    principalId,
    roleDefinitionId,
    scope,
  }));
  return {
    resources: Object.fromEntries(resources),
    roles: new Set(roles.map((one) => JSON.stringify(one))),
  };
}

describe("fixes in the local Azure", () => {
  it("have nothing to mend where all is well", async () => {
    const findings = await judge(createEmulator({ seed: contosoSeed() }));
    expect(found(findings)).toEqual([]);
    expect(planFixes(findings).steps).toEqual([]);
  });

  it.each(damage)("mend %s, and take it back", async (_, break_, expected) => {
    const azure = createEmulator({ seed: contosoSeed() });
    await break_(azure);
    const broken = await judge(azure);
    expect(found(broken)).toEqual(expected);
    const before = await stateOf(azure);

    const plan = planFixes(broken);
    const undo: UndoStep[] = [];
    const applied = await applyFixes(plan, {
      ...optionsOf(azure),
      onStep: (step) => undo.push(...[step.undo ?? []].flat()),
    });
    expect(applied.map(({ outcome }) => outcome)).toEqual(plan.steps.map(() => "applied"));
    expect(found(await judge(azure))).toEqual([]);

    const again = await applyFixes(plan, optionsOf(azure));
    expect(again.map(({ outcome }) => outcome)).toEqual(plan.steps.map(() => "already"));

    await undoFixes(undo, optionsOf(azure));
    expect(complaints(await judge(azure))).toEqual(complaints(broken));
    expect(await stateOf(azure)).toEqual(before);
  });

  it("[fix/asks-own-rights] change nothing for somebody who may not do all of it", async () => {
    const azure = createEmulator({ seed: contosoSeed() });
    azure.roles.revoke({ principalId: ids.appPrincipal, role: "Search Index Data Reader" });
    await patch(azure, ids.openai, { disableLocalAuth: false });
    const plan = planFixes(await judge(azure));
    azure.roles.revoke({ principalId: operator, role: "Owner" });
    azure.roles.grant({ principalId: operator, role: "Contributor", scope: subscription });
    const before = azure.requests.length;
    await expect(applyFixes(plan, optionsOf(azure))).rejects.toMatchObject({
      code: "FIX_REFUSED",
      message: expect.stringContaining("nothing was changed") as string,
    });
    const sent = azure.requests.slice(before).map(({ method }) => method);
    expect(new Set(sent)).toEqual(new Set(["GET"]));
  });

  it("leave alone what somebody else granted", async () => {
    const azure = createEmulator({ seed: contosoSeed() });
    azure.roles.grant({
      principalId: ids.openaiPrincipal,
      role: "Search Service Contributor",
      scope: ids.search,
    });
    const findings = await judge(azure);
    expect(complaints(findings)).toContain("R13 fail");
    await applyFixes(planFixes(findings), optionsOf(azure));
    expect(complaints(await judge(azure))).toContain("R13 fail");
  });
});
