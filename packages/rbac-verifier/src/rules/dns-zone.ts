import type { PrivateDnsZone, Resource } from "../evidence/evidence.ts";
import { isSameId, nameOf, parentOf, resourceGroupOf } from "../evidence/resource-id.ts";
import { listAt, textAt, wordAt } from "../evidence/read-path.ts";
import { shellWord } from "../fix/shell-word.ts";
import { about, fails, isUnknown, passes } from "./outcome.ts";
import { addressesOf, endpointsOf } from "./private-endpoint.ts";
import type { Outcome, Rule } from "./rule.ts";
import type { Scene } from "./scene.ts";

type Service = "openai" | "search" | "blob";

const targets = { openai: "openai", search: "search", blob: "storage" } as const;

/** The private zones of a service that exist, its own first. */
export function zonesOf(
  service: Service,
  { evidence, cloud }: Scene,
): readonly PrivateDnsZone[] | undefined {
  const { privateDnsZones } = cloud[service];
  // the first alone is enough of Azure OpenAI's: clients use the custom subdomain
  const names = service === "openai" ? privateDnsZones.slice(0, 1) : privateDnsZones;
  return evidence.dnsZones?.filter(({ zone }) => names.includes(zone.name.toLowerCase()));
}

export function ofService(
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

export function missingZone(resource: Resource, service: Service, { cloud }: Scene): Outcome {
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
export function labelOf(resource: Resource): string {
  return wordAt(resource, "properties.customSubDomainName") ?? resource.name.toLowerCase();
}

export function checkRecord(
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

export function checkLink(
  resource: Resource,
  scene: Scene,
  zones: readonly PrivateDnsZone[],
): Outcome {
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

export function checkWhole(service: Service) {
  return (resource: Resource, scene: Scene, zones: readonly PrivateDnsZone[]): Outcome => {
    if (zones.length === 0) return missingZone(resource, service, scene);
    const record = checkRecord(resource, service, scene, zones);
    const link = checkLink(resource, scene, zones);
    return record.status === "pass" ? link : record;
  };
}
