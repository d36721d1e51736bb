import type { ArmResource } from "./arm-resource.ts";

/**
 * A resource whose old versions do not show one member of one property: who asks with them sees it as if it
 * were not set.
 *
 * @param path The property and its member.
 * @param options.before The first version that has it.
 */
export function hideMember(
  resource: ArmResource,
  [property, member]: readonly [property: string, member: string],
  { before }: { readonly before: string },
): ArmResource {
  return {
    ...resource,
    show(apiVersion) {
      const shown = resource.show(apiVersion);
      const properties = shown["properties"] as Readonly<Record<string, unknown>>;
      const value = properties[property];
      if (apiVersion >= before || typeof value !== "object" || value === null) return shown;
      const { [member]: _, ...rest } = value as Readonly<Record<string, unknown>>;
      return { ...shown, properties: { ...properties, [property]: rest } };
    },
  };
}
