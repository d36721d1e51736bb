import { counted } from "../counted.ts";
import type { Resource } from "../evidence/evidence.ts";
import { listAt, valueAt } from "../evidence/read-path.ts";
import { fails, isUnknown, passes } from "./outcome.ts";
import type { Outcome } from "./rule.ts";

/** Whether rules for addresses or networks are empty. */
export function checkNoNetworkRules(resource: Resource, path: string): Outcome {
  const lists = ["ipRules", "virtualNetworkRules"].map((name) =>
    valueAt(resource, `${path}.${name}`),
  );
  // Resource Manager shows lists that are empty; where there is none, nobody knows
  if (lists.includes(undefined)) {
    return isUnknown(resource, `${resource.name}: its network rules are not in the evidence`, {
      path,
    });
  }
  const count =
    listAt(resource, `${path}.ipRules`).length +
    listAt(resource, `${path}.virtualNetworkRules`).length;
  return count === 0
    ? passes(resource, `${resource.name} has no address or network rules`, { path })
    : fails(resource, `${resource.name} has ${counted(count, "address or network rule")}`, {
        path,
        actual: count,
      });
}
