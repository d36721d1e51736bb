import type { Resource } from "../evidence/evidence.ts";
import { isSameId, nameOf, parentOf, subscriptionOf } from "../evidence/resource-id.ts";
import { textAt, wordAt } from "../evidence/read-path.ts";
import { isInRange } from "./address-range.ts";
import { fails, isUnknown, passes } from "./outcome.ts";
import {
  addressesOf,
  endpointsOf,
  groupsOf,
  isReachable,
  linksOf,
  networkOf,
} from "./private-endpoint.ts";
import type { Outcome, Rule } from "./rule.ts";
import type { Scene } from "./scene.ts";
import { managedSubscription } from "./search-firewall.ts";
import { rangesOf, subnetsOf } from "./subnet.ts";

const services = [
  ["openai", "account"],
  ["search", "searchService"],
  ["storage", "blob"],
] as const;

/** Family N: private endpoints and the ways to them. */
export const networkEndpointRules: readonly Rule[] = [
  {
    id: "N05",
    slug: "pe-both-sides",
    title: "Both sides of each private endpoint agree that it is approved.",
    why: "Traffic passes only then.",
    severity: "error",
    blocks: ["webapp.chat", "client.vpn"],
    check: (scene) =>
      eachEndpoint(scene, (service, { status, endpoint, endpointId }) => {
        if (status === undefined) return undefined;
        if (endpoint === undefined) {
          // what Microsoft manages nobody else can read
          return endpointId === undefined ||
            subscriptionOf(endpointId) === managedSubscription ||
            scene.idOf("vnet") === undefined ||
            scene.ofType("Microsoft.Network/privateEndpoints").length === 0
            ? undefined
            : isUnknown(service, `the private endpoint ${nameOf(endpointId)} was not read`);
        }
        const own = linksOf(endpoint).map(
          (link) => wordAt(link, "properties.privateLinkServiceConnectionState.status") ?? status,
        );
        return status === "approved" && own.some((one) => one !== "approved")
          ? fails(
              endpoint,
              `${endpoint.name} is ${own.join(", ")} on its own side, approved by ${service.name}`,
            )
          : passes(endpoint, `both sides of ${endpoint.name} agree`);
      }),
  },
  {
    id: "N06",
    slug: "pe-group",
    title: "Each private endpoint gives the kind of access that its service offers.",
    why: "Another kind is another host.",
    severity: "error",
    blocks: ["webapp.chat", "client.vpn"],
    check: (scene) =>
      eachEndpoint(scene, (service, { endpoint }, group) => {
        if (endpoint === undefined) return undefined;
        const groups = groupsOf(endpoint);
        const right = group === "blob" ? ["blob", "dfs", "file", "queue", "table", "web"] : [group];
        return groups.length === 0 ||
          groups.some((one) => right.some((other) => other.toLowerCase() === one.toLowerCase()))
          ? passes(endpoint, `${endpoint.name} is of kind ${groups.join(", ")}`)
          : fails(
              endpoint,
              `${endpoint.name} is of kind ${groups.join(", ")}, ${service.name} has ${group}`,
            );
      }),
  },
  {
    id: "N07",
    slug: "pe-nic-ip",
    title: "Each private endpoint has an address of its subnet.",
    why: "DNS has nothing to point to otherwise.",
    severity: "warning",
    blocks: [],
    check: (scene) =>
      eachEndpoint(scene, (_, { endpoint }) => {
        if (endpoint === undefined) return undefined;
        const addresses = addressesOf(endpoint, scene);
        if (addresses.length === 0) {
          return isUnknown(endpoint, `the address of ${endpoint.name} is not in the evidence`);
        }
        const subnetId = textAt(endpoint, "properties.subnet.id");
        const network = scene.find(subnetId === undefined ? undefined : parentOf(subnetId));
        const subnet = subnetsOf(network).find((one) => isSameId(textAt(one, "id"), subnetId));
        const ranges = rangesOf(subnet);
        return ranges.length === 0 ||
          addresses.every((address) => ranges.some((range) => isInRange(address, range)))
          ? passes(endpoint, `${endpoint.name} has ${addresses.join(", ")}`)
          : fails(
              endpoint,
              `${endpoint.name} has ${addresses.join(", ")}, which is not of its subnet`,
            );
      }),
  },
  {
    id: "N08",
    slug: "pe-reach",
    title: "The web app's network reaches that of the private endpoints.",
    why: "They must be one network or peered from both sides.",
    severity: "error",
    blocks: ["webapp.chat", "app.generate", "app.retrieve"],
    check: (scene) => {
      const subnet = textAt(scene.resourceOf("webApp"), "properties.virtualNetworkSubnetId");
      if (subnet === undefined) return [];
      const web = parentOf(subnet);
      return eachEndpoint(scene, (_, { endpoint, status }, group) => {
        if (endpoint === undefined || status !== "approved" || group === "blob") return undefined;
        return isReachable(web, networkOf(endpoint), scene)
          ? passes(endpoint, `the web app reaches ${endpoint.name}`)
          : fails(
              endpoint,
              `the web app is in ${nameOf(web)}, which does not reach ${endpoint.name}`,
            );
      });
    },
  },
  {
    id: "N11",
    slug: "pe-leftovers",
    title: "No connection of a private endpoint waits or was refused.",
    why: "Whoever approves it one day lets somebody in.",
    severity: "info",
    blocks: [],
    check: (scene) =>
      eachEndpoint(scene, (service, { status, endpointId }) =>
        status === undefined || status === "approved"
          ? undefined
          : fails(
              service,
              `the connection of ${nameOf(endpointId ?? "an endpoint")} is ${status}`,
              {
                actual: status,
              },
            ),
      ),
  },
];

function eachEndpoint(
  scene: Scene,
  look: (
    service: Resource,
    pair: ReturnType<typeof endpointsOf>[number],
    group: string,
  ) => Outcome | undefined,
): readonly Outcome[] {
  return services.flatMap(([target, group]) => {
    const service = scene.resourceOf(target);
    return service === undefined
      ? []
      : endpointsOf(service, scene).flatMap((pair) => look(service, pair, group) ?? []);
  });
}
