/** As many as a tenant has. */
export interface TenantSize {
  readonly assignments: number;
  readonly resources: number;
}

const tenant = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups";
const app = "1de00000-0000-4000-8000-000000000006";

const idOf = (type: string, name: string, group = "chat"): string =>
  `${tenant}/${group}/providers/${type}/${name}`;

const searchId = idOf("Microsoft.Search/searchServices", "contoso");
const openaiId = idOf("Microsoft.CognitiveServices/accounts", "contoso");

/** A snapshot of a tenant: a set-up that is right, among as many others and their roles. */
export function createTenant({ assignments, resources }: TenantSize): string {
  const others = Array.from({ length: resources }, (_, n) => ({
    id: idOf("Microsoft.Storage/storageAccounts", `store${n}`, `team-${n % 50}`),
    properties: {
      publicNetworkAccess: "Enabled",
      networkAcls: { defaultAction: "Allow", bypass: "AzureServices", ipRules: [] },
    },
  }));
  const grants = Array.from({ length: assignments }, (_, n) =>
    assignment(
      guidOf(n % 900),
      "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
      others[n % resources]?.id ?? "",
      n,
    ),
  );
  return JSON.stringify({
    kind: "entrim.snapshot",
    targets: {
      openai: openaiId,
      search: searchId,
      identity: idOf("Microsoft.ManagedIdentity/userAssignedIdentities", "app"),
    },
    evidence: { complete: ["roleAssignments:inherited", "roleAssignments:groups"] },
    resources: [
      { id: searchId, properties: { disableLocalAuth: true, publicNetworkAccess: "disabled" } },
      { id: openaiId, kind: "OpenAI", properties: { disableLocalAuth: true } },
      {
        id: idOf("Microsoft.ManagedIdentity/userAssignedIdentities", "app"),
        properties: { principalId: app },
      },
      ...others,
    ],
    roleAssignments: [
      ...grants,
      assignment(app, "1407120a-92aa-4202-b7e9-c0e197c71c8f", searchId, assignments),
      assignment(app, "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd", openaiId, assignments + 1),
    ],
  });
}

function guidOf(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
}

function assignment(principalId: string, roleId: string, scope: string, n: number): object {
  return {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${guidOf(n)}`,
    properties: {
      principalId,
      principalType: "ServicePrincipal",
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
      scope,
    },
  };
}
