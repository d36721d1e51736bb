import { textAt } from "../evidence/read-path.ts";
import type { AzureClient } from "./azure-client.ts";
import type { EvidenceReader } from "./evidence-reader.ts";

/**
 * Reads what Entra knows about the app: its registration and what its identity may do in Microsoft Graph.
 * Ids of secrets are read, and nothing else of them; Graph has no more.
 */
export async function readEntra(
  {
    applicationId,
    principalId,
  }: { readonly applicationId: string | undefined; readonly principalId: string | undefined },
  graph: AzureClient,
  reader: EvidenceReader,
): Promise<void> {
  await Promise.all([
    principalId === undefined
      ? undefined
      : reader.attempt("what the app may do in Microsoft Graph", async () => {
          const rows = await graph.list(
            `/v1.0/servicePrincipals/${encodeURIComponent(principalId)}/appRoleAssignments`,
          );
          reader.collector.addEntra({
            graphAppRoles: rows.map((row) => ({
              principalId: textAt(row, "principalId") ?? "",
              appRoleId: textAt(row, "appRoleId") ?? "",
            })),
          });
        }),
    applicationId === undefined
      ? undefined
      : reader.attempt("the app registration", async () => {
          const path = `/v1.0/applications(appId='${encodeURIComponent(applicationId)}')`;
          const [application, federatedIdentityCredentials] = await Promise.all([
            graph.get(`${path}?$select=appId,passwordCredentials,keyCredentials`),
            graph.list(`${path}/federatedIdentityCredentials`),
          ]);
          if (application === undefined) return;
          reader.collector.addEntra({
            application: { ...(application as object), federatedIdentityCredentials },
          });
        }),
  ]);
}
