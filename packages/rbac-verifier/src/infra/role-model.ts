import { neededRoles } from "../rules/needed-role.ts";
import type { InfraPlan } from "./infra-options.ts";
import { Reference, type ResourceModel, type RoleModel } from "./resource-model.ts";

type NeededRole = (typeof neededRoles)[keyof typeof neededRoles];

function needs(of: string, on: string, { id, name }: NeededRole): RoleModel {
  return { of, on, roleId: id, roleName: name };
}

/** Who needs which role on what, for the profile. */
export function rolesOf({ profile, vectorizer }: InfraPlan): readonly RoleModel[] {
  if (profile === "entrim") {
    return [
      needs("identity", "search", neededRoles.indexReader),
      needs("identity", "openai", neededRoles.openaiUser),
      needs("search", "storage", neededRoles.blobReader),
      ...(vectorizer ? [needs("search", "openai", neededRoles.openaiUser)] : []),
    ];
  }
  const blobs = profile === "r1" ? neededRoles.blobContributor : neededRoles.blobReader;
  return [
    needs("openai", "search", neededRoles.indexReader),
    needs("openai", "search", neededRoles.searchContributor),
    needs("openai", "storage", neededRoles.blobContributor),
    needs("search", "openai", neededRoles.openaiContributor),
    needs("search", "storage", blobs),
    needs("webApp", "openai", neededRoles.openaiUser),
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
