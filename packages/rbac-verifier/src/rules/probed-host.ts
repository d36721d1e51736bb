import type { Resource } from "../evidence/evidence.ts";
import { labelOf } from "./dns-zone.ts";
import { fails, isUnknown, passes } from "./outcome.ts";
import { addressesOf, endpointsOf } from "./private-endpoint.ts";
import type { Outcome } from "./rule.ts";
import type { Scene } from "./scene.ts";

/** A host that clients of the set-up ask, and where it should lead. */
export interface ServiceHost {
  readonly service: Resource;
  readonly host: string;
  /** Of its private endpoints; empty when they are not in the evidence. */
  readonly addresses: readonly string[];
}

/** The hosts of the services of a set-up. */
export function serviceHosts(scene: Scene): readonly ServiceHost[] {
  const { cloud } = scene;
  return (
    [
      ["openai", cloud.openai.hostSuffix],
      ["search", cloud.search.hostSuffix],
      ["storage", cloud.blob.hostSuffix],
    ] as const
  ).flatMap(([target, suffix]) => {
    const service = scene.resourceOf(target);
    if (service === undefined) return [];
    const addresses = endpointsOf(service, scene)
      .filter(({ status }) => status === undefined || status === "approved")
      .flatMap(({ endpoint }) => (endpoint === undefined ? [] : addressesOf(endpoint, scene)));
    return [{ service, host: `${labelOf(service)}.${suffix}`, addresses }];
  });
}

/** Judges what somebody inside the network found; nothing when nobody looked. */
export function checkProbes(scene: Scene): readonly Outcome[] {
  const { probes } = scene.evidence;
  if (probes === undefined) return [];
  return serviceHosts(scene).flatMap(({ service, host, addresses }): readonly Outcome[] => {
    const probe = probes.find((one) => one.host.toLowerCase() === host);
    if (probe === undefined) return [];
    const found = probe.addresses.join(", ");
    if (probe.addresses.length === 0) return [fails(service, `${host} does not resolve`)];
    if (addresses.length === 0) {
      return [isUnknown(service, `${host} leads to ${found}; its private address is not known`)];
    }
    const others = probe.addresses.filter((one) => !addresses.includes(one));
    if (others.length > 0) {
      return [
        fails(service, `${host} leads to ${others.join(", ")}, not to its private endpoint`, {
          expected: addresses,
          actual: probe.addresses,
        }),
      ];
    }
    return [
      probe.opens === false
        ? fails(service, `${host} leads to ${found}, where port 443 does not answer`)
        : passes(service, `${host} leads to its private endpoint`),
    ];
  });
}
