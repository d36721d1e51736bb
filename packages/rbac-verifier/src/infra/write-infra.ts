import { appResources } from "./app-model.ts";
import { formatEntraScript } from "./entra-script.ts";
import { formatArmTemplate } from "./format-arm-template.ts";
import { formatBicep } from "./format-bicep.ts";
import { formatTerraform } from "./format-terraform.ts";
import { type InfraOptions, planInfra } from "./infra-options.ts";
import { networkResources } from "./network-model.ts";
import { roleResources } from "./role-model.ts";
import { serviceResources } from "./service-model.ts";
import { terraformSetUp } from "./terraform-set-up.ts";

/** A file of a set-up that is to be made. */
export interface InfraFile {
  readonly name: string;
  readonly text: string;
}

/**
 * A complete set-up as code, three times the same: Bicep, a template of Resource Manager, and Terraform. Private
 * endpoints, zones, identities, roles and the app's network, without a key anywhere in the profile `entrim`.
 *
 * @throws TypeError for an option that is none or cannot be.
 */
export function writeInfra(options: InfraOptions): readonly InfraFile[] {
  const plan = planInfra(options);
  const resources = [
    ...networkResources(plan),
    ...serviceResources(plan),
    ...appResources(plan),
    ...roleResources(plan),
  ];
  return [
    { name: "main.bicep", text: formatBicep(resources, plan) },
    { name: "azuredeploy.json", text: formatArmTemplate(resources, plan) },
    { name: "main.tf", text: formatTerraform(terraformSetUp(plan)) },
    ...(plan.profile === "entrim" ? [{ name: "entra.sh", text: formatEntraScript(plan) }] : []),
  ];
}
