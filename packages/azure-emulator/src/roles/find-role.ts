import { builtInRoles, type BuiltInRole } from "./built-in-roles.ts";

/** The built-in role of that name or id, in any case. */
export function findRole(nameOrId: string): BuiltInRole | undefined {
  const wanted = nameOrId.toLowerCase();
  return builtInRoles.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
}
