import { azureCloud } from "@entrim/azure-clouds";
import type { Evidence } from "./evidence/evidence.ts";
import { wordAt } from "./evidence/read-path.ts";
import { addressesOf, endpointsOf } from "./rules/private-endpoint.ts";
import { createScene } from "./rules/scene.ts";

/**
 * Lines for the hosts file of a machine that comes in by VPN and does not ask the network's DNS: the private
 * address of each service of the set-up, by the name that clients use.
 */
export function hostsLines(evidence: Evidence): readonly string[] {
  const scene = createScene(evidence, { profile: "entrim", stage: "prod", nowInMs: 0 });
  const cloud = azureCloud(evidence.cloud);
  return (
    [
      ["openai", cloud.openai.hostSuffix],
      ["search", cloud.search.hostSuffix],
      ["storage", cloud.blob.hostSuffix],
    ] as const
  ).flatMap(([target, suffix]) => {
    const service = scene.resourceOf(target);
    if (service === undefined) return [];
    const label = wordAt(service, "properties.customSubDomainName") ?? service.name.toLowerCase();
    const addresses = endpointsOf(service, scene)
      .filter(({ status }) => status === undefined || status === "approved")
      .flatMap(({ endpoint }) => (endpoint === undefined ? [] : addressesOf(endpoint, scene)));
    return addresses.slice(0, 1).map((address) => `${address} ${label}.${suffix}`);
  });
}
