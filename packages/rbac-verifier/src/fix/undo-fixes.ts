import { textAt } from "../evidence/read-path.ts";
import { nameOf } from "../evidence/resource-id.ts";
import {
  type AzureClient,
  type AzureClientOptions,
  createAzureClient,
} from "../live/azure-client.ts";
import { RbacVerifierError } from "../rbac-verifier-error.ts";
import { requireChanged } from "./require-changed.ts";
import { roleAssignmentName } from "./role-assignment-name.ts";

/** One request that takes a change back. */
export interface UndoStep {
  readonly method: "DELETE" | "PATCH";
  readonly path: string;
  readonly body?: unknown;
}

/**
 * Takes back what was applied, the last first. Deletes role assignments that a fix made and nothing else; what is
 * gone already is left so.
 *
 * @throws RbacVerifierError `FIX_REFUSED` when Azure refuses, for a step that no fix has, and for a role assignment
 * that somebody else made.
 */
export async function undoFixes(
  steps: readonly UndoStep[],
  options: AzureClientOptions,
): Promise<void> {
  if (!Array.isArray(steps) || !steps.every(isUndoStep)) {
    throw new RbacVerifierError(
      "FIX_REFUSED",
      "rbac-verifier: these are not the steps that a fix left; nothing was changed",
    );
  }
  const arm = createAzureClient("resourceManager", options);
  for (const { method, path, body } of steps.toReversed()) {
    // oxlint-disable-next-line no-await-in-loop -- in the reverse of the order in which they were made
    if (method === "DELETE" && !(await isOwnAssignment(path, arm))) continue;
    // oxlint-disable-next-line no-await-in-loop
    const answer = await arm.send(method, path, body);
    if (answer.status !== 404) requireChanged(answer);
  }
}

/**
 * Whether there is a role assignment that a fix made: its name follows from what it grants.
 *
 * @throws RbacVerifierError `FIX_REFUSED` when somebody else made it.
 */
async function isOwnAssignment(path: string, arm: AzureClient): Promise<boolean> {
  const row = await arm.get(path);
  if (row === undefined) return false;
  const [scope = "", name = ""] = path
    .replace(/\?.*$/, "")
    .split("/providers/Microsoft.Authorization/roleAssignments/");
  const roleId = nameOf(textAt(row, "properties.roleDefinitionId") ?? "");
  const principalId = textAt(row, "properties.principalId") ?? "";
  if (
    [0, 1].some((attempt) => roleAssignmentName({ scope, roleId, principalId }, attempt) === name)
  ) {
    return true;
  }
  throw new RbacVerifierError(
    "FIX_REFUSED",
    "rbac-verifier: no fix made a role assignment that is to be taken back; delete it yourself if it has to go",
  );
}

/** Steps come from a file, which somebody may have changed. */
function isUndoStep(step: UndoStep): boolean {
  const { method, path } = Object(step) as UndoStep;
  return method === "DELETE"
    ? /^\/[^?#]*\/providers\/Microsoft\.Authorization\/roleAssignments\/[\da-f-]{36}\?api-version=[\d-]+$/.test(
        path,
      )
    : method === "PATCH" && /^\/subscriptions\/[^?#]+\?api-version=[\w-]+$/.test(path);
}
