import { RbacVerifierError } from "../rbac-verifier-error.ts";
import type { EvidenceCollector } from "./collect-evidence.ts";
import { withPlannedIdentity } from "./planned-resource.ts";
import { textAt, valueAt, type Json } from "./read-path.ts";
import { convertTerraform } from "./terraform-converters.ts";
import { addTerraformEntra } from "./terraform-entra.ts";
import { rowsOfConfiguration } from "./terraform-configuration.ts";
import { rowsOfPlan, type TerraformRow } from "./terraform-plan.ts";
import { resolveReferences } from "./terraform-references.ts";

/** Whether JSON is of Terraform: what `terraform show -json` prints, or a configuration in `.tf.json`. */
export function isTerraform(json: Json): boolean {
  return (
    textAt(json, "terraform_version") !== undefined ||
    textAt(json, "format_version") !== undefined ||
    isConfiguration(json)
  );
}

/** Resources by type and name, and nothing that other forms have. */
function isConfiguration(json: Json): boolean {
  const resources = valueAt(json, "resource");
  return (
    typeof resources === "object" &&
    resources !== null &&
    Object.keys(resources).every((type) => /^[a-z\d]+_[a-z\d_]+$/.test(type))
  );
}

/**
 * Puts what a plan, a state or a configuration of Terraform holds of the set-up into evidence, modules included.
 * References between resources are followed; what is known only after an apply is not there, so that it is
 * unknown. The identities of resources that do not exist yet get stand-ins.
 *
 * @throws RbacVerifierError `INVALID_EVIDENCE` for a state file as it is stored, and for a form that is newer.
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
export function readTerraform(name: string, json: Json, collector: EvidenceCollector): void {
  const rows = resolveReferences(rowsOf(name, json));
  for (const row of rows) {
    if (row.type === "azurerm_role_assignment" && !isSettled(row)) {
      collector.addOpenAssignment(
        `for whom or on what ${row.address} is, is known only after an apply`,
      );
      continue;
    }
    for (const resource of convertTerraform(row, rows)) {
      collector.add(withPlannedIdentity(resource));
    }
  }
  addTerraformEntra(rows, collector);
}

function rowsOf(name: string, json: Json): readonly TerraformRow[] {
  if (isConfiguration(json)) return rowsOfConfiguration(json);
  const version = textAt(json, "format_version") ?? "1.0";
  const isShown = ["planned_values", "values"].some((one) => valueAt(json, one) !== undefined);
  if (isShown && /^[01]\./.test(version)) return rowsOfPlan(json);
  throw new RbacVerifierError(
    "INVALID_EVIDENCE",
    `rbac-verifier: ${name} is of Terraform, but not what terraform show -json prints of a plan or a state; write that`,
  );
}

function isSettled({ values }: TerraformRow): boolean {
  return ["principal_id", "scope"].every((name) => textAt(values, name) !== undefined);
}
