import { builtInRoles } from "../access/built-in-roles.ts";
import { textAt, valueAt } from "./read-path.ts";
import { nameOfAddress } from "./terraform-id.ts";
import type { TerraformRow } from "./terraform-plan.ts";
import { networkConverters } from "./terraform-network.ts";
import { serviceConverters } from "./terraform-services.ts";
import { webConverters } from "./terraform-web.ts";
import { type Converter, type ConvertedResource, envelopeOf, known } from "./terraform-values.ts";

const converters: ReadonlyMap<string, Converter> = new Map<string, Converter>([
  ...serviceConverters,
  ...networkConverters,
  ...webConverters,
  ["azurerm_role_assignment", roleAssignment],
]);

/** The resources of Resource Manager that a resource of Terraform stands for; none for other types. */
export function convertTerraform(
  row: TerraformRow,
  rows: readonly TerraformRow[],
): readonly ConvertedResource[] {
  return converters.get(row.type)?.(row, rows) ?? [];
}

function roleAssignment(row: TerraformRow): readonly ConvertedResource[] {
  const { values, address } = row;
  const name = textAt(values, "role_definition_name")?.toLowerCase();
  const byName = builtInRoles.find((role) => role.name.toLowerCase() === name)?.id;
  return [
    {
      ...envelopeOf(row),
      type: "Microsoft.Authorization/roleAssignments",
      name: nameOfAddress(address),
      properties: known({
        principalId: valueAt(values, "principal_id"),
        principalType: valueAt(values, "principal_type"),
        // a role that is not known here is unknown, and not none
        roleDefinitionId:
          valueAt(values, "role_definition_id") ?? byName ?? `unknown role ${name ?? address}`,
        scope: valueAt(values, "scope"),
        condition: valueAt(values, "condition"),
      }),
    },
  ];
}
