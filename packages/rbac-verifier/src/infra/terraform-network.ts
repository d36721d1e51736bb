import type { InfraPlan } from "./infra-options.ts";
import {
  endpointKinds,
  issuerOf,
  symbolOfZone,
  vpnAddresses,
  vpnAudience,
} from "./network-model.ts";
import { block, expression, placed, resource, type TerraformBlock } from "./terraform-block.ts";

const group = expression("azurerm_resource_group.group.name");
const vnetName = expression("azurerm_virtual_network.vnet.name");

const addresses = {
  openai: "azurerm_cognitive_account.openai",
  search: "azurerm_search_service.search",
  storage: "azurerm_storage_account.storage",
} as const;

/** The network as blocks of Terraform: subnets, private endpoints, zones, and the gateway if there is one. */
export function terraformNetwork(plan: InfraPlan): readonly TerraformBlock[] {
  return [
    resource("azurerm_virtual_network", "vnet", {
      ...placed(plan.names.vnet),
      address_space: [plan.addressSpace],
    }),
    ...subnets(plan),
    ...endpointKinds.flatMap((kind) => endpoint(plan, kind)),
    ...(plan.gateway ? gateway(plan) : []),
  ];
}

function subnets({ subnets: ranges }: InfraPlan): readonly TerraformBlock[] {
  const subnet = (label: string, name: keyof typeof ranges, more = {}): TerraformBlock =>
    resource("azurerm_subnet", label, {
      name,
      resource_group_name: group,
      virtual_network_name: vnetName,
      address_prefixes: [ranges[name]],
      ...more,
    });
  return [
    subnet("endpoints", "endpoints", { private_endpoint_network_policies: "Disabled" }),
    subnet("web", "web", {
      delegation: block({
        name: "web",
        service_delegation: block({
          name: "Microsoft.Web/serverFarms",
          actions: ["Microsoft.Network/virtualNetworks/subnets/action"],
        }),
      }),
    }),
    subnet("gateway", "GatewaySubnet"),
  ];
}

function endpoint(
  plan: InfraPlan,
  { target, group: kind, zones: zonesOf }: (typeof endpointKinds)[number],
): readonly TerraformBlock[] {
  const zones = zonesOf(plan);
  const name = `${plan.names[target]}-endpoint`;
  return [
    ...zones.flatMap((zone) => [
      resource("azurerm_private_dns_zone", symbolOfZone(zone), {
        name: zone,
        resource_group_name: group,
      }),
      resource("azurerm_private_dns_zone_virtual_network_link", symbolOfZone(zone), {
        name: plan.names.vnet,
        resource_group_name: group,
        private_dns_zone_name: expression(`azurerm_private_dns_zone.${symbolOfZone(zone)}.name`),
        virtual_network_id: expression("azurerm_virtual_network.vnet.id"),
      }),
    ]),
    resource("azurerm_private_endpoint", target, {
      ...placed(name),
      subnet_id: expression("azurerm_subnet.endpoints.id"),
      private_service_connection: block({
        name,
        private_connection_resource_id: expression(`${addresses[target]}.id`),
        subresource_names: [kind],
        is_manual_connection: false,
      }),
      private_dns_zone_group: block({
        name: "default",
        private_dns_zone_ids: zones.map((zone) =>
          expression(`azurerm_private_dns_zone.${symbolOfZone(zone)}.id`),
        ),
      }),
    }),
  ];
}

function gateway(plan: InfraPlan): readonly TerraformBlock[] {
  const { names, cloud } = plan;
  const tenant = "${data.azurerm_client_config.current.tenant_id}";
  return [
    resource("azurerm_public_ip", "gateway", {
      ...placed(`${names.gateway}-address`),
      allocation_method: "Static",
      sku: "Standard",
      zones: ["1", "2", "3"],
    }),
    resource("azurerm_virtual_network_gateway", "gateway", {
      ...placed(names.gateway),
      type: "Vpn",
      vpn_type: "RouteBased",
      sku: "VpnGw1AZ",
      ip_configuration: block({
        name: "default",
        subnet_id: expression("azurerm_subnet.gateway.id"),
        public_ip_address_id: expression("azurerm_public_ip.gateway.id"),
      }),
      vpn_client_configuration: block({
        address_space: [vpnAddresses],
        vpn_client_protocols: ["OpenVPN"],
        vpn_auth_types: ["AAD"],
        aad_tenant: expression(`"${cloud.authorityHost}/${tenant}"`),
        aad_audience: vpnAudience,
        aad_issuer: expression(`"${issuerOf(plan).join(tenant)}"`),
      }),
    }),
  ];
}
