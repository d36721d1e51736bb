import { assert, constantFrom, integer, jsonValue, oneof, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { entrimSnapshot, now, type Mutable } from "../contoso.test.fixture.ts";
import { isRbacVerifierError, readSnapshot, verify, writeInfra } from "../index.ts";
import { toTerraformJson } from "../infra/format-terraform.ts";
import { planInfra } from "../infra/infra-options.ts";
import { terraformSetUp } from "../infra/terraform-set-up.ts";

const infra = { name: "contoso-chat", location: "swedencentral", gateway: true, vectorizer: true };
const snapshot = entrimSnapshot();

/** One good file of each form that is read. */
const forms: readonly (readonly [string, string])[] = [
  ["a snapshot", JSON.stringify(snapshot)],
  ["rows of Resource Manager", JSON.stringify({ value: snapshot.resources })],
  ["rows of Resource Graph", JSON.stringify({ data: snapshot.resources, count: 1 })],
  [
    "output of the CLI",
    JSON.stringify(
      snapshot.resources.map(({ properties, ...rest }: Mutable) => Object.assign(rest, properties)),
    ),
  ],
  ["a template", writeInfra(infra).find(({ name }) => name === "azuredeploy.json")?.text ?? ""],
  [
    "a configuration of Terraform",
    JSON.stringify(toTerraformJson(terraformSetUp(planInfra(infra)))),
  ],
  ["a plan of Terraform", JSON.stringify(terraformPlan())],
];

function terraformPlan(): unknown {
  // a plan leaves out what is known only after an apply
  const { resource }: Mutable = JSON.parse(
    JSON.stringify(toTerraformJson(terraformSetUp(planInfra(infra)))),
    (_, value: unknown) => (typeof value === "string" && value.includes("${") ? undefined : value),
  );
  const rows = Object.entries<Mutable>(resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, values]) => ({
      address: `${type}.${name}`,
      type,
      name,
      values,
    })),
  );
  return {
    format_version: "1.2",
    planned_values: { root_module: { resources: rows } },
    configuration: { root_module: { resources: rows.map(({ address }) => ({ address })) } },
  };
}

/** Findings, or the code of a clear error; anything else is thrown. */
function outcomeOf(content: string): string {
  try {
    verify(readSnapshot([{ name: "file.json", content }]), { now });
    return "findings";
  } catch (error) {
    if (!isRbacVerifierError(error)) throw error;
    // nothing of the file is repeated
    return /^rbac-verifier: [^{}]*$/.test(error.message) ? error.code : error.message;
  }
}

describe.each(forms)("%s", (_, text) => {
  it("is judged when it is whole", () => {
    expect(outcomeOf(text)).toBe("findings");
  });

  it("[evidence/truncated] ends in a clear error wherever it is cut off", () => {
    assert(
      property(integer({ min: 0, max: text.trimEnd().length - 1 }), (length) => {
        expect(outcomeOf(text.slice(0, length))).toBe("INVALID_EVIDENCE");
      }),
      { numRuns: 200 },
    );
  });

  it("ends in findings or a clear error whatever stands in it", () => {
    const paths = pathsOf(JSON.parse(text));
    const value = oneof(
      jsonValue({ maxDepth: 2 }),
      constantFrom("[", "[concat(", "${", "/subscriptions/"),
    );
    assert(
      property(constantFrom(...paths), value, (path, other) => {
        const damaged: Mutable = JSON.parse(text);
        const last = path.at(-1) ?? "";
        path.slice(0, -1).reduce((node: Mutable, name) => node[name], damaged)[last] = other;
        expect(outcomeOf(JSON.stringify(damaged))).toMatch(
          /^(?:findings|INVALID_EVIDENCE|TARGET_\w+)$/,
        );
      }),
      { numRuns: 100 },
    );
  });
});

function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => {
    const own = [...path, name];
    return [[own], pathsOf(one, own)].flat();
  });
}
