import type { Resource } from "../evidence/evidence.ts";
import { isSameId, keyOf, nameOf, parentOf, resourceGroupOf } from "../evidence/resource-id.ts";
import { listAt, textAt, textsAt, valueAt, wordAt, type Json } from "../evidence/read-path.ts";
import { isInRange, isOverlapping, parseAddressRange, type AddressRange } from "./address-range.ts";
import { about, fails, isUnknown, needsReview, passes } from "./outcome.ts";
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

const services = [
  ["openai", "account"],
  ["search", "searchService"],
  ["storage", "blob"],
] as const;

/** Family N: the network. */
export const networkRules: readonly Rule[] = [
  {
    id: "N01",
    slug: "vnet-exists",
    title: "The virtual network is ready.",
    why: "There is no private way without it.",
    severity: "error",
    blocks: ["webapp.chat", "app.generate", "app.retrieve"],
    check: about("vnet", (network) => {
      const state = wordAt(network, "properties.provisioningState") ?? "succeeded";
      return state === "succeeded"
        ? passes(network, `${network.name} is ready`)
        : fails(network, `${network.name} is ${state}`, { actual: state });
    }),
  },
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
    title: "The subnet of the private endpoints is delegated to nobody.",
    why: "A delegated subnet takes no private endpoint.",
    severity: "warning",
    blocks: [],
    check: about("vnet", (network, scene) =>
      endpointSubnets(network, scene).map((subnet) =>
        listAt(subnet, "properties.delegations").length === 0
          ? passes(network, `the subnet ${nameIn(subnet)} takes private endpoints`)
          : fails(network, `the subnet ${nameIn(subnet)} of the private endpoints is delegated`),
      ),
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
          return endpointId === undefined ||
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
    id: "N09",
    slug: "gateway",
    title: "People come in by a VPN gateway that asks Entra who they are.",
    why: "With public access off, a browser outside reaches nothing.",
    severity: "warning",
    blocks: ["client.vpn"],
    profiles: ["r1", "r2", "r3"],
    check: about("vnet", checkGateway),
  },
  {
    id: "N10",
    slug: "nsg-udr",
    title: "Nothing in the network blocks port 443.",
    why: "Azure's services are spoken to over it.",
    severity: "warning",
    blocks: ["webapp.chat", "app.generate"],
    check: about("vnet", checkSecurityGroups),
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

/** Subnets stand in their network; exports list them apart as well. */
function subnetsOf(network: Resource | undefined): readonly Json[] {
  return listAt(network, "properties.subnets");
}

function nameIn(subnet: Json): string {
  return textAt(subnet, "name") ?? nameOf(textAt(subnet, "id") ?? "");
}

function rangesOf(subnet: Json): readonly AddressRange[] {
  const texts = [
    textAt(subnet, "properties.addressPrefix") ?? [],
    textsAt(subnet, "properties.addressPrefixes"),
  ].flat();
  return texts.flatMap((text) => parseAddressRange(text) ?? []);
}

function endpointSubnets(network: Resource, scene: Scene): readonly Json[] {
  const used = new Set(
    scene
      .ofType("Microsoft.Network/privateEndpoints")
      .flatMap((endpoint) => textAt(endpoint, "properties.subnet.id") ?? [])
      .map(keyOf),
  );
  return subnetsOf(network).filter((subnet) => used.has(keyOf(textAt(subnet, "id") ?? "")));
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
  if (listAt(subnet, "properties.serviceEndpointPolicies").length > 0) {
    outcomes.push(fails(network, `the subnet ${name} has service endpoint policies`));
  }
  return outcomes.length > 0 ? outcomes : [passes(network, `the subnet ${name} fits the web app`)];
}

function checkGateway(network: Resource, scene: Scene): readonly Outcome[] {
  const gateways = scene.ofType("Microsoft.Network/virtualNetworkGateways");
  const named = scene.idOf("gateway");
  const gateway = gateways.find(
    (one) =>
      (named === undefined || isSameId(one.id, named)) &&
      listAt(one, "properties.ipConfigurations").some((configuration) => {
        const subnet = textAt(configuration, "properties.subnet.id");
        return subnet !== undefined && isSameId(parentOf(subnet), network.id);
      }),
  );
  if (gateway === undefined) {
    return [
      gateways.length === 0 && named === undefined
        ? isUnknown(network, "no VPN gateway was read")
        : fails(network, `no VPN gateway is in ${network.name}`),
    ];
  }
  const problems: string[] = [];
  const wrongSubnet = listAt(gateway, "properties.ipConfigurations").some(
    (one) => nameOf(textAt(one, "properties.subnet.id") ?? "").toLowerCase() !== "gatewaysubnet",
  );
  if (wrongSubnet) problems.push("it is not in GatewaySubnet");
  const client = "properties.vpnClientConfiguration";
  if (valueAt(gateway, client) !== undefined) {
    const protocols = textsAt(gateway, `${client}.vpnClientProtocols`);
    const ways = textsAt(gateway, `${client}.vpnAuthenticationTypes`);
    if (!protocols.includes("OpenVPN"))
      problems.push("it does not speak OpenVPN, which Entra needs");
    if (!ways.includes("AAD")) problems.push("it does not ask Entra");
    const { tenantId } = scene.evidence;
    const tenant = wordAt(gateway, `${client}.aadTenant`);
    if (
      tenantId !== undefined &&
      tenant !== undefined &&
      !tenant.includes(tenantId.toLowerCase())
    ) {
      problems.push("it asks another tenant");
    }
  }
  return [
    problems.length === 0
      ? passes(gateway, `${gateway.name} lets people in who sign in with Entra`)
      : fails(gateway, `${gateway.name}: ${problems.join(", ")}`),
  ];
}

function checkSecurityGroups(network: Resource, scene: Scene): readonly Outcome[] {
  return subnetsOf(network).flatMap((subnet): readonly Outcome[] => {
    const id = textAt(subnet, "properties.networkSecurityGroup.id");
    const group = scene.find(id);
    if (id === undefined) return [];
    if (group === undefined) {
      return [
        needsReview(network, `the rules of ${nameOf(id)} on ${nameIn(subnet)} were not read`),
      ];
    }
    const blocking = listAt(group, "properties.securityRules").find(
      (rule) =>
        wordAt(rule, "properties.access") === "deny" &&
        ["*", "443"].includes(textAt(rule, "properties.destinationPortRange") ?? "") &&
        wordAt(rule, "properties.direction") === "outbound",
    );
    return [
      blocking === undefined
        ? passes(network, `${group.name} does not block port 443`)
        : needsReview(network, `the rule ${nameIn(blocking)} of ${group.name} may block port 443`),
    ];
  });
}
