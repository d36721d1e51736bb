import { nameOf } from "../evidence/resource-id.ts";
import { typeOf } from "../evidence/to-arm-resource.ts";
import { apiVersionOf } from "./api-version.ts";
import { shellWord } from "./shell-word.ts";
import type { Fix, FixPhase } from "./fix.ts";

/** A fix that sets one property of a resource, as all four tools write it. */
export function settingFix({
  resourceId,
  path,
  value,
  phase,
  az,
  terraform,
  clears,
  risk = "none",
}: {
  readonly resourceId: string;
  /** From the resource's root, as `properties.networkAcls.bypass`. */
  readonly path: string;
  readonly value: string | boolean | readonly string[] | Readonly<Record<string, unknown>>;
  readonly phase: FixPhase;
  /** The command (`az resource update --set`). */
  readonly az?: string;
  /** The attribute (none). */
  readonly terraform?: string;
  /** See `Change` (none). */
  readonly clears?: readonly string[];
  readonly risk?: Fix["risk"];
}): Fix {
  const apiVersion = apiVersionOf(resourceId);
  const body = nest(path, value);
  const literal = shellWord(typeof value === "object" ? JSON.stringify(value) : String(value));
  return {
    phase,
    summary: `set ${path.replace(/^properties\./, "")} of ${nameOf(resourceId)} to ${JSON.stringify(value)}`,
    risk,
    az: az ?? `az resource update --ids ${resourceId} --set ${path}=${literal}`,
    bicep: `resource target '${typeOf(resourceId) ?? ""}@${apiVersion}' = {\n  name: '${nameOf(resourceId)}'\n${bicepOf(body, 1)}\n}`,
    ...(terraform === undefined ? {} : { terraform }),
    arm: { method: "PATCH", url: `${resourceId}?api-version=${apiVersion}`, body },
    change: {
      kind: "setting",
      resourceId,
      apiVersion,
      path,
      value,
      ...(clears === undefined ? {} : { clears }),
    },
  };
}

/** JSON in which one path is set. */
export function nest(path: string, value: unknown): unknown {
  return path.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
}

function bicepOf(body: unknown, depth: number): string {
  const indent = "  ".repeat(depth);
  return Object.entries(body as object)
    .map(([name, value]: [string, unknown]) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? `${indent}${name}: {\n${bicepOf(value, depth + 1)}\n${indent}}`
        : `${indent}${name}: ${typeof value === "string" ? `'${value}'` : JSON.stringify(value)}`,
    )
    .join("\n");
}
