import { plannedSubscription } from "./planned-resource.ts";
import { textAt } from "./read-path.ts";
import type { TerraformRow } from "./terraform-plan.ts";

/** What Resource Manager calls the types of Terraform, and where children say what they belong to. */
const armTypes: ReadonlyMap<string, readonly [type: string, parent?: string]> = new Map<
  string,
  readonly [type: string, parent?: string]
>([
  ["azurerm_cognitive_account", ["Microsoft.CognitiveServices/accounts"]],
  ["azurerm_ai_services", ["Microsoft.CognitiveServices/accounts"]],
  ["azurerm_cognitive_deployment", ["deployments", "cognitive_account_id"]],
  ["azurerm_search_service", ["Microsoft.Search/searchServices"]],
  [
    "azurerm_search_shared_private_link_service",
    ["sharedPrivateLinkResources", "search_service_id"],
  ],
  ["azurerm_storage_account", ["Microsoft.Storage/storageAccounts"]],
  ["azurerm_storage_container", ["blobServices/default/containers", "storage_account_id"]],
  ["azurerm_user_assigned_identity", ["Microsoft.ManagedIdentity/userAssignedIdentities"]],
  ["azurerm_virtual_network", ["Microsoft.Network/virtualNetworks"]],
  ["azurerm_subnet", ["Microsoft.Network/virtualNetworks", "virtual_network_name"]],
  ["azurerm_network_security_group", ["Microsoft.Network/networkSecurityGroups"]],
  ["azurerm_private_endpoint", ["Microsoft.Network/privateEndpoints"]],
  ["azurerm_private_dns_zone", ["Microsoft.Network/privateDnsZones"]],
  [
    "azurerm_private_dns_zone_virtual_network_link",
    ["Microsoft.Network/privateDnsZones", "private_dns_zone_name"],
  ],
  ["azurerm_private_dns_a_record", ["Microsoft.Network/privateDnsZones", "zone_name"]],
  ["azurerm_virtual_network_gateway", ["Microsoft.Network/virtualNetworkGateways"]],
  ["azurerm_service_plan", ["Microsoft.Web/serverfarms"]],
  ["azurerm_linux_web_app", ["Microsoft.Web/sites"]],
  ["azurerm_windows_web_app", ["Microsoft.Web/sites"]],
]);

/** The last part of the ids of children that name their parent. */
const childTypes: Readonly<Record<string, string>> = {
  azurerm_subnet: "subnets",
  azurerm_private_dns_zone_virtual_network_link: "virtualNetworkLinks",
  azurerm_private_dns_a_record: "A",
};

/** The type of Resource Manager that a type of Terraform makes. */
export function armTypeOf(type: string): string | undefined {
  return armTypes.get(type)?.[0];
}

/** The id of a resource; while it does not exist, one is made up of what is known. */
export function terraformId({ type, values, address }: TerraformRow): string {
  const known = textAt(values, "id");
  if (known?.startsWith("/") === true) return known;
  const group = textAt(values, "resource_group_name") ?? "unknown";
  const name = textAt(values, "name") ?? nameOfAddress(address);
  const base = `/subscriptions/${plannedSubscription}/resourceGroups/${group}`;
  if (type === "azurerm_role_assignment") {
    const scope = textAt(values, "scope") ?? base;
    return `${scope}/providers/Microsoft.Authorization/roleAssignments/${nameOfAddress(address)}`;
  }
  if (type === "azurerm_resource_group") {
    return `/subscriptions/${plannedSubscription}/resourceGroups/${name}`;
  }
  const [armType = "Microsoft.Unknown/resources", parent] = armTypes.get(type) ?? [];
  const child = childTypes[type];
  if (parent === undefined) return `${base}/providers/${armType}/${name}`;
  if (child === undefined) return `${textAt(values, parent) ?? base}/${armType}/${name}`;
  return `${base}/providers/${armType}/${textAt(values, parent) ?? "unknown"}/${child}/${name}`;
}

/** An address as the name of a resource: without the quotes around keys. */
export function nameOfAddress(address: string): string {
  return address.replaceAll(/[^\w.[\]-]/g, "");
}
