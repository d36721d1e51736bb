import type { Resource } from "../evidence/evidence.ts";
import { isSameId, nameOf, parentOf } from "../evidence/resource-id.ts";
import { listAt, textAt, textsAt, valueAt, wordAt, type Json } from "../evidence/read-path.ts";
import { fails, needsReview, passes } from "./outcome.ts";
import type { Outcome } from "./rule.ts";
import type { Scene } from "./scene.ts";
import { nameIn, subnetsOf } from "./subnet.ts";

type Direction = "inbound" | "outbound";

/** Whether security groups and routes let the app speak TLS to the private endpoints. */
export function checkTraffic(network: Resource, scene: Scene): readonly Outcome[] {
  const web = textAt(scene.resourceOf("webApp"), "properties.virtualNetworkSubnetId");
  const ofEndpoints = scene
    .ofType("Microsoft.Network/privateEndpoints")
    .map((endpoint) => textAt(endpoint, "properties.subnet.id"));
  return subnetsOf(network).flatMap((subnet) => {
    const id = textAt(subnet, "id");
    const isOfWeb = isSameId(id, web) && isSameId(parentOf(id ?? ""), network.id);
    const isOfEndpoints = ofEndpoints.some((one) => isSameId(one, id));
    return [
      isOfWeb ? checkGroup(network, subnet, "outbound", scene) : [],
      isOfWeb ? checkRoutes(network, subnet, scene) : [],
      isOfEndpoints ? checkGroup(network, subnet, "inbound", scene) : [],
    ].flat();
  });
}

function checkGroup(
  network: Resource,
  subnet: Json,
  direction: Direction,
  scene: Scene,
): readonly Outcome[] {
  const id = textAt(subnet, "properties.networkSecurityGroup.id");
  if (id === undefined) return [];
  // a group counts for private endpoints only where its policies are on
  const policies = wordAt(subnet, "properties.privateEndpointNetworkPolicies") ?? "disabled";
  if (direction === "inbound" && !/enabled|networksecuritygroup/.test(policies)) return [];
  const group = scene.find(id);
  if (group === undefined) {
    return [needsReview(network, `the rules of ${nameOf(id)} on ${nameIn(subnet)} were not read`)];
  }
  const first = listAt(group, "properties.securityRules")
    .filter((rule) => wordAt(rule, "properties.direction") === direction && concernsTls(rule))
    .toSorted((one, other) => priorityOf(one) - priorityOf(other))[0];
  if (first === undefined || wordAt(first, "properties.access") === "allow") {
    return [passes(network, `${group.name} lets ${nameIn(subnet)} speak TLS`)];
  }
  const isForAll = [targetsOf(first, "destination"), targetsOf(first, "source")].every((targets) =>
    targets.every((one) => ["*", "0.0.0.0/0", "virtualnetwork"].includes(one)),
  );
  return [
    isForAll
      ? fails(network, `the rule ${nameIn(first)} of ${group.name} blocks port 443`)
      : needsReview(network, `the rule ${nameIn(first)} of ${group.name} may block port 443`),
  ];
}

function checkRoutes(network: Resource, subnet: Json, scene: Scene): readonly Outcome[] {
  const id = textAt(subnet, "properties.routeTable.id");
  const table = scene.find(id);
  if (id === undefined) return [];
  if (table === undefined) {
    return [needsReview(network, `the routes of ${nameOf(id)} on ${nameIn(subnet)} were not read`)];
  }
  const odd = listAt(table, "properties.routes").flatMap((route): readonly Outcome[] => {
    const hop = wordAt(route, "properties.nextHopType");
    const name = nameIn(route);
    if (hop === "none") return [fails(network, `the route ${name} of ${table.name} drops traffic`)];
    return hop === "virtualappliance"
      ? [
          needsReview(
            network,
            `the route ${name} of ${table.name} leads to an appliance; does it pass port 443 to the private endpoints?`,
          ),
        ]
      : [];
  });
  return odd.length > 0 ? odd : [passes(network, `${table.name} leads nowhere else`)];
}

function concernsTls(rule: Json): boolean {
  const protocol = wordAt(rule, "properties.protocol") ?? "*";
  if (protocol !== "*" && protocol !== "tcp") return false;
  return [
    textAt(rule, "properties.destinationPortRange") ?? [],
    textsAt(rule, "properties.destinationPortRanges"),
  ]
    .flat()
    .some((range) => {
      if (range === "*") return true;
      const [from = "", to = from] = range.split("-");
      return Number(from) <= 443 && 443 <= Number(to);
    });
}

function targetsOf(rule: Json, end: "source" | "destination"): readonly string[] {
  return [
    textAt(rule, `properties.${end}AddressPrefix`) ?? [],
    textsAt(rule, `properties.${end}AddressPrefixes`),
  ]
    .flat()
    .map((prefix) => prefix.toLowerCase());
}

function priorityOf(rule: Json): number {
  const priority = valueAt(rule, "properties.priority");
  return typeof priority === "number" ? priority : Number.MAX_SAFE_INTEGER;
}
