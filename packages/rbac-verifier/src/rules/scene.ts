import { azureCloud, type AzureCloud } from "@entrim/azure-clouds";
import { type AccessEvaluator, createAccessEvaluator } from "../access/access-evaluator.ts";
import type { Evidence, Resource } from "../evidence/evidence.ts";
import { keyOf } from "../evidence/resource-id.ts";
import { textAt } from "../evidence/read-path.ts";
import { type EdgeResult, resolveEdges } from "./edge.ts";
import type { Profile, Stage } from "./rule.ts";

/** Targets that are one resource. */
export type ResourceTarget =
  | "openai"
  | "search"
  | "storage"
  | "vnet"
  | "webApp"
  | "identity"
  | "project"
  | "gateway";

/** What rules look at. */
export interface Scene {
  readonly evidence: Evidence;
  readonly profile: Profile;
  readonly stage: Stage;
  readonly nowInMs: number;
  readonly cloud: AzureCloud;
  readonly access: AccessEvaluator;
  /** All edges of the profile, decided once. */
  readonly edges: readonly EdgeResult[];
  /** The id of a target, if one was named or found. */
  readonly idOf: (target: ResourceTarget) => string | undefined;
  /** The resource of a target, if it was read. */
  readonly resourceOf: (target: ResourceTarget) => Resource | undefined;
  /** Any resource that was read. */
  readonly find: (id: string | undefined) => Resource | undefined;
  readonly ofType: (type: string) => readonly Resource[];
}

/** Puts evidence and the choice of rules on one stage. */
export function createScene(
  evidence: Evidence,
  run: { readonly profile: Profile; readonly stage: Stage; readonly nowInMs: number },
): Scene {
  let edges: readonly EdgeResult[] | undefined;
  const find = (id: string | undefined): Resource | undefined =>
    id === undefined ? undefined : evidence.resources.get(keyOf(id));
  const scene: Scene = {
    ...run,
    evidence,
    cloud: azureCloud(evidence.cloud),
    access: createAccessEvaluator(evidence),
    get edges() {
      return (edges ??= resolveEdges(scene));
    },
    idOf: (target) => evidence.targets[target],
    resourceOf: (target) => find(evidence.targets[target]),
    find,
    ofType: (type) =>
      [...evidence.resources.values()].filter(
        (resource) => resource.type.toLowerCase() === type.toLowerCase(),
      ),
  };
  return scene;
}

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The object id of the identity that a resource acts as. */
export function principalOf(resource: Resource | undefined): string | undefined {
  if (resource === undefined) return undefined;
  const isIdentity =
    resource.type.toLowerCase() === "microsoft.managedidentity/userassignedidentities";
  const id = textAt(resource, isIdentity ? "properties.principalId" : "identity.principalId");
  return id !== undefined && guid.test(id) ? id : undefined;
}
