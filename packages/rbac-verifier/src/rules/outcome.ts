import type { Resource } from "../evidence/evidence.ts";
import type { Outcome } from "./rule.ts";
import type { ResourceTarget, Scene } from "./scene.ts";

type Details = Omit<Outcome, "status" | "subject" | "message">;

/** It holds. */
export function passes(
  resource: { readonly id: string },
  message: string,
  details: Details = {},
): Outcome {
  return { status: "pass", subject: { resourceId: resource.id }, message, ...details };
}

/** It does not hold. */
export function fails(
  resource: { readonly id: string },
  message: string,
  details: Details = {},
): Outcome {
  return { status: "fail", subject: { resourceId: resource.id }, message, ...details };
}

/** The evidence does not show whether it holds. */
export function isUnknown(
  resource: { readonly id: string },
  message: string,
  details: Details = {},
): Outcome {
  return { status: "unknown", subject: { resourceId: resource.id }, message, ...details };
}

/** Somebody has to look. */
export function needsReview(
  resource: { readonly id: string },
  message: string,
  details: Details = {},
): Outcome {
  return { status: "review", subject: { resourceId: resource.id }, message, ...details };
}

/**
 * Asks about the resource of a target: nothing when the set-up has none, unknown when it was not read.
 */
export function about(
  target: ResourceTarget,
  check: (resource: Resource, scene: Scene) => Outcome | readonly Outcome[],
): (scene: Scene) => readonly Outcome[] {
  return (scene) => {
    const id = scene.idOf(target);
    if (id === undefined) return [];
    const resource = scene.resourceOf(target);
    if (resource === undefined) return [isUnknown({ id }, `${target} was not read`)];
    const outcomes = check(resource, scene);
    return Array.isArray(outcomes) ? outcomes : [outcomes as Outcome];
  };
}
