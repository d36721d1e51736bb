import type { InfraPlan } from "./infra-options.ts";
import { Reference, type ResourceModel, TenantText, type Value } from "./resource-model.ts";

const network = "2025-05-01";
const zones = "2024-06-01";

/** The services that get a private endpoint: how they are named, of which kind the endpoint is. */
export const endpointKinds: readonly {
  readonly target: "openai" | "search" | "storage";
  readonly group: string;
  readonly zones: (plan: InfraPlan) => readonly string[];
}[] = [
  { target: "openai", group: "account", zones: ({ cloud }) => cloud.openai.privateDnsZones },
  {
    target: "search",
    group: "searchService",
    zones: ({ cloud }) => cloud.search.privateDnsZones.slice(0, 1),
  },
  {
    target: "storage",
    group: "blob",
    zones: ({ cloud }) => cloud.blob.privateDnsZones.slice(0, 1),
  },
];

/** Addresses of people who come in by VPN; outside of the network's. */
export const vpnAddresses = "172.16.201.0/24";

/** The application of Microsoft's VPN client. */
export const vpnAudience = "c632b3df-fb67-4d84-bdcf-b95ad541b5c8";

/** How a zone is named in templates, as `zonePrivatelinkOpenaiAzureCom`. */
export function symbolOfZone(zone: string): string {
  const words = zone.split(".").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `zone${words.join("")}`;
}

/** The network with its subnets, private endpoints and zones, and the gateway if there is one. */
export function networkResources(plan: InfraPlan): readonly ResourceModel[] {
  return [
    virtualNetwork(plan),
    ...endpointKinds.flatMap((kind) => endpointResources(plan, kind)),
    ...(plan.gateway ? gatewayResources(plan) : []),
  ];
}

function virtualNetwork({ names, addressSpace, subnets }: InfraPlan): ResourceModel {
  const subnet = (name: keyof typeof subnets, more: { [name: string]: Value }): Value => ({
    name,
    properties: { addressPrefix: subnets[name], ...more },
  });
  return {
    symbol: "vnet",
    type: "Microsoft.Network/virtualNetworks",
    apiVersion: network,
    name: names.vnet,
    location: "region",
    body: {
      properties: {
        addressSpace: { addressPrefixes: [addressSpace] },
        subnets: [
          subnet("endpoints", { privateEndpointNetworkPolicies: "Disabled" }),
          subnet("web", {
            delegations: [
              { name: "web", properties: { serviceName: "Microsoft.Web/serverFarms" } },
            ],
          }),
          subnet("GatewaySubnet", {}),
        ],
      },
    },
  };
}

function endpointResources(
  plan: InfraPlan,
  { target, group, zones: zonesOf }: (typeof endpointKinds)[number],
): readonly ResourceModel[] {
  const symbol = `${target}Endpoint`;
  const name = `${plan.names[target]}-endpoint`;
  const names = zonesOf(plan);
  return [
    ...names.flatMap((zone): readonly ResourceModel[] => [
      {
        symbol: symbolOfZone(zone),
        type: "Microsoft.Network/privateDnsZones",
        apiVersion: zones,
        name: zone,
        location: "global",
        body: {},
      },
      {
        symbol: `${symbolOfZone(zone)}Link`,
        type: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        apiVersion: zones,
        name: plan.names.vnet,
        parent: symbolOfZone(zone),
        location: "global",
        body: {
          properties: {
            registrationEnabled: false,
            virtualNetwork: { id: new Reference("vnet", "id") },
          },
        },
      },
    ]),
    {
      symbol,
      type: "Microsoft.Network/privateEndpoints",
      apiVersion: network,
      name,
      location: "region",
      body: {
        properties: {
          subnet: { id: new Reference("vnet", "id", "/subnets/endpoints") },
          privateLinkServiceConnections: [
            {
              name,
              properties: {
                privateLinkServiceId: new Reference(target, "id"),
                groupIds: [group],
              },
            },
          ],
        },
      },
    },
    {
      symbol: `${symbol}Zones`,
      type: "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
      apiVersion: network,
      name: "default",
      parent: symbol,
      body: {
        properties: {
          privateDnsZoneConfigs: names.map((zone, index) => ({
            name: `zone${index + 1}`,
            properties: { privateDnsZoneId: new Reference(symbolOfZone(zone), "id") },
          })),
        },
      },
    },
  ];
}

function gatewayResources(plan: InfraPlan): readonly ResourceModel[] {
  const { names, cloud } = plan;
  return [
    {
      symbol: "gatewayAddress",
      type: "Microsoft.Network/publicIPAddresses",
      apiVersion: network,
      name: `${names.gateway}-address`,
      location: "region",
      body: {
        sku: { name: "Standard" },
        zones: ["1", "2", "3"],
        properties: { publicIPAllocationMethod: "Static" },
      },
    },
    {
      symbol: "gateway",
      type: "Microsoft.Network/virtualNetworkGateways",
      apiVersion: network,
      name: names.gateway,
      location: "region",
      body: {
        properties: {
          gatewayType: "Vpn",
          vpnType: "RouteBased",
          sku: { name: "VpnGw1AZ", tier: "VpnGw1AZ" },
          ipConfigurations: [
            {
              name: "default",
              properties: {
                subnet: { id: new Reference("vnet", "id", "/subnets/GatewaySubnet") },
                publicIPAddress: { id: new Reference("gatewayAddress", "id") },
              },
            },
          ],
          vpnClientConfiguration: {
            vpnClientAddressPool: { addressPrefixes: [vpnAddresses] },
            vpnClientProtocols: ["OpenVPN"],
            vpnAuthenticationTypes: ["AAD"],
            aadTenant: new TenantText(`${cloud.authorityHost}/`),
            aadAudience: vpnAudience,
            aadIssuer: new TenantText(...issuerOf(plan)),
          },
        },
      },
    },
  ];
}

/** What stands before and after the tenant in the issuer that a gateway trusts. */
export function issuerOf({ cloud }: InfraPlan): [before: string, after: string] {
  const [before = "", after = ""] = cloud.issuers["1.0"].split("{tenantid}");
  return [before, after];
}
