import { readFileSync } from "node:fs";
import { readSnapshot } from "./evidence/read-snapshot.ts";
import { type Finding, type VerifyOptions, verify } from "./index.ts";

/** JSON to change in tests. */
// oxlint-disable-next-line typescript/no-explicit-any -- a test reaches into any depth of it
export type Mutable = any;

const text = readFileSync(new URL("article.test.fixture.json", import.meta.url), "utf8");

const group = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-oyd";

export const ids: Readonly<
  Record<
    | "group"
    | "openai"
    | "search"
    | "storage"
    | "site"
    | "identity"
    | "openaiPrincipal"
    | "searchPrincipal"
    | "appPrincipal"
    | "developer",
    string
  >
> = {
  group,
  openai: `${group}/providers/Microsoft.CognitiveServices/accounts/contoso-aoai`,
  search: `${group}/providers/Microsoft.Search/searchServices/contoso-search`,
  storage: `${group}/providers/Microsoft.Storage/storageAccounts/contosooyd`,
  site: `${group}/providers/Microsoft.Web/sites/contoso-chat`,
  identity: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-chat`,
  openaiPrincipal: "a0a10000-0000-4000-8000-000000000001",
  searchPrincipal: "5ea0c000-0000-4000-8000-000000000002",
  appPrincipal: "1de00000-0000-4000-8000-000000000006",
  developer: "de700000-0000-4000-8000-000000000004",
};

/** Somebody's set-up as the article has it, in which all is well. */
export function articleSnapshot(): Mutable {
  return JSON.parse(text);
}

/** The set-up of an app that searches and generates itself, in which all is well. */
export function entrimSnapshot(): Mutable {
  const snapshot = articleSnapshot();
  const { targets } = snapshot;
  targets.identity = ids.identity;
  targets.applicationId = "c11e0000-0000-4000-8000-000000000007";
  targets.chatDeployment = "gpt-4o";
  targets.index = "documents";
  delete targets.developers;
  resource(snapshot, ids.openai).properties.disableLocalAuth = true;
  const search = resource(snapshot, ids.search).properties;
  search.disableLocalAuth = true;
  delete search.authOptions;
  search.networkRuleSet.bypass = "None";
  resource(snapshot, ids.site).identity = {
    type: "UserAssigned",
    userAssignedIdentities: { [ids.identity]: { principalId: ids.appPrincipal } },
  };
  snapshot.resources.push(
    {
      id: ids.identity,
      name: "id-chat",
      type: "Microsoft.ManagedIdentity/userAssignedIdentities",
      properties: {
        principalId: ids.appPrincipal,
        clientId: "c0000000-0000-4000-8000-000000000008",
      },
    },
    {
      id: `${ids.site}/config/appsettings`,
      name: "appsettings",
      type: "Microsoft.Web/sites/config",
      properties: { AZURE_OPENAI_ENDPOINT: "https://contoso-aoai.openai.azure.com" },
    },
  );
  snapshot.roleAssignments = [
    assignment(1, ids.appPrincipal, "1407120a-92aa-4202-b7e9-c0e197c71c8f", ids.search),
    assignment(2, ids.appPrincipal, "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd", ids.openai),
    assignment(3, ids.searchPrincipal, "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", ids.storage),
  ];
  snapshot.entra = {
    application: {
      appId: targets.applicationId,
      passwordCredentials: [],
      keyCredentials: [],
      federatedIdentityCredentials: [
        {
          issuer: `https://login.microsoftonline.com/${snapshot.tenantId}/v2.0`,
          subject: ids.appPrincipal,
          audiences: ["api://AzureADTokenExchange"],
        },
      ],
    },
    graphAppRoles: [
      { principalId: ids.appPrincipal, appRoleId: "98830695-27a2-44f7-8c18-0c3ebc9698f6" },
      { principalId: ids.appPrincipal, appRoleId: "97235f07-e226-4f63-ace3-39588e11d3a1" },
    ],
  };
  return snapshot;
}

/** A role for somebody. */
export function assignment(
  number: number,
  principalId: string,
  roleId: string,
  scope: string,
  more: object = {},
): Mutable {
  const name = `00000000-0000-0000-0000-${String(number).padStart(12, "0")}`;
  return {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    type: "Microsoft.Authorization/roleAssignments",
    properties: {
      principalId,
      principalType: "ServicePrincipal",
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
      scope,
      ...more,
    },
  };
}

/** A resource of a snapshot. */
export function resource(snapshot: Mutable, id: string): Mutable {
  return snapshot.resources.find((one: { id: string }) => one.id === id);
}

/** The day after the snapshots were taken. */
export const now = (): number => Date.parse("2026-11-23T00:00:00Z");

/** Judges a snapshot on that day. */
export function judge(snapshot: Mutable, options: VerifyOptions = {}): readonly Finding[] {
  return verify(readSnapshot([{ name: "set-up.json", content: snapshot }]), { now, ...options });
}

/** What does not pass, as `R10 fail`, each once and in order. */
export function complaints(findings: readonly Finding[]): readonly string[] {
  return [
    ...new Set(
      findings
        .filter(({ status }) => status !== "pass")
        .map(({ ruleId, status }) => `${ruleId} ${status}`),
    ),
  ];
}
