import { explainAzureError } from "@entrim/token-credential-policy";
import type { AzureAnswer } from "../live/azure-client.ts";
import { errorCodeOf, errorMessageOf } from "../live/azure-error.ts";
import { RbacVerifierError } from "../rbac-verifier-error.ts";

const whoMay =
  "Owner, or Role Based Access Control Administrator together with Contributor, may make it";

/**
 * What to do about refusals of Resource Manager, by their codes.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
 * @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
 */
const remedies: ReadonlyMap<string, string> = new Map([
  ["AuthorizationFailed", whoMay],
  ["LinkedAuthorizationFailed", whoMay],
  ["ScopeLocked", "A lock protects the resource; let whoever set it remove it for the change"],
  [
    "RequestDisallowedByPolicy",
    "An assigned Azure Policy forbids it; ask for an exemption, or keep the setting and suppress the finding",
  ],
  [
    "PrincipalNotFound",
    "Entra does not know the identity yet; come back in some minutes, or look whether it was deleted",
  ],
  [
    "RoleAssignmentLimitExceeded",
    "The subscription has as many role assignments as it may; remove those that nobody needs",
  ],
  ["RoleDefinitionDoesNotExist", "The role does not exist in this cloud; see --cloud"],
]);

/**
 * Goes on when Azure made a change.
 *
 * @throws RbacVerifierError `FIX_REFUSED`, with what to do.
 */
export function requireChanged(answer: AzureAnswer): void {
  const { status } = answer;
  if (status >= 200 && status < 300) return;
  const code = errorCodeOf(answer);
  const explained = explainAzureError({ status, code, message: errorMessageOf(answer) });
  const remedy =
    remedies.get(code ?? "") ?? (status === 403 ? whoMay : explained?.remedy.replace(/\.$/, ""));
  throw new RbacVerifierError(
    "FIX_REFUSED",
    `rbac-verifier: Azure refused the change with ${code === undefined ? status : `${status} ${code}`}; what was made before it stays, and can be undone${remedy === undefined ? "" : `. ${remedy}`}`,
  );
}
