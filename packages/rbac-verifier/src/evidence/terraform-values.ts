import { listAt, textAt, valueAt, type Json } from "./read-path.ts";
import { armTypeOf, terraformId } from "./terraform-id.ts";
import type { TerraformRow } from "./terraform-plan.ts";

/** A resource in the form of Resource Manager. */
export interface ConvertedResource {
  readonly id: string;
  readonly type: string;
  readonly [member: string]: Json;
}

/** Turns a resource of Terraform into those of Resource Manager that it stands for. */
export type Converter = (
  row: TerraformRow,
  rows: readonly TerraformRow[],
) => readonly ConvertedResource[];

/** What stands beside the properties of a resource. */
export function envelopeOf(row: TerraformRow): ConvertedResource {
  const { values, type } = row;
  const identity = listAt(values, "identity")[0];
  return {
    id: terraformId(row),
    type: armTypeOf(type) ?? type,
    name: valueAt(values, "name"),
    location: valueAt(values, "location"),
    tags: valueAt(values, "tags"),
    ...(identity === undefined ? {} : { identity: identityOf(identity) }),
  };
}

function identityOf(identity: Json): Json {
  const ids = listAt(identity, "identity_ids").filter((id) => typeof id === "string");
  return known({
    type: valueAt(identity, "type"),
    principalId: valueAt(identity, "principal_id"),
    tenantId: valueAt(identity, "tenant_id"),
    userAssignedIdentities:
      ids.length === 0 ? undefined : Object.fromEntries(ids.map((id) => [id, {}])),
  });
}

/** A block that stands once, of which Terraform makes a list. */
export function blockAt(values: Json, name: string): Json {
  const value = valueAt(values, name);
  return Array.isArray(value) ? (value[0] as Json) : value;
}

/** What Resource Manager says in words of what is on or off. */
export function onOff(value: Json): string | undefined {
  return typeof value === "boolean" ? (value ? "Enabled" : "Disabled") : undefined;
}

/** What is the other way round in Resource Manager. */
export function opposite(value: Json): boolean | undefined {
  return typeof value === "boolean" ? !value : undefined;
}

/** Members that are known. */
export function known(members: Readonly<Record<string, Json>>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== null),
  );
}

/** A list of addresses as rules of Resource Manager; undefined where it is not known. */
export function addressRules(values: Json, name: string): readonly Json[] | undefined {
  const list = valueAt(values, name);
  return Array.isArray(list) ? list.map((value: Json) => ({ value })) : undefined;
}

/** A resource that another one names by its id. */
export function isNamedBy(values: Json, attribute: string, id: string): boolean {
  return textAt(values, attribute)?.toLowerCase() === id.toLowerCase();
}
