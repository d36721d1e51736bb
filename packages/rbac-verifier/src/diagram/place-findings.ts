import type { Evidence } from "../evidence/evidence.ts";
import { isSameId, isWithin } from "../evidence/resource-id.ts";
import type { Finding } from "../finding.ts";
import { groupFindings } from "../group-findings.ts";
import { appTarget } from "../rules/edge.ts";
import { edges } from "../rules/edges.ts";
import { endpointsOf } from "../rules/private-endpoint.ts";
import { createScene, principalOf, type Scene } from "../rules/scene.ts";

/** The services of a set-up. */
export type Service = "openai" | "search" | "storage";

/** Who asks or is asked. */
export type Party = Service | "app" | "graph" | "people";

/** A part of the picture. */
export type Place =
  | { readonly at: "node"; readonly party: Party }
  /** The virtual network as a whole. */
  | { readonly at: "network" }
  /** The private endpoint of a service. */
  | { readonly at: "endpoint"; readonly service: Service }
  /** The way to a private endpoint: network and DNS. */
  | { readonly at: "way"; readonly service: Service }
  /** What one may do at the other. */
  | { readonly at: "edge"; readonly from: Party; readonly to: Party }
  | { readonly at: "elsewhere" };

/** Findings by where they are drawn, the place being written as JSON. */
export type PlacedFindings = ReadonlyMap<string, readonly Finding[]>;

/** The key of a place. */
export function placeKey(place: Place): string {
  return JSON.stringify(place);
}

/** Finds the part of the picture that each finding is about. */
export function placeFindings(findings: readonly Finding[], evidence: Evidence): PlacedFindings {
  const scene = createScene(evidence, { profile: "entrim", stage: "prod", nowInMs: 0 });
  return groupFindings(findings, (finding) => placeKey(placeOf(finding, scene)));
}

const services: readonly Service[] = ["openai", "search", "storage"];

function placeOf(finding: Finding, scene: Scene): Place {
  const { ruleId, slug, subject } = finding;
  const party = partyOf(subject.resourceId, scene);
  const asker = askerOf(finding, scene);
  if (subject.edge !== undefined && asker === "people") return { at: "node", party: "people" };
  if (subject.edge !== undefined && asker !== undefined && party !== undefined) {
    return { at: "edge", from: asker, to: party };
  }
  if (ruleId.startsWith("E")) return { at: "edge", from: "app", to: "graph" };
  const service = serviceOf(subject.resourceId, scene);
  if (service !== undefined) {
    if (ruleId.startsWith("D") || slug === "pe-reach") return { at: "way", service };
    const isEndpoint = slug.endsWith("-private-endpoint") || ruleId.startsWith("N");
    if (isEndpoint) return { at: "endpoint", service };
  }
  if (party !== undefined) return { at: "node", party };
  return /\/microsoft\.network\//i.test(subject.resourceId)
    ? { at: "network" }
    : { at: "elsewhere" };
}

/** Who asks; the rule knows it better than a name, which may be that of two resources. */
function askerOf({ ruleId, subject }: Finding, scene: Scene): Party | undefined {
  const from = edges.find(({ id }) => id === ruleId)?.from;
  switch (from) {
    case "developer":
    case "caller":
    case "administrator":
      return "people";
    case "webApp":
    case "app":
      return "app";
    case "openai":
    case "search":
      return from;
    case "project":
      return undefined;
    case undefined:
      break;
  }
  const { principalId } = subject;
  const app = appTarget(scene);
  if (principalId === undefined) return undefined;
  const target = (["openai", "search", "identity", "webApp"] as const).find(
    (one) => principalOf(scene.resourceOf(one))?.toLowerCase() === principalId.toLowerCase(),
  );
  if (target === "openai" || target === "search") return target;
  return target !== undefined && app !== undefined ? "app" : "people";
}

/** The node that a resource is, or is a part of. */
function partyOf(resourceId: string, scene: Scene): Party | undefined {
  const service = services.find((one) => contains(scene.idOf(one), resourceId));
  if (service !== undefined) return service;
  const isApp = (["identity", "webApp"] as const).some((one) =>
    contains(scene.idOf(one), resourceId),
  );
  return isApp ? "app" : undefined;
}

/** The service that a resource is, leads to, or resolves the name of. */
function serviceOf(resourceId: string, scene: Scene): Service | undefined {
  return services.find((one) => {
    if (contains(scene.idOf(one), resourceId)) return true;
    const resource = scene.resourceOf(one);
    return (
      resource !== undefined &&
      endpointsOf(resource, scene).some(({ endpointId }) => isSameId(endpointId, resourceId))
    );
  });
}

function contains(id: string | undefined, resourceId: string): boolean {
  return id !== undefined && isWithin(id, resourceId, () => undefined) === "yes";
}
