import type { RoleDefinition, RoleDefinitions } from "../azure.ts";
import type { Seed } from "../seed.ts";
import { builtInRoles } from "./built-in-roles.ts";
import { requireScope } from "./require-scope.ts";

const builtIn: readonly RoleDefinition[] = builtInRoles.map(({ id, name, ...permissions }) => ({
  id,
  name,
  description: "",
  type: "BuiltInRole",
  assignableScopes: ["/"],
  permissions: [permissions],
}));

/**
 * The built-in roles and the custom ones of a seed.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/custom-roles
 * @throws TypeError for a custom role that takes the place of another one, or a scope that is none.
 */
export function createRoleDefinitions({ roleDefinitions = [] }: Seed): RoleDefinitions {
  let all = builtIn;

  const find: RoleDefinitions["find"] = (nameOrId) => {
    const wanted = nameOrId.toLowerCase();
    return all.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
  };
  const put: RoleDefinitions["put"] = (definition) => {
    const id = definition.id.toLowerCase();
    const taken = [find(id), find(definition.name)].find(
      (one) => one !== undefined && (one.id !== id || one.type === "BuiltInRole"),
    );
    if (taken) {
      throw new TypeError(
        `azure-emulator: the role "${taken.name}" has the name or id of "${definition.name}"; give it another one`,
      );
    }
    for (const scope of definition.assignableScopes) requireScope(scope);
    const made: RoleDefinition = { ...definition, id, type: "CustomRole" };
    all = [...all.filter((one) => one.id !== id), made];
    return made;
  };
  for (const { id, name, description = "", assignableScopes, ...seeded } of roleDefinitions) {
    const { actions = [], notActions = [], dataActions = [], notDataActions = [] } = seeded;
    const permissions = [{ actions, notActions, dataActions, notDataActions }];
    put({ id, name, description, assignableScopes, permissions });
  }

  return {
    list: () => all,
    find,
    put,
    remove(id) {
      const kept = all.filter((one) => one.type === "BuiltInRole" || one.id !== id.toLowerCase());
      const isRemoved = kept.length < all.length;
      all = kept;
      return isRemoved;
    },
  };
}
