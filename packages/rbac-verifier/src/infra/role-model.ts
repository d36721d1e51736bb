import { neededRoles } from "../rules/needed-role.ts";
import type { InfraPlan } from "./infra-options.ts";
import { Reference, type ResourceModel, type RoleModel } from "./resource-model.ts";

type NeededRole = (typeof neededRoles)[keyof typeof neededRoles];

/** Who needs which role on what, for the profile. */
export function rolesOf({ profile, vectorizer }: InfraPlan): readonly RoleModel[] {
  const role = (of: string, on: string, { id, name }: NeededRole): RoleModel => ({
    of,
    on,
    roleId: id,
    roleName: name,
  });
  if (profile === "entrim") {
    return [
      role("identity", "search", neededRoles.indexReader),
      role("identity", "openai", neededRoles.openaiUser),
      role("search", "storage", neededRoles.blobReader),
      ...(vectorizer ? [role("search", "openai", neededRoles.openaiUser)] : []),
    ];
  }
  const blobs = profile === "r1" ? neededRoles.blobContributor : neededRoles.blobReader;
  return [
    role("openai", "search", neededRoles.indexReader),
    role("openai", "search", neededRoles.searchContributor),
    role("openai", "storage", neededRoles.blobContributor),
    role("search", "openai", neededRoles.openaiContributor),
    role("search", "storage", blobs),
    role("webApp", "openai", neededRoles.openaiUser),
  ];
}

/** How a role is named in templates, as `searchOnStorageBlobDataReader`. */
export function symbolOfRole({ of, on, roleName }: RoleModel): string {
  const upper = on.charAt(0).toUpperCase() + on.slice(1);
  return `${of}On${upper}${roleName.replaceAll(" ", "")}`;
}

/** The role assignments of a set-up. */
export function roleResources(plan: InfraPlan): readonly ResourceModel[] {
  return rolesOf(plan).map((role) => ({
    symbol: symbolOfRole(role),
    type: "Microsoft.Authorization/roleAssignments",
    apiVersion: "2022-04-01",
    name: "",
    role,
    body: {
      properties: {
        principalId: new Reference(role.of, "principalId"),
        // a principal that is new is not looked up then, and found missing
        principalType: "ServicePrincipal",
      },
    },
  }));
}
