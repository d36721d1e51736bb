import { ids, resource } from "../contoso.test.fixture.ts";
import { named, securityGroup, subnet, zone, type Mutation } from "./mutation.test.fixture.ts";

/** What goes wrong on the way: families N and D. */
export const mutationsOfNetwork: readonly Mutation[] = [
  [
    "network that is not ready",
    ["N01 fail"],
    (s) => (named(s, "vnet-oyd").properties.provisioningState = "Failed"),
  ],
  [
    "subnets that overlap",
    ["N02 fail"],
    (s) => (named(s, "vnet-oyd").properties.subnets[2].properties.addressPrefix = "10.0.0.0/26"),
  ],
  [
    "web subnet that is not delegated",
    ["N04 fail"],
    (s) => (named(s, "vnet-oyd").properties.subnets[2].properties.delegations = []),
  ],
  [
    "endpoint that was rejected on its own side",
    ["N05 fail"],
    (s) =>
      (named(
        s,
        "pe-aoai",
      ).properties.privateLinkServiceConnections[0].properties.privateLinkServiceConnectionState.status =
        "Rejected"),
  ],
  ["zone that is missing", ["D01 fail"], (s) => s.privateDns.splice(0, 1)],
  [
    "record with another address",
    ["D02 fail", "D07 fail"],
    (s) => (zone(s, 0).recordSets[0].properties.aRecords[0].ipv4Address = "10.0.0.99"),
  ],
  ["zone that is linked elsewhere", ["D03 fail"], (s) => (zone(s, 0).virtualNetworkLinks = [])],
  ["search that resolves publicly", ["D04 fail"], (s) => (zone(s, 1).recordSets = [])],
  ["blobs that resolve publicly", ["D05 fail"], (s) => (zone(s, 2).virtualNetworkLinks = [])],
  [
    "servers of one's own for DNS",
    ["D09 review"],
    (s) => (named(s, "vnet-oyd").properties.dhcpOptions.dnsServers = ["10.0.0.4"]),
  ],
  [
    "zone that hides the public one",
    ["D10 fail"],
    (s) =>
      s.privateDns.push({
        zone: {
          id: `${ids.group}/providers/Microsoft.Network/privateDnsZones/openai.azure.com`,
          name: "openai.azure.com",
          type: "Microsoft.Network/privateDnsZones",
        },
      }),
  ],
  [
    "subnet of endpoints that is delegated",
    ["N03 fail"],
    (s) =>
      (subnet(s, "snet-pe").properties.delegations = [
        { properties: { serviceName: "Microsoft.Sql/managedInstances" } },
      ]),
  ],
  [
    "subnet of endpoints that is full",
    ["N03 fail"],
    (s) => (subnet(s, "snet-pe").properties.addressPrefix = "10.0.0.0/29"),
  ],
  [
    "subnet of the web app that is small",
    ["N04 fail"],
    (s) => (subnet(s, "snet-web").properties.addressPrefix = "10.0.1.0/29"),
  ],
  [
    "subnet of the web app with IPv6",
    ["N04 fail"],
    (s) => {
      const { properties } = subnet(s, "snet-web");
      properties.addressPrefixes = [properties.addressPrefix, "fd00::/64"];
      delete properties.addressPrefix;
    },
  ],
  [
    "subnet of the web app that another plan shares",
    ["N04 fail"],
    (s) =>
      s.resources.push({
        ...structuredClone(resource(s, ids.site)),
        id: `${ids.site}-2`,
        name: "contoso-chat-2",
        properties: {
          ...resource(s, ids.site).properties,
          serverFarmId: `${ids.group}/providers/Microsoft.Web/serverfarms/other`,
        },
      }) && (s.targets.webApp = ids.site),
  ],
  [
    "address outside of its subnet",
    ["N07 fail"],
    (s) => {
      named(s, "pe-aoai").properties.customDnsConfigs = [
        { fqdn: "contoso-aoai.openai.azure.com", ipAddresses: ["10.9.0.5"] },
      ];
      zone(s, 0).recordSets[0].properties.aRecords[0].ipv4Address = "10.9.0.5";
    },
  ],
  [
    "web app in a network that is not peered",
    ["N08 fail", "D03 fail", "D04 fail", "D05 fail"],
    (s) =>
      (resource(s, ids.site).properties.virtualNetworkSubnetId =
        `${ids.group}/providers/Microsoft.Network/virtualNetworks/other/subnets/web`),
  ],
  [
    "security group in the way of the app",
    ["N10 fail"],
    (s) => securityGroup(s, { access: "Deny", destinationPortRange: "400-500" }),
  ],
  [
    "security group in the way of some",
    ["N10 review"],
    (s) =>
      securityGroup(s, {
        access: "Deny",
        destinationPortRange: "*",
        destinationAddressPrefix: "10.0.0.0/27",
      }),
  ],
  [
    "route to nowhere",
    ["N10 fail"],
    (s) => {
      const id = `${ids.group}/providers/Microsoft.Network/routeTables/rt`;
      subnet(s, "snet-web").properties.routeTable = { id };
      s.resources.push({
        id,
        name: "rt",
        type: "Microsoft.Network/routeTables",
        properties: { routes: [{ name: "all", properties: { nextHopType: "None" } }] },
      });
    },
  ],
  [
    "zone that exists twice",
    ["D06 fail"],
    (s) => {
      const copy = structuredClone(zone(s, 0));
      copy.zone.id = copy.zone.id.replace("/rg-oyd/", "/rg-other/");
      copy.virtualNetworkLinks = [];
      copy.recordSets = [];
      s.privateDns.push(copy);
    },
  ],
  [
    "endpoints that share a record",
    ["D06 fail"],
    (s) => {
      const second = structuredClone(named(s, "pe-aoai"));
      second.id += "-2";
      second.name += "-2";
      s.resources.push(second);
      const { privateEndpointConnections } = resource(s, ids.openai).properties;
      const connection = structuredClone(privateEndpointConnections[0]);
      connection.properties.privateEndpoint.id = second.id;
      privateEndpointConnections.push(connection);
    },
  ],
  [
    "zone of the account's older name only",
    ["D01 fail", "D10 fail"],
    (s) => {
      zone(s, 0).zone.name = "privatelink.cognitiveservices.azure.com";
    },
  ],
  [
    "name that leads to the public address",
    ["D11 fail"],
    (s) => (s.probes = [{ host: "contoso-aoai.openai.azure.com", addresses: ["20.1.2.3"] }]),
  ],
  [
    "name that leads nowhere",
    ["D11 fail"],
    (s) => (s.probes = [{ host: "contoso-search.search.windows.net", addresses: [] }]),
  ],
  [
    "endpoint that does not answer",
    ["D11 fail"],
    (s) =>
      (s.probes = [
        { host: "contosooyd.blob.core.windows.net", addresses: ["10.0.0.7"], opens: false },
      ]),
  ],
  ["zone without records", ["D02 fail"], (s) => (zone(s, 0).recordSets = [])],
  [
    "second endpoint of another kind",
    ["N06 fail"],
    (s) => {
      const endpoint = structuredClone(named(s, "pe-search"));
      endpoint.id += "-2";
      endpoint.name += "-2";
      endpoint.properties.privateLinkServiceConnections[0].properties.groupIds = ["dfs"];
      s.resources.push(endpoint);
    },
  ],
];
