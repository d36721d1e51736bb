import type { Resource } from "../evidence/evidence.ts";
import { isSameId, nameOf, parentOf, resourceGroupOf } from "../evidence/resource-id.ts";
import { listAt, textAt, textsAt, valueAt, wordAt } from "../evidence/read-path.ts";
import { fails, isUnknown, passes } from "./outcome.ts";
import type { Outcome } from "./rule.ts";
import type { Scene } from "./scene.ts";

/** The two sides of a private endpoint: its own resource, and the connection of the service. */
export interface EndpointPair {
  /** The service's word, in lower case; undefined when the service shows no connections. */
  readonly status: string | undefined;
  readonly endpointId: string | undefined;
  /** Undefined when it was not read. */
  readonly endpoint: Resource | undefined;
}

/** The private endpoints of a service, as its connections and the endpoints themselves show them. */
export function endpointsOf(service: Resource, scene: Scene): readonly EndpointPair[] {
  const connections = listAt(service, "properties.privateEndpointConnections").map(
    (connection): EndpointPair => {
      const endpointId = textAt(connection, "properties.privateEndpoint.id");
      return {
        status: wordAt(connection, "properties.privateLinkServiceConnectionState.status"),
        endpointId,
        endpoint: scene.find(endpointId),
      };
    },
  );
  const others = scene
    .ofType("Microsoft.Network/privateEndpoints")
    .filter(
      (endpoint) =>
        linksOf(endpoint).some((link) =>
          isSameId(textAt(link, "properties.privateLinkServiceId"), service.id),
        ) && !connections.some(({ endpointId }) => isSameId(endpointId, endpoint.id)),
    )
    .map((endpoint) => ({ status: undefined, endpointId: endpoint.id, endpoint }));
  return [...connections, ...others];
}

/** What a private endpoint links to. */
export function linksOf(endpoint: Resource): readonly unknown[] {
  return [
    ...listAt(endpoint, "properties.privateLinkServiceConnections"),
    ...listAt(endpoint, "properties.manualPrivateLinkServiceConnections"),
  ];
}

/** The kinds of access that a private endpoint gives, as `account`. */
export function groupsOf(endpoint: Resource): readonly string[] {
  return linksOf(endpoint).flatMap((link) => textsAt(link, "properties.groupIds"));
}

/** The virtual network that a private endpoint is in. */
export function networkOf(endpoint: Resource): string | undefined {
  const subnet = textAt(endpoint, "properties.subnet.id");
  return subnet === undefined ? undefined : parentOf(subnet);
}

/** The private addresses of an endpoint. */
export function addressesOf(endpoint: Resource, scene: Scene): readonly string[] {
  const ofDns = listAt(endpoint, "properties.customDnsConfigs").flatMap((config) =>
    textsAt(config, "ipAddresses"),
  );
  const ofCards = listAt(endpoint, "properties.networkInterfaces").flatMap((card) =>
    listAt(scene.find(textAt(card, "id")), "properties.ipConfigurations").flatMap(
      (configuration) => textAt(configuration, "properties.privateIPAddress") ?? [],
    ),
  );
  return [...new Set([...ofDns, ...ofCards])];
}

/** Whether a service has an approved private endpoint of the right kind in the network of the set-up. */
export function checkPrivateEndpoint(service: Resource, group: string, scene: Scene): Outcome {
  const pairs = endpointsOf(service, scene);
  const path = "properties.privateEndpointConnections";
  if (pairs.length === 0 && valueAt(service, path) === undefined) {
    return isUnknown(service, `${service.name}: its private endpoints are not in the evidence`, {
      path,
    });
  }
  const approved = pairs.filter(({ status }) => status === "approved");
  const network = scene.idOf("vnet");
  const fitting = approved.filter(
    ({ endpoint }) =>
      endpoint === undefined ||
      (groupsOf(endpoint).some((one) => one.toLowerCase() === group.toLowerCase()) &&
        (network === undefined || isReachable(networkOf(endpoint), network, scene))),
  );
  if (fitting.some(({ endpoint }) => endpoint !== undefined)) {
    return passes(service, `${service.name} has an approved private endpoint`, { path });
  }
  const resourceGroup = resourceGroupOf(service.id) ?? "";
  if (fitting.length > 0) {
    return network === undefined
      ? passes(service, `${service.name} has an approved private endpoint`, { path })
      : isUnknown(service, `${service.name}: its private endpoint was not read`, { path });
  }
  if (pairs.some(({ status }) => status === undefined)) {
    return isUnknown(
      service,
      `${service.name}: whether its private endpoint is approved is not in the evidence`,
      { path },
    );
  }
  const pending = pairs.find(({ status }) => status === "pending");
  return fails(
    service,
    pairs.length === 0
      ? `${service.name} has no private endpoint`
      : approved.length > 0
        ? `${service.name} has a private endpoint, but not of kind ${group} in the network of the set-up`
        : `${service.name} has a private endpoint that is ${pairs[0]?.status ?? "not approved"}`,
    {
      path,
      expected: "an approved private endpoint",
      actual: pairs.map(({ status }) => status),
      fix: {
        phase: "private-endpoints",
        risk: pending === undefined ? "cost" : "none",
        summary:
          pending === undefined
            ? `create a private endpoint for ${service.name}`
            : `approve the private endpoint of ${service.name}`,
        az:
          pending === undefined
            ? `az network private-endpoint create --name pe-${service.name} --resource-group ${resourceGroup} --subnet SUBNET_ID --private-connection-resource-id ${service.id} --group-id ${group} --connection-name pe-${service.name}`
            : `az network private-endpoint-connection approve --id ${service.id}/privateEndpointConnections/${nameOf(pending.endpointId ?? "")}`,
      },
    },
  );
}

/** Whether two virtual networks are one, or peered from both sides. */
export function isReachable(
  from: string | undefined,
  to: string | undefined,
  scene: Scene,
): boolean {
  if (isSameId(from, to)) return true;
  const isPeered = (one: string | undefined, other: string | undefined): boolean =>
    listAt(scene.find(one), "properties.virtualNetworkPeerings").some(
      (peering) =>
        isSameId(textAt(peering, "properties.remoteVirtualNetwork.id"), other) &&
        wordAt(peering, "properties.peeringState") === "connected",
    );
  return isPeered(from, to) && isPeered(to, from);
}
