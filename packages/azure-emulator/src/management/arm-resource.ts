import type { SeedResourceMembers } from "../seed.ts";

/** A resource as Resource Manager shows it. */
export interface ArmResource {
  readonly id: string;
  /** What actions on it begin with, as in `Microsoft.Search/searchServices`. */
  readonly type: string;
  /** Whether it is one of the seed's `resources`, with no service behind it (`false`). */
  readonly isSeeded?: boolean;
  /** What is shown in a version of the API. */
  show(apiVersion: string): Readonly<Record<string, unknown>>;
}

/** Everything that Resource Manager shows. */
export interface ArmResources {
  /** All of it, as it is at the moment. */
  list(): readonly ArmResource[];
  /** Changes members of a resource, and of its `properties` each by itself. */
  change(id: string, change: SeedResourceMembers): void;
}

/** The defaults of a resource. */
interface ArmDefaults {
  readonly id: string;
  readonly type: string;
  /** Without one where resources have none: a deployment has no location. */
  readonly location?: string;
  readonly kind?: string;
  readonly sku?: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A resource from its defaults, and from what the seed says of it. */
export function armResource(
  { id, type, properties, ...defaults }: ArmDefaults,
  members: SeedResourceMembers = {},
): ArmResource {
  const shown = {
    id,
    name: id.slice(id.lastIndexOf("/") + 1),
    type,
    ...defaults,
    ...members,
    properties: { ...properties, ...members.properties },
  };
  return { id, type, show: () => shown };
}
