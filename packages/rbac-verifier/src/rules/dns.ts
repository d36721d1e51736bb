import type { PrivateDnsZone, Resource } from "../evidence/evidence.ts";
import { isSameId, nameOf, parentOf, resourceGroupOf } from "../evidence/resource-id.ts";
import { listAt, textAt, textsAt, wordAt } from "../evidence/read-path.ts";
import type { Severity } from "../finding.ts";
import { shellWord } from "../fix/shell-word.ts";
import { about, fails, isUnknown, needsReview, passes } from "./outcome.ts";
import { addressesOf, endpointsOf, networkOf } from "./private-endpoint.ts";
import type { Outcome, Rule } from "./rule.ts";
import type { Scene } from "./scene.ts";

type Service = "openai" | "search" | "blob";

const targets = { openai: "openai", search: "search", blob: "storage" } as const;

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
    title: "No zone exists twice.",
    why: "Only one of them is linked, and records are added to the other.",
    severity: "warning",
    blocks: [],
    check: ({ evidence }) => {
      const zones = evidence.dnsZones ?? [];
      return zones
        .filter(({ zone }, index) =>
          zones.slice(0, index).some((other) => other.zone.name === zone.name),
        )
        .map(({ zone }) => fails(zone, `there are two zones ${zone.name}`));
    },
  },
  {
    id: "D07",
    slug: "stale-record",
    title: "No record points to an address that no private endpoint has.",
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
    title: "No private zone has the name of a public one.",
    why: "All other resources of that service could not be resolved any more.",
    severity: "error",
    blocks: ["webapp.chat", "app.generate", "app.retrieve"],
    check: ({ evidence, cloud }) => {
      const open = new Set([
        cloud.openai.hostSuffix,
        cloud.search.hostSuffix,
        cloud.blob.hostSuffix,
      ]);
      return (evidence.dnsZones ?? [])
        .filter(({ zone }) => open.has(zone.name.toLowerCase()))
        .map(({ zone }) =>
          fails(zone, `${zone.name} hides the public zone; use privatelink.${zone.name}`),
        );
    },
  },
];

/** The private zones of a service that exist, its own first. */
function zonesOf(
  service: Service,
  { evidence, cloud }: Scene,
): readonly PrivateDnsZone[] | undefined {
  const { privateDnsZones } = cloud[service];
  // the first alone is enough of Azure OpenAI's: clients use the custom subdomain
  const names = service === "openai" ? privateDnsZones.slice(0, 1) : privateDnsZones;
  return evidence.dnsZones?.filter(({ zone }) => names.includes(zone.name.toLowerCase()));
}

function ofService(
  service: Service,
  check: (
    resource: Resource,
    scene: Scene,
    zones: readonly PrivateDnsZone[],
  ) => Outcome | readonly Outcome[],
): Rule["check"] {
  return about(targets[service], (resource, scene) => {
    if (scene.idOf("vnet") === undefined) return [];
    const zones = zonesOf(service, scene);
    return zones === undefined
      ? isUnknown(resource, "private DNS zones were not read")
      : check(resource, scene, zones);
  });
}

function missingZone(resource: Resource, service: Service, { cloud }: Scene): Outcome {
  const [name = ""] = cloud[service].privateDnsZones;
  return fails(resource, `there is no private DNS zone ${name}`, {
    expected: name,
    fix: {
      phase: "dns",
      risk: "none",
      summary: `create the private DNS zone ${name}`,
      az: `az network private-dns zone create -g ${resourceGroupOf(resource.id) ?? ""} -n ${name}`,
    },
  });
}

/** The name under which clients ask for a service, without its suffix. */
function labelOf(resource: Resource): string {
  return wordAt(resource, "properties.customSubDomainName") ?? resource.name.toLowerCase();
}

function checkRecord(
  resource: Resource,
  service: Service,
  scene: Scene,
  zones: readonly PrivateDnsZone[],
): Outcome {
  const label = labelOf(resource);
  if (zones.every(({ records }) => records === undefined)) {
    return isUnknown(resource, `the records of ${zones[0]?.zone.name ?? "the zone"} were not read`);
  }
  const recorded = zones
    .flatMap(({ records = [] }) => records)
    .filter(({ name }) => name.toLowerCase() === label)
    .flatMap((record) =>
      listAt(record, "properties.aRecords").flatMap((one) => textAt(one, "ipv4Address") ?? []),
    );
  // whether it is approved is another rule's matter
  const actual = endpointsOf(resource, scene).flatMap(({ endpoint }) =>
    endpoint === undefined ? [] : addressesOf(endpoint, scene),
  );
  const [address] = actual;
  if (recorded.length > 0 && address === undefined) {
    return isUnknown(
      resource,
      `the address of the private endpoint of ${resource.name} is not in the evidence`,
    );
  }
  if (recorded.some((one) => actual.includes(one))) {
    return passes(resource, `${label} has the address of its private endpoint`);
  }
  const zone = zones[0]?.zone;
  return fails(
    resource,
    recorded.length === 0
      ? `${label} has no record in ${zone?.name ?? ""}`
      : `${label} has the address ${recorded.join(", ")}, its private endpoint ${actual.join(", ")}`,
    {
      expected: actual,
      actual: recorded,
      fix: {
        phase: "dns",
        risk: "none",
        summary: `add the record ${label} to ${zone?.name ?? service}`,
        az: `az network private-dns record-set a add-record -g ${resourceGroupOf(zone?.id ?? "") ?? ""} -z ${zone?.name ?? ""} -n ${shellWord(label)} -a ${shellWord(address ?? "ADDRESS")}`,
      },
    },
  );
}

function checkLink(resource: Resource, scene: Scene, zones: readonly PrivateDnsZone[]): Outcome {
  const subnet = textAt(scene.resourceOf("webApp"), "properties.virtualNetworkSubnetId");
  const network = subnet === undefined ? scene.idOf("vnet") : parentOf(subnet);
  const links = zones.flatMap(({ links: some }) => some ?? []);
  if (zones.every(({ links: some }) => some === undefined)) {
    return isUnknown(resource, `the links of ${zones[0]?.zone.name ?? "the zone"} were not read`);
  }
  const state = links
    .filter((link) => isSameId(textAt(link, "properties.virtualNetwork.id"), network))
    .map((link) => wordAt(link, "properties.virtualNetworkLinkState") ?? "completed");
  if (state.includes("completed")) {
    return passes(resource, `${zones[0]?.zone.name ?? ""} is linked to ${nameOf(network ?? "")}`);
  }
  const zone = zones[0]?.zone;
  return fails(resource, `${zone?.name ?? ""} is not linked to ${nameOf(network ?? "")}`, {
    actual: state[0],
    fix: {
      phase: "dns",
      risk: "none",
      summary: `link ${zone?.name ?? ""} to ${nameOf(network ?? "")}`,
      az: `az network private-dns link vnet create -g ${resourceGroupOf(zone?.id ?? "") ?? ""} -z ${zone?.name ?? ""} -n ${nameOf(network ?? "")} -v ${network ?? ""} -e false`,
    },
  });
}

function checkWhole(service: Service) {
  return (resource: Resource, scene: Scene, zones: readonly PrivateDnsZone[]): Outcome => {
    if (zones.length === 0) return missingZone(resource, service, scene);
    const record = checkRecord(resource, service, scene, zones);
    const link = checkLink(resource, scene, zones);
    return record.status === "pass" ? link : record;
  };
}

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
