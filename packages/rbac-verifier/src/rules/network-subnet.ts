import type { Resource } from "../evidence/evidence.ts";
import { isSameId, keyOf, nameOf, parentOf, resourceGroupOf } from "../evidence/resource-id.ts";
import { listAt, textAt, textsAt, valueAt, wordAt, type Json } from "../evidence/read-path.ts";
import { isOverlapping } from "./address-range.ts";
import { about, fails, isUnknown, passes } from "./outcome.ts";
import { addressesOf } from "./private-endpoint.ts";
import type { Outcome, Rule } from "./rule.ts";
import type { Scene } from "./scene.ts";
import { nameIn, rangesOf, subnetsOf } from "./subnet.ts";

/** Family N: subnets. */
export const networkSubnetRules: readonly Rule[] = [
  {
    id: "N02",
    slug: "three-subnets",
    title: "Private endpoints, web app and gateway have subnets of their own that do not overlap.",
    why: "A subnet that is delegated to the web app takes nothing else.",
    severity: "error",
    blocks: ["webapp.chat", "app.generate"],
    check: about("vnet", checkSubnets),
  },
  {
    id: "N03",
    slug: "pe-subnet",
    title: "The subnet of the private endpoints is delegated to nobody and has room.",
    why: "A delegated subnet takes no private endpoint, a full one none that is made anew.",
    severity: "warning",
    blocks: [],
    check: about("vnet", (network, scene) =>
      endpointSubnets(network, scene).map((subnet) => checkEndpointSubnet(network, subnet, scene)),
    ),
  },
  {
    id: "N04",
    slug: "web-subnet",
    title: "The subnet of the web app is delegated to it, large enough, and its own.",
    why: "App Service joins no other subnet.",
    severity: "error",
    blocks: ["webapp.chat", "app.generate"],
    check: about("vnet", checkWebSubnet),
  },
];

function endpointSubnets(network: Resource, scene: Scene): readonly Json[] {
  const used = new Set(
    scene
      .ofType("Microsoft.Network/privateEndpoints")
      .flatMap((endpoint) => textAt(endpoint, "properties.subnet.id") ?? [])
      .map(keyOf),
  );
  return subnetsOf(network).filter((subnet) => used.has(keyOf(textAt(subnet, "id") ?? "")));
}

/** Azure keeps five addresses of each subnet for itself. */
const reservedAddresses = 5;

function checkEndpointSubnet(network: Resource, subnet: Json, scene: Scene): Outcome {
  const name = nameIn(subnet);
  if (listAt(subnet, "properties.delegations").length > 0) {
    return fails(network, `the subnet ${name} of the private endpoints is delegated`);
  }
  if (name.toLowerCase() === "gatewaysubnet") {
    return fails(network, `private endpoints are in ${name}, which is for gateways only`);
  }
  const used = new Set(
    scene
      .ofType("Microsoft.Network/privateEndpoints")
      .filter((endpoint) =>
        isSameId(textAt(endpoint, "properties.subnet.id"), textAt(subnet, "id")),
      )
      .flatMap((endpoint) => addressesOf(endpoint, scene)),
  );
  const room = rangesOf(subnet).reduce((sum, { prefix }) => sum + 2 ** (32 - prefix), 0);
  return room > 0 && used.size > 0 && used.size >= room - reservedAddresses
    ? fails(network, `the subnet ${name} has no address left`, { actual: used.size })
    : passes(network, `the subnet ${name} takes private endpoints`);
}

function checkSubnets(network: Resource, scene: Scene): readonly Outcome[] {
  const subnets = subnetsOf(network);
  if (subnets.length === 0 && valueAt(network, "properties.subnets") === undefined) {
    return [isUnknown(network, `the subnets of ${network.name} are not in the evidence`)];
  }
  const outcomes: Outcome[] = [];
  const web = textAt(scene.resourceOf("webApp"), "properties.virtualNetworkSubnetId");
  const shared = endpointSubnets(network, scene).find((one) => isSameId(textAt(one, "id"), web));
  if (shared !== undefined) {
    outcomes.push(
      fails(network, `web app and private endpoints share the subnet ${nameIn(shared)}`),
    );
  }
  const wantsGateway = scene.profile !== "entrim";
  if (wantsGateway && !subnets.some((one) => nameIn(one).toLowerCase() === "gatewaysubnet")) {
    outcomes.push(
      fails(network, `${network.name} has no GatewaySubnet`, {
        severity: "warning",
        fix: {
          phase: "private-endpoints",
          risk: "none",
          summary: `add a GatewaySubnet to ${network.name}`,
          az: `az network vnet subnet create --name GatewaySubnet --vnet-name ${network.name} -g ${resourceGroupOf(network.id) ?? ""} --address-prefixes RANGE`,
        },
      }),
    );
  }
  subnets.forEach((one, index) => {
    const other = subnets
      .slice(index + 1)
      .find((two) => rangesOf(one).some((a) => rangesOf(two).some((b) => isOverlapping(a, b))));
    if (other !== undefined) {
      outcomes.push(fails(network, `the subnets ${nameIn(one)} and ${nameIn(other)} overlap`));
    }
  });
  return outcomes.length > 0
    ? outcomes
    : [passes(network, `the subnets of ${network.name} are apart`)];
}

function checkWebSubnet(network: Resource, scene: Scene): readonly Outcome[] {
  const id = textAt(scene.resourceOf("webApp"), "properties.virtualNetworkSubnetId");
  if (id === undefined || !isSameId(parentOf(id), network.id)) return [];
  const subnet = subnetsOf(network).find((one) => isSameId(textAt(one, "id"), id));
  if (subnet === undefined) {
    return [isUnknown(network, `the subnet ${nameOf(id)} of the web app was not read`)];
  }
  const name = nameIn(subnet);
  const outcomes: Outcome[] = [];
  const isDelegated = listAt(subnet, "properties.delegations").some(
    (one) => wordAt(one, "properties.serviceName") === "microsoft.web/serverfarms",
  );
  if (!isDelegated) {
    outcomes.push(
      fails(network, `the subnet ${name} is not delegated to App Service`, {
        expected: "Microsoft.Web/serverFarms",
        fix: {
          phase: "web-app",
          risk: "none",
          summary: `delegate the subnet ${name} to App Service`,
          az: `az network vnet subnet update --ids ${id} --delegations Microsoft.Web/serverFarms`,
        },
      }),
    );
  }
  const ranges = rangesOf(subnet);
  if (ranges.some(({ prefix }) => prefix > 28)) {
    outcomes.push(fails(network, `the subnet ${name} is smaller than /28`));
  } else if (ranges.some(({ prefix }) => prefix > 26)) {
    outcomes.push(
      fails(
        network,
        `the subnet ${name} is smaller than /26, which limits how far the app scales`,
        {
          severity: "warning",
        },
      ),
    );
  }
  if (hasIpv6(subnet)) outcomes.push(fails(network, `the subnet ${name} has IPv6 addresses`));
  if (listAt(subnet, "properties.ipConfigurations").length > 0) {
    outcomes.push(fails(network, `the subnet ${name} holds network cards of others`));
  }
  const plans = new Set(
    scene
      .ofType("Microsoft.Web/sites")
      .filter((site) => isSameId(textAt(site, "properties.virtualNetworkSubnetId"), id))
      .flatMap((site) => wordAt(site, "properties.serverFarmId") ?? []),
  );
  if (plans.size > 1) {
    outcomes.push(fails(network, `apps of ${plans.size} plans share the subnet ${name}`));
  }
  if (listAt(subnet, "properties.serviceEndpointPolicies").length > 0) {
    outcomes.push(fails(network, `the subnet ${name} has service endpoint policies`));
  }
  return outcomes.length > 0 ? outcomes : [passes(network, `the subnet ${name} fits the web app`)];
}

function hasIpv6(subnet: Json): boolean {
  return [
    textAt(subnet, "properties.addressPrefix") ?? "",
    ...textsAt(subnet, "properties.addressPrefixes"),
  ].some((prefix) => prefix.includes(":"));
}
