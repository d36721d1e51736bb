import { type AzureProblem, explainAzureError } from "@entrim/token-credential-policy";
import { RbacVerifierError } from "../rbac-verifier-error.ts";
import type { AzureAnswer } from "./azure-client.ts";
import { errorCodeOf, errorMessageOf } from "./azure-error.ts";

/** Whom a read was for. */
export type AskedService = "resourceManager" | "graph" | "search";

const names: Readonly<Record<AskedService, string>> = {
  resourceManager: "Azure Resource Manager",
  graph: "Microsoft Graph",
  search: "AI Search",
};

/** What lets a read pass where roles are missing. */
const roles: Readonly<Record<AskedService, string>> = {
  resourceManager:
    "Assign Reader on the resource group to whoever runs this; a new assignment takes up to ten minutes",
  graph:
    "Assign Directory Readers in Entra, or Application.Read.All and GroupMember.Read.All of Microsoft Graph, to whoever runs this",
  search:
    "Assign Search Index Data Reader to whoever runs this, and let the service take tokens; a new assignment takes up to ten minutes",
};

/** Why a service did not show what it was asked for, and what to do. */
export function readRefusal(answer: AzureAnswer, service: AskedService): RbacVerifierError {
  const { status } = answer;
  const code = errorCodeOf(answer);
  const said = `${names[service]} answered ${status}${code === undefined ? "" : ` ${code}`}`;
  const explained = explainAzureError({ status, code, message: errorMessageOf(answer) });
  if (status === 401 || status === 403) {
    // the catalogue means roles on data; what is asked for here takes others
    const about =
      explained === undefined || explained.hop === "role" ? roles[service] : sentenceOf(explained);
    return new RbacVerifierError("ACCESS_DENIED", `rbac-verifier: ${said}. ${about}`);
  }
  return new RbacVerifierError(
    "AZURE_UNAVAILABLE",
    `rbac-verifier: ${said}${explained === undefined ? "" : `. ${sentenceOf(explained)}`}`,
  );
}

/** Why a service was not reached, or no token was had for it, and what to do. */
export function notReached(cause: unknown): RbacVerifierError {
  const explained = explainThrown(cause);
  return new RbacVerifierError(
    "AZURE_UNAVAILABLE",
    `rbac-verifier: Azure was not reached. ${explained === undefined ? "See the cause" : sentenceOf(explained)}`,
    { cause },
  );
}

/** Credentials and clients wrap what they were told, so it may stand anywhere in the chain of causes. */
function explainThrown(error: unknown, depth = 0): AzureProblem | undefined {
  if (!(error instanceof Error) || depth > 8) return undefined;
  const code: unknown = Reflect.get(error, "code");
  return (
    explainThrown(error.cause, depth + 1) ??
    explainAzureError({
      message: `${error.name} ${error.message}`,
      code: typeof code === "string" ? code : undefined,
    })
  );
}

/** What is wrong and what to do, without the last full stop, as other messages are. */
function sentenceOf({ problem, remedy }: AzureProblem): string {
  return `${problem} ${remedy.replace(/\.$/, "")}`;
}
