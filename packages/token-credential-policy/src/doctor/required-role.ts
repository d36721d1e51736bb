import type { Principal } from "./principal.ts";
import type { Target } from "./target.ts";

/** What lets a principal use a service, and how to grant it. */
export interface RequiredRole {
  /** The least that will do. */
  readonly name: string;
  /** Ids of the built-in roles that will do, without what a custom role may be. */
  readonly sufficient: ReadonlySet<string>;
  /** The type of the resource in Resource Manager. */
  readonly resourceType: string;
  /** A version of it that shows what is looked for. */
  readonly apiVersion: string;
}

/**
 * The roles by service.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export const requiredRoles: Readonly<Record<Exclude<Target["service"], "graph">, RequiredRole>> = {
  openai: {
    name: "Cognitive Services OpenAI User",
    sufficient: new Set([
      "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd", // itself
      "a001fd3d-188f-4b5d-821b-7da978bf7442", // Cognitive Services OpenAI Contributor
      "a97b65f3-24c7-4388-baec-2e87135dc908", // Cognitive Services User
    ]),
    resourceType: "Microsoft.CognitiveServices/accounts",
    apiVersion: "2024-10-01",
  },
  search: {
    name: "Search Index Data Reader",
    sufficient: new Set([
      "1407120a-92aa-4202-b7e9-c0e197c71c8f", // itself
      "8ebe5a00-799e-43f5-93ac-243d3dce84a7", // Search Index Data Contributor
    ]),
    resourceType: "Microsoft.Search/searchServices",
    apiVersion: "2025-05-01",
  },
  blob: {
    name: "Storage Blob Data Reader",
    sufficient: new Set([
      "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", // itself
      "ba92f5b4-2d11-453d-a403-e96b0029c9fe", // Storage Blob Data Contributor
      "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", // Storage Blob Data Owner
    ]),
    resourceType: "Microsoft.Storage/storageAccounts",
    apiVersion: "2023-05-01",
  },
};

/** GroupMember.Read.All as an application permission; the same GUID in every tenant. */
const groupMemberReadAll = "98830695-27a2-44f7-8c18-0c3ebc9698f6";

/** Microsoft Graph as an application; the same in every tenant. */
const graphAppId = "00000003-0000-0000-c000-000000000000";

/**
 * The line that grants what is missing, for an administrator's shell.
 *
 * @param resourceId Where it is known; otherwise the line looks for it.
 */
export function grantCommand(
  { service, endpoint }: Target,
  { objectId, kind }: Principal,
  resourceId: string | undefined,
): string {
  if (service === "graph") {
    const graph = `$(az ad sp show --id ${graphAppId} --query id --output tsv)`;
    return `az rest --method POST --uri ${endpoint}/v1.0/servicePrincipals/${objectId}/appRoleAssignments --body "{\\"principalId\\":\\"${objectId}\\",\\"resourceId\\":\\"${graph}\\",\\"appRoleId\\":\\"${groupMemberReadAll}\\"}"`;
  }
  const { name, resourceType } = requiredRoles[service];
  // the first label is checked to be of letters, digits and hyphens
  const [label] = new URL(endpoint).host.split(".");
  const found =
    service === "openai"
      ? `az cognitiveservices account list --query "[?properties.customSubDomainName=='${label}'].id" --output tsv`
      : `az resource list --resource-type ${resourceType} --name ${label} --query "[].id" --output tsv`;
  const scope = resourceId === undefined ? `"$(${found})"` : `"${resourceId}"`;
  const type = kind === "person" ? "User" : "ServicePrincipal";
  return `az role assignment create --assignee-object-id ${objectId} --assignee-principal-type ${type} --role "${name}" --scope ${scope}`;
}
