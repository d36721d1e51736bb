import { isSameId, parentOf } from "../evidence/resource-id.ts";
import { listAt, textAt, textsAt } from "../evidence/read-path.ts";
import type { Severity } from "../finding.ts";
import {
  checkLink,
  checkRecord,
  checkWhole,
  labelOf,
  missingZone,
  ofService,
  zonesOf,
} from "./dns-zone.ts";
import { about, fails, isUnknown, needsReview, passes } from "./outcome.ts";
import { addressesOf, endpointsOf, groupsOf, isReachable, networkOf } from "./private-endpoint.ts";
import { checkProbes } from "./probed-host.ts";
import type { Outcome, Rule } from "./rule.ts";
import type { Scene } from "./scene.ts";

/** Family D: private DNS. It applies when the set-up has a virtual network. */
export const dnsRules: readonly Rule[] = [
  {
    id: "D01",
    slug: "aoai-zone",
    title: "There is a private DNS zone for Azure OpenAI.",
    why: "Its name resolves to a public address otherwise, which refuses.",
    severity: "error",
    blocks: ["webapp.chat", "app.generate"],
    check: ofService("openai", (service, scene, zones) =>
      zones.length > 0
        ? passes(service, `the zone ${zones[0]?.zone.name ?? ""} exists`)
        : missingZone(service, "openai", scene),
    ),
  },
  {
    id: "D02",
    slug: "aoai-record",
    title: "The name of Azure OpenAI has the address of its private endpoint.",
    why: "The name leads nowhere, or to the public address, otherwise.",
    severity: "error",
    blocks: ["webapp.chat", "app.generate"],
    check: ofService("openai", (service, scene, zones) =>
      zones.length === 0 ? [] : checkRecord(service, "openai", scene, zones),
    ),
  },
  {
    id: "D03",
    slug: "zone-linked",
    title: "The zone of Azure OpenAI is linked to the network that asks.",
    why: "A zone answers only the networks that it is linked to.",
    severity: "error",
    blocks: ["webapp.chat", "app.generate"],
    check: ofService("openai", (service, scene, zones) =>
      zones.length === 0 ? [] : checkLink(service, scene, zones),
    ),
  },
  {
    id: "D04",
    slug: "search-zone-record-link",
    title: "The name of the search service resolves privately.",
    why: "The app, and people by VPN, reach it by that name.",
    severity: ({ profile }): Severity => (profile === "entrim" ? "error" : "warning"),
    blocks: ["app.retrieve", "client.vpn"],
    check: ofService("search", checkWhole("search")),
  },
  {
    id: "D05",
    slug: "blob-zone-record-link",
    title: "The name of the storage account resolves privately.",
    why: "Uploads go to that name.",
    severity: "warning",
    blocks: ["studio.upload", "client.vpn"],
    check: ofService("blob", checkWhole("blob")),
  },
  {
    id: "D06",
    slug: "record-collision",
    title: "No zone exists twice, and no two private endpoints share a record.",
    why: "Only one of two zones is linked; and the record of one endpoint overwrites the other's.",
    severity: "warning",
    blocks: [],
    check: (scene) => [...zonesTwice(scene), ...endpointsTwice(scene)],
  },
  {
    id: "D07",
    slug: "stale-record",
    title: "No record of the set-up points to an address that no private endpoint has.",
    why: "Whoever follows it connects to nowhere, or to a stranger.",
    severity: "error",
    blocks: ["webapp.chat", "app.generate"],
    check: checkStaleRecords,
  },
  {
    id: "D08",
    slug: "zone-group",
    title: "Private endpoints keep their records themselves.",
    why: "A record that people keep is wrong after the endpoint is made anew.",
    severity: "info",
    blocks: [],
    stages: ["hardening"],
    aka: ["c4bc6f10-cb41-49eb-b000-d5ab82e2a091"],
    check: (scene) =>
      scene
        .ofType("Microsoft.Network/privateEndpoints")
        .map((endpoint) =>
          scene
            .ofType("Microsoft.Network/privateEndpoints/privateDnsZoneGroups")
            .some(({ id }) => isSameId(parentOf(id), endpoint.id))
            ? passes(endpoint, `${endpoint.name} has a zone group`)
            : scene.evidence.complete.has("privateDnsZoneGroups")
              ? fails(endpoint, `${endpoint.name} has no zone group`)
              : isUnknown(endpoint, `no zone group of ${endpoint.name} was read`),
        ),
  },
  {
    id: "D09",
    slug: "custom-dns",
    title: "The network asks Azure's own DNS.",
    why: "A server of one's own must forward to 168.63.129.16, or private zones are not seen.",
    severity: "warning",
    blocks: ["webapp.chat", "app.generate"],
    check: about("vnet", (network) => {
      const servers = textsAt(network, "properties.dhcpOptions.dnsServers").filter(
        (server) => server !== "168.63.129.16",
      );
      return servers.length === 0
        ? passes(network, `${network.name} asks Azure's own DNS`)
        : needsReview(
            network,
            `${network.name} asks ${servers.join(", ")}; do they forward to 168.63.129.16?`,
          );
    }),
  },
  {
    id: "D10",
    slug: "wrong-zone",
    title: "No private zone has the name of a public one, or of another service.",
    why: "The names of all other resources lead nowhere then, or that of Azure OpenAI to a public address.",
    severity: "error",
    blocks: ["webapp.chat", "app.generate", "app.retrieve"],
    check: ({ evidence, cloud }) => {
      const open = new Set([
        cloud.openai.hostSuffix,
        cloud.search.hostSuffix,
        cloud.blob.hostSuffix,
      ]);
      const zones = evidence.dnsZones ?? [];
      const hiding = zones
        .filter(({ zone }) => open.has(zone.name.toLowerCase()))
        .map(({ zone }) =>
          fails(zone, `${zone.name} hides the public zone; use privatelink.${zone.name}`),
        );
      // the account's older name resolves privately then, and the one that clients use does not
      const [own, ...others] = cloud.openai.privateDnsZones;
      const names = zones.map(({ zone }) => zone.name.toLowerCase());
      const besides = zones.filter(({ zone }) => others.includes(zone.name.toLowerCase()));
      return [
        ...hiding,
        ...(own !== undefined && !names.includes(own) ? besides : []).map(({ zone }) =>
          fails(zone, `${zone.name} is not the zone of Azure OpenAI; ${own ?? ""} is`),
        ),
      ];
    },
  },
  {
    id: "D11",
    slug: "live-resolve",
    title: "Seen from the network, each name leads to the private endpoint and answers.",
    why: "Only a machine inside sees what its DNS says, and whether a firewall is in the way.",
    severity: "error",
    blocks: ["webapp.chat", "app.generate", "app.retrieve"],
    check: checkProbes,
  },
];

function checkStaleRecords(scene: Scene): readonly Outcome[] {
  const endpoints = scene.ofType("Microsoft.Network/privateEndpoints");
  const inNetwork = endpoints.filter((endpoint) =>
    scene.idOf("vnet") === undefined ? true : networkOf(endpoint) !== undefined,
  );
  const known = new Set(inNetwork.flatMap((endpoint) => addressesOf(endpoint, scene)));
  if (known.size === 0) return [];
  const labels = new Set(
    (["openai", "search", "storage"] as const).flatMap((target) => {
      const resource = scene.resourceOf(target);
      return resource === undefined ? [] : [labelOf(resource)];
    }),
  );
  return (["openai", "search", "blob"] as const)
    .flatMap((service) => zonesOf(service, scene) ?? [])
    .flatMap(({ records = [] }) => records)
    .filter(({ name }) => labels.has(name.toLowerCase()))
    .flatMap((record) =>
      listAt(record, "properties.aRecords")
        .flatMap((one) => textAt(one, "ipv4Address") ?? [])
        .filter((address) => !known.has(address))
        .map((address) =>
          fails(record, `${record.name} points to ${address}, which no private endpoint has`),
        ),
    );
}

function zonesTwice({ evidence }: Scene): readonly Outcome[] {
  const zones = evidence.dnsZones ?? [];
  return zones
    .filter(({ zone }, index) =>
      zones
        .slice(0, index)
        .some((other) => other.zone.name.toLowerCase() === zone.name.toLowerCase()),
    )
    .map(({ zone }) => fails(zone, `there are two zones ${zone.name}`));
}

/** Endpoints of one service in networks that ask the same zones. */
function endpointsTwice(scene: Scene): readonly Outcome[] {
  const vnet = scene.idOf("vnet");
  if (vnet === undefined) return [];
  const services = [
    ["openai", "account"],
    ["search", "searchservice"],
    ["storage", "blob"],
  ] as const;
  return services.flatMap(([target, group]) => {
    const service = scene.resourceOf(target);
    if (service === undefined) return [];
    const own = endpointsOf(service, scene).filter(
      ({ endpoint, status }) =>
        endpoint !== undefined &&
        status !== "rejected" &&
        status !== "disconnected" &&
        groupsOf(endpoint).some((one) => one.toLowerCase() === group) &&
        isReachable(networkOf(endpoint), vnet, scene),
    );
    return own.length < 2
      ? []
      : [
          fails(
            service,
            `${own.length} private endpoints of ${service.name} share one record: ${own.map(({ endpoint }) => endpoint?.name ?? "").join(", ")}`,
            { actual: own.length },
          ),
        ];
  });
}
