import type { Resource } from "../evidence/evidence.ts";
import { isWithin } from "../evidence/resource-id.ts";
import { listAt, valueAt, wordAt } from "../evidence/read-path.ts";
import { about, fails, isUnknown, passes } from "./outcome.ts";
import type { Outcome, Rule } from "./rule.ts";
import type { ResourceTarget, Scene } from "./scene.ts";

/** A rule that other scanners have as well, for the stage `hardening`. */
export function hardeningRule(
  id: string,
  slug: string,
  title: string,
  target: ResourceTarget,
  check: (resource: Resource, scene: Scene) => Outcome | readonly Outcome[],
  aka: readonly string[],
): Rule {
  return {
    id,
    slug,
    title,
    why: "Other scanners and policies ask for it.",
    severity: "info",
    blocks: [],
    stages: ["hardening"],
    aka,
    check: about(target, check),
  };
}

/** Whether one's own key encrypts, as the setting at a path says. */
export function ownKey(path: string, wanted: string) {
  return (resource: Resource): Outcome => {
    const actual = wordAt(resource, path);
    if (actual === undefined) {
      return isUnknown(resource, `the encryption of ${resource.name} is not in the evidence`, {
        path,
      });
    }
    return actual === wanted
      ? passes(resource, `${resource.name} is encrypted with a key of one's own`, { path })
      : fails(resource, `${resource.name} is encrypted with Microsoft's key`, { path, actual });
  };
}

/** Whether a resource is within another, in one subscription. */
export function isPartOf(id: string, whole: Resource): boolean {
  return isWithin(whole.id, id, () => []) === "yes";
}

/** Whether a diagnostic setting of the resource keeps a log. */
export function diagnostics(resource: Resource, { ofType }: Scene): Outcome {
  const own = ofType("Microsoft.Insights/diagnosticSettings").filter(({ id }) =>
    isPartOf(id, resource),
  );
  if (own.length === 0) {
    return isUnknown(resource, `the diagnostic settings of ${resource.name} were not read`);
  }
  return own.some((one) =>
    listAt(one, "properties.logs").some((log) => valueAt(log, "enabled") === true),
  )
    ? passes(resource, `${resource.name} keeps a log`)
    : fails(resource, `${resource.name} keeps no log`);
}
