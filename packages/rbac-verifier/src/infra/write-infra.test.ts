import { describe, expect, it } from "vitest";
import { now, type Mutable } from "../contoso.test.fixture.ts";
import {
  type Finding,
  type InfraOptions,
  type Profile,
  readSnapshot,
  verify,
  writeInfra,
} from "../index.ts";
import { toTerraformJson } from "./format-terraform.ts";
import { planInfra } from "./infra-options.ts";
import { terraformSetUp } from "./terraform-set-up.ts";

const options: InfraOptions = { name: "contoso-chat", location: "swedencentral" };

const set = (more: Partial<InfraOptions>): InfraOptions => ({ ...options, ...more });

const textOf = (name: string, given: InfraOptions): string =>
  writeInfra(given).find((file) => file.name === name)?.text ?? "";

const template = (given: InfraOptions): Mutable => JSON.parse(textOf("azuredeploy.json", given));

/** The configuration in the form in which evidence is read; it says the same as `main.tf`. */
const configuration = (given: InfraOptions): unknown =>
  toTerraformJson(terraformSetUp(planInfra(given)));

/** Judges what would be made, as if nobody else granted anything. */
function judge(content: unknown, { profile = "entrim", vectorizer = false }: InfraOptions) {
  const targets = vectorizer
    ? { vectorizer, embeddingDeployment: "text-embedding-3-large" }
    : { index: "documents" };
  const evidence = readSnapshot([{ name: "set-up", content }], {
    targets,
    complete: ["roleAssignments:inherited", "roleAssignments:groups"],
  });
  return verify(evidence, { now, profile }).filter(({ ruleId }) => ruleId !== "T06");
}

const having = (findings: readonly Finding[], ...states: readonly string[]): readonly string[] => [
  ...new Set(findings.filter(({ status }) => states.includes(status)).map(({ ruleId }) => ruleId)),
];

/** What no plan can show: what Azure answers when it has made it. */
const onlyInAzure = ["A01", "A07", "A09", "S01", "S11", "B01", "B05", "R40", "N07"];
const afterwards = [...onlyInAzure, "D02", "D04", "D05", "W01"];

const variants: readonly InfraOptions[] = (["entrim", "r1", "r2", "r3"] as Profile[]).flatMap(
  (profile) => [
    set({ profile }),
    set({ profile, gateway: true, vectorizer: true, addressSpace: "172.20.0.0/16" }),
  ],
);

describe.each(variants)("a set-up by $profile with gateway $gateway", (given) => {
  it("[infra/verifies-itself] is found to be right in the template, as far as a template shows it", () => {
    const findings = judge(template(given), given);
    expect(having(findings, "fail", "review", "manual")).toEqual([]);
    const unknown = having(findings, "unknown").filter((id) => !id.startsWith("E0"));
    const embeds = given.vectorizer === true ? ["A10"] : [];
    const gateway = given.profile !== "entrim" && given.gateway !== true ? ["N09"] : [];
    expect(unknown.toSorted()).toEqual([...afterwards, ...embeds, ...gateway].toSorted());
  });

  it("[infra/verifies-itself] is found to be the same in Terraform", () => {
    const inTemplate = judge(template(given), given);
    const inTerraform = judge(configuration(given), given);
    expect(having(inTerraform, "fail", "review", "manual")).toEqual([]);
    // the template cannot say what Entra holds, and says versions of the API
    const passed = having(inTemplate, "pass").filter((id) => id !== "A13");
    expect(having(inTerraform, "pass").filter((id) => !id.startsWith("E0"))).toEqual(passed);
  });

  it("is written in Bicep resource by resource as in the template", () => {
    const bicep = textOf("main.bicep", given);
    const declared = [...bicep.matchAll(/^resource (\w+) '([^'@]+)@([^']+)' = \{$/gm)].map(
      ([, symbol, type, apiVersion]) => [symbol, type, apiVersion],
    );
    const expected = Object.entries<Mutable>(template(given).resources).map(([symbol, row]) => [
      symbol,
      row.type,
      row.apiVersion,
    ]);
    expect(declared).toEqual(expected);
    expect(depthOf(bicep, "{", "}")).toBe(0);
    expect(depthOf(bicep, "[", "]")).toBe(0);
  });

  it("names in Bicep nothing that is not declared", () => {
    const bicep = textOf("main.bicep", given);
    const symbols = new Set(
      [...bicep.matchAll(/^(?:resource|param) (\w+)/gm)].map(([, one]) => one),
    );
    const named = [
      ...bicep.matchAll(/\b(\w+)\.(?:id|properties|identity)\b/g),
      ...bicep.matchAll(/^ {2}(?:parent|scope): (\w+)$/gm),
    ].map(([, one]) => one);
    expect(named.length).toBeGreaterThan(10);
    for (const one of named) expect(symbols).toContain(one);
  });

  it("is written in Terraform's language block by block as in JSON", () => {
    const text = textOf("main.tf", given);
    const heads = [...text.matchAll(/^resource "(\w+)" "(\w+)" \{$/gm)].map(
      ([, type = "", name = ""]) => `${type}.${name}`,
    );
    const json = configuration(given) as Mutable;
    const expected = Object.entries<object>(json.resource).flatMap(([type, named]) =>
      Object.keys(named).map((name) => `${type}.${name}`),
    );
    expect(heads.toSorted()).toEqual(expected.toSorted());
    expect(depthOf(text, "{", "}")).toBe(0);
    const references = [...text.matchAll(/\b((?:azurerm|azuread)_\w+\.\w+)\./g)].map(
      ([, one]) => one,
    );
    const read = new Set(
      [...text.matchAll(/^data "(\w+)" "(\w+)" \{/gm)].map(([, type, name]) => `${type}.${name}`),
    );
    const made = references.filter((one) => !read.has(one ?? ""));
    expect(made.length).toBeGreaterThan(10);
    for (const one of made) expect(expected).toContain(one);
  });

  it("has three subnets, none of which overlap, and holds no key", () => {
    const { properties } = Object.values<Mutable>(template(given).resources).find(
      ({ type }) => type === "Microsoft.Network/virtualNetworks",
    );
    expect(properties.subnets).toHaveLength(3);
    for (const { text } of writeInfra(given)) {
      expect(text.replaceAll("aadOrApiKey", "")).not.toMatch(
        /listKeys|api[-_]?key|password|access_key/i,
      );
    }
  });
});

const broken = (change: (resources: Record<string, Mutable>) => void): readonly string[] => {
  const changed = template(options);
  change(changed.resources);
  return having(judge(changed, options), "fail");
};

describe("a set-up that was changed", () => {
  it.each<[string, readonly string[], (resources: Record<string, Mutable>) => void]>([
    ["without a role", ["R10"], (all) => delete all["identityOnSearchSearchIndexDataReader"]],
    ["with keys", ["A08"], (all) => (all["openai"].properties.disableLocalAuth = false)],
    ["open", ["S08"], (all) => (all["search"].properties.publicNetworkAccess = "enabled")],
    [
      "with a zone that is linked elsewhere",
      ["D03"],
      (all) =>
        (all["zonePrivatelinkOpenaiAzureComLink"].properties.virtualNetwork.id =
          "[resourceId('Microsoft.Network/virtualNetworks', 'other')]"),
    ],
    [
      "with an app outside",
      ["W02"],
      (all) => delete all["webApp"].properties.virtualNetworkSubnetId,
    ],
    [
      "with a role for another",
      ["R11"],
      (all) =>
        (all["identityOnOpenaiCognitiveServicesOpenAIUser"].properties.principalId =
          "[reference('search', '2025-05-01', 'full').identity.principalId]"),
    ],
  ])("%s is found out", (_, expected, change) => {
    expect(broken(change)).toEqual(expect.arrayContaining([...expected]));
  });
});

describe("writeInfra", () => {
  it.each([
    [{ name: "C" }],
    [{ name: "a--b" }],
    [{ location: "Sweden Central" }],
    [{ profile: "r9" }],
    [{ addressSpace: "20.0.0.0/16" }],
    [{ addressSpace: "10.0.0.0/8" }],
    [{ index: "Docs" }],
    [{ gateway: true, cloud: "china" }],
    [{ chatModel: { name: "x'; reboot", version: "1" } }],
    [{ nmae: "x" }],
  ])("refuses %j", (wrong) => {
    expect(() => writeInfra({ ...options, ...wrong } as InfraOptions)).toThrow(
      expect.objectContaining({
        name: "TypeError",
        message: expect.stringMatching(/^rbac-verifier: /) as string,
      }),
    );
  });

  it("names the zones of the cloud", () => {
    expect(textOf("main.bicep", set({ cloud: "usgov" }))).toContain("privatelink.openai.azure.us");
    expect(textOf("main.tf", set({ cloud: "usgov" }))).toContain(
      `environment         = "usgovernment"`,
    );
  });
});

function depthOf(text: string, open: string, close: string): number {
  return text.split(open).length - text.split(close).length;
}
