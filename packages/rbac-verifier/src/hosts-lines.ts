import type { Evidence } from "./evidence/evidence.ts";
import { serviceHosts } from "./rules/probed-host.ts";
import { createScene } from "./rules/scene.ts";

/**
 * Lines for the hosts file of a machine that comes in by VPN and does not ask the network's DNS: the private
 * address of each service of the set-up, by the name that clients use.
 */
export function hostsLines(evidence: Evidence): readonly string[] {
  const scene = createScene(evidence, { profile: "entrim", stage: "prod", nowInMs: 0 });
  return serviceHosts(scene).flatMap(({ host, addresses }) =>
    addresses.slice(0, 1).map((address) => `${address} ${host}`),
  );
}
