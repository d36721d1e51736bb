import type { Resource } from "../evidence/evidence.ts";
import { isSameId, nameOf, parentOf } from "../evidence/resource-id.ts";
import { listAt, textAt, textsAt, valueAt, wordAt } from "../evidence/read-path.ts";
import { about, fails, isUnknown, passes } from "./outcome.ts";
import type { Outcome, Rule } from "./rule.ts";
import type { Scene } from "./scene.ts";
import { checkTraffic } from "./traffic.ts";

/** Family N: the network as a whole, and who comes in. */
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
    title:
      "No security group and no route of the web app or the private endpoints blocks port 443.",
    why: "Azure's services are spoken to over it.",
    severity: "warning",
    blocks: ["webapp.chat", "app.generate"],
    check: about("vnet", checkTraffic),
  },
];

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
