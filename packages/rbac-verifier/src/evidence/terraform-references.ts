import { plannedPrincipal } from "./planned-resource.ts";
import { valueAt, type Json } from "./read-path.ts";
import { firstOfChains, type TerraformRow } from "./terraform-plan.ts";
import { terraformId } from "./terraform-id.ts";

/** Attributes that are lists: each reference in them is an element. */
const lists: ReadonlySet<string> = new Set([
  "identity_ids",
  "private_dns_zone_ids",
  "allowed_principals",
]);

const maxDepth = 16;

/**
 * Gives attributes that are known only after an apply what they refer to: the id of another resource, the identity
 * that it will have, or a value that it has already. What leads to several resources stays unknown.
 */
export function resolveReferences(rows: readonly TerraformRow[]): readonly TerraformRow[] {
  const byPath = new Map<string, TerraformRow[]>();
  for (const row of rows) {
    const key = `${row.module} ${row.path}`;
    byPath.set(key, [...(byPath.get(key) ?? []), row]);
  }
  const done = new Map<string, TerraformRow>();
  const open = new Set<string>();

  function resolved(row: TerraformRow): TerraformRow {
    const known = done.get(row.address);
    if (known !== undefined) return known;
    // two that need each other: what stands there has to do
    if (open.has(row.address)) return row;
    open.add(row.address);
    const complete = { ...row, values: fill(row.values, row.expressions, row, 0) };
    open.delete(row.address);
    done.set(row.address, complete);
    return complete;
  }

  function fill(values: Json, expressions: Json, row: TerraformRow, depth: number): Json {
    if (typeof expressions !== "object" || expressions === null || depth > maxDepth) return values;
    const filled: Record<string, Json> = {
      ...(typeof values === "object" && !Array.isArray(values) ? values : {}),
    };
    for (const [name, expression] of Object.entries(expressions) as [string, Json][]) {
      const value = filled[name] ?? undefined;
      if (Array.isArray(expression)) {
        const list = Array.isArray(value) ? (value as Json[]) : value === undefined ? [] : [value];
        const blocks = expression.map((one, index) => fill(list[index] ?? {}, one, row, depth + 1));
        // a map of a configuration looks like a block that stands once
        filled[name] = value === undefined || Array.isArray(value) ? blocks : blocks[0];
      } else if (isUnknown(value)) {
        const found = firstOfChains(expression).flatMap((one) => valueOf(one, row) ?? []);
        const [first] = found;
        if (lists.has(name) && found.length > 0) filled[name] = found;
        else if (found.length === 1) filled[name] = first;
      }
    }
    return filled;
  }

  function valueOf(reference: string, row: TerraformRow): Json {
    const [only, ...others] = row.follow(reference, row.module);
    if (only === undefined || others.length > 0) return undefined;
    const [type, name, ...attribute] = only.reference.replaceAll(/\[[^\]]*\]/g, "").split(".");
    const candidates = byPath.get(`${only.module} ${type ?? ""}.${name ?? ""}`) ?? [];
    const target =
      candidates.length === 1
        ? candidates[0]
        : candidates.find(({ index }) => index !== undefined && index === row.index);
    if (target === undefined) return undefined;
    return attributeOf(resolved(target), attribute);
  }

  return rows.map(resolved);
}

/** Absent, null, or a list of which nothing is known. */
function isUnknown(value: Json): boolean {
  return (
    value === undefined ||
    value === null ||
    (Array.isArray(value) && value.every((one: unknown) => one === null))
  );
}

function attributeOf(row: TerraformRow, attribute: readonly string[]): Json {
  const last = attribute.at(-1);
  if (last === undefined || last === "id") return terraformId(row);
  const steps = attribute.flatMap((step) => (step === "identity" ? [step, "0"] : [step]));
  const known = valueAt(row.values, steps.join("."));
  if (known !== undefined) return known;
  return last === "principal_id" ? plannedPrincipal(terraformId(row)) : undefined;
}
