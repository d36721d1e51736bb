import { listAt, textAt, textsAt, valueAt, type Json } from "./read-path.ts";
import { terraformId } from "./terraform-id.ts";
import type { TerraformRow } from "./terraform-plan.ts";
import {
  blockAt,
  type Converter,
  type ConvertedResource,
  envelopeOf,
  isNamedBy,
  known,
} from "./terraform-values.ts";

/** Converters of networks, private endpoints, DNS and gateways. */
export const networkConverters: readonly (readonly [string, Converter])[] = [
  ["azurerm_virtual_network", virtualNetwork],
  ["azurerm_subnet", subnet],
  ["azurerm_network_security_group", securityGroup],
  ["azurerm_private_endpoint", privateEndpoint],
  ["azurerm_private_dns_zone", dnsZone],
  ["azurerm_private_dns_zone_virtual_network_link", zoneLink],
  ["azurerm_private_dns_a_record", aRecord],
  ["azurerm_virtual_network_gateway", gateway],
];

function virtualNetwork(row: TerraformRow): readonly ConvertedResource[] {
  const { values } = row;
  const inside = listAt(values, "subnet").map((one) => ({
    name: valueAt(one, "name"),
    properties: known({ addressPrefixes: valueAt(one, "address_prefixes") }),
  }));
  return [
    {
      ...envelopeOf(row),
      properties: known({
        addressSpace: { addressPrefixes: textsAt(values, "address_space") },
        dhcpOptions: { dnsServers: textsAt(values, "dns_servers") },
        subnets: inside.length === 0 ? undefined : inside,
      }),
    },
  ];
}

function subnet(row: TerraformRow, rows: readonly TerraformRow[]): readonly ConvertedResource[] {
  const { values } = row;
  const id = terraformId(row);
  const group = rows.find(
    (one) =>
      one.type === "azurerm_subnet_network_security_group_association" &&
      isNamedBy(one.values, "subnet_id", id),
  );
  const groupId = textAt(group?.values, "network_security_group_id");
  return [
    {
      ...envelopeOf(row),
      type: "Microsoft.Network/virtualNetworks/subnets",
      properties: known({
        addressPrefixes: valueAt(values, "address_prefixes"),
        privateEndpointNetworkPolicies: valueAt(values, "private_endpoint_network_policies"),
        delegations: listAt(values, "delegation").map((one) => ({
          name: valueAt(one, "name"),
          properties: { serviceName: valueAt(blockAt(one, "service_delegation"), "name") },
        })),
        networkSecurityGroup: groupId === undefined ? undefined : { id: groupId },
      }),
    },
  ];
}

function securityGroup(row: TerraformRow): readonly ConvertedResource[] {
  return [
    {
      ...envelopeOf(row),
      properties: {
        securityRules: listAt(row.values, "security_rule").map((rule) => ({
          name: valueAt(rule, "name"),
          properties: known({
            access: valueAt(rule, "access"),
            direction: valueAt(rule, "direction"),
            priority: valueAt(rule, "priority"),
            protocol: valueAt(rule, "protocol"),
            sourceAddressPrefix: valueAt(rule, "source_address_prefix"),
            sourceAddressPrefixes: valueAt(rule, "source_address_prefixes"),
            destinationAddressPrefix: valueAt(rule, "destination_address_prefix"),
            destinationAddressPrefixes: valueAt(rule, "destination_address_prefixes"),
            destinationPortRange: valueAt(rule, "destination_port_range"),
            destinationPortRanges: valueAt(rule, "destination_port_ranges"),
          }),
        })),
      },
    },
  ];
}

function privateEndpoint(row: TerraformRow): readonly ConvertedResource[] {
  const { values } = row;
  const connection = blockAt(values, "private_service_connection");
  const link = {
    name: valueAt(connection, "name"),
    properties: known({
      privateLinkServiceId: valueAt(connection, "private_connection_resource_id"),
      groupIds: valueAt(connection, "subresource_names"),
    }),
  };
  const address = textAt(connection, "private_ip_address");
  const manual = valueAt(connection, "is_manual_connection") === true;
  const group = blockAt(values, "private_dns_zone_group");
  const id = terraformId(row);
  return [
    {
      ...envelopeOf(row),
      properties: known({
        subnet: { id: valueAt(values, "subnet_id") },
        [manual ? "manualPrivateLinkServiceConnections" : "privateLinkServiceConnections"]: [link],
        customDnsConfigs: address === undefined ? undefined : [{ ipAddresses: [address] }],
      }),
    },
    ...(group === undefined ? [] : [zoneGroup(id, group)]),
  ];
}

function zoneGroup(endpointId: string, group: Json): ConvertedResource {
  const name = textAt(group, "name") ?? "default";
  return {
    id: `${endpointId}/privateDnsZoneGroups/${name}`,
    type: "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    name,
    properties: {
      privateDnsZoneConfigs: textsAt(group, "private_dns_zone_ids").map((privateDnsZoneId) => ({
        properties: { privateDnsZoneId },
      })),
    },
  };
}

function dnsZone(row: TerraformRow): readonly ConvertedResource[] {
  return [{ ...envelopeOf(row), properties: {} }];
}

function zoneLink(row: TerraformRow): readonly ConvertedResource[] {
  const { values } = row;
  return [
    {
      ...envelopeOf(row),
      type: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
      properties: known({
        virtualNetwork: { id: valueAt(values, "virtual_network_id") },
        registrationEnabled: valueAt(values, "registration_enabled"),
      }),
    },
  ];
}

function aRecord(row: TerraformRow): readonly ConvertedResource[] {
  return [
    {
      ...envelopeOf(row),
      type: "Microsoft.Network/privateDnsZones/A",
      properties: {
        aRecords: textsAt(row.values, "records").map((ipv4Address) => ({ ipv4Address })),
      },
    },
  ];
}

function gateway(row: TerraformRow): readonly ConvertedResource[] {
  const { values } = row;
  const client = blockAt(values, "vpn_client_configuration");
  return [
    {
      ...envelopeOf(row),
      properties: known({
        gatewayType: valueAt(values, "type"),
        vpnType: valueAt(values, "vpn_type"),
        ipConfigurations: listAt(values, "ip_configuration").map((one) => ({
          name: valueAt(one, "name"),
          properties: { subnet: { id: valueAt(one, "subnet_id") } },
        })),
        vpnClientConfiguration:
          client === undefined
            ? undefined
            : known({
                vpnClientProtocols: valueAt(client, "vpn_client_protocols"),
                vpnAuthenticationTypes: valueAt(client, "vpn_auth_types"),
                aadTenant: valueAt(client, "aad_tenant"),
                aadAudience: valueAt(client, "aad_audience"),
                aadIssuer: valueAt(client, "aad_issuer"),
              }),
      }),
    },
  ];
}
