import type { Resource } from "../evidence/evidence.ts";
import { valueAt } from "../evidence/read-path.ts";
import { showsSettings } from "../evidence/to-arm-resource.ts";
import type { Fix, FixPhase } from "../fix/fix.ts";
import { settingFix } from "../fix/setting-fix.ts";
import { fails, isUnknown, passes } from "./outcome.ts";
import type { Outcome } from "./rule.ts";

/** A property and the values that are right. */
export interface Setting {
  /** From the resource's root. */
  readonly path: string;
  /** The right value; words in any case. */
  readonly is: string | boolean;
  /** What its absence means (that it is not known). */
  readonly absent?: string | boolean;
  readonly phase: FixPhase;
  readonly az?: (resource: Resource) => string;
  readonly terraform?: string;
  /** Members of `properties` that cannot stand beside the right value (none). */
  readonly clears?: readonly string[];
  readonly risk?: Fix["risk"];
}

/** Judges one property of a resource. */
export function checkSetting(resource: Resource, setting: Setting): Outcome {
  const { path, is, absent, phase, az, terraform, clears, risk } = setting;
  const name = path.replace(/^properties\./, "");
  const actual = valueAt(resource, path) ?? (showsSettings(resource) ? absent : undefined);
  if (typeof actual !== "string" && typeof actual !== "boolean") {
    return isUnknown(resource, `${resource.name}: ${name} is not in the evidence`, { path });
  }
  if (String(actual).toLowerCase() === String(is).toLowerCase()) {
    return passes(resource, `${resource.name}: ${name} is ${actual}`, { path });
  }
  return fails(resource, `${resource.name}: ${name} is ${actual}, not ${is}`, {
    path,
    expected: is,
    actual,
    fix: settingFix({
      resourceId: resource.id,
      path,
      value: is,
      phase,
      ...(az === undefined ? {} : { az: az(resource) }),
      ...(terraform === undefined ? {} : { terraform }),
      ...(clears === undefined ? {} : { clears }),
      ...(risk === undefined ? {} : { risk }),
    }),
  });
}
