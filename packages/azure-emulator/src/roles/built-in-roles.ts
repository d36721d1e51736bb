/** A built-in role of Azure. */
export interface BuiltInRole {
  /** The same GUID in every tenant. */
  readonly id: string;
  readonly name: string;
  /** What it lets do to resources; `*` stands for any text, slashes included. */
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  /** What it lets do to the data within resources. `actions` grant nothing of it. */
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

const none = { actions: [], notActions: [], dataActions: [], notDataActions: [] } as const;

/**
 * The roles that can be granted in the local Azure.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export const builtInRoles: readonly BuiltInRole[] = [
  {
    ...none,
    id: "1407120a-92aa-4202-b7e9-c0e197c71c8f",
    name: "Search Index Data Reader",
    dataActions: ["Microsoft.Search/searchServices/indexes/documents/read"],
  },
  {
    ...none,
    id: "8ebe5a00-799e-43f5-93ac-243d3dce84a7",
    name: "Search Index Data Contributor",
    dataActions: [
      "Microsoft.Search/searchServices/indexes/documents/*",
      "Microsoft.Search/searchServices/indexes/contentSecurity/elevatedOperations/read",
    ],
  },
  {
    ...none,
    id: "7ca78c08-252a-4471-8644-bb5ff32d4ba0",
    name: "Search Service Contributor",
    actions: [
      "Microsoft.Authorization/*/read",
      "Microsoft.Insights/alertRules/*",
      "Microsoft.ResourceHealth/availabilityStatuses/read",
      "Microsoft.Resources/deployments/*",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
      "Microsoft.Search/searchServices/*",
      "Microsoft.Support/*",
    ],
  },
  {
    ...none,
    id: "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
    name: "Cognitive Services OpenAI User",
    actions: [
      "Microsoft.CognitiveServices/*/read",
      "Microsoft.Authorization/roleAssignments/read",
      "Microsoft.Authorization/roleDefinitions/read",
    ],
    dataActions: [
      "Microsoft.CognitiveServices/accounts/OpenAI/*/read",
      "Microsoft.CognitiveServices/accounts/OpenAI/engines/completions/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/engines/search/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/engines/generate/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/audio/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/search/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/completions/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/realtime/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/extensions/chat/completions/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/embeddings/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/images/generations/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/video/generations/*/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/video/generations/*/delete",
      "Microsoft.CognitiveServices/accounts/OpenAI/assistants/*",
      "Microsoft.CognitiveServices/accounts/OpenAI/responses/*",
    ],
    notDataActions: ["Microsoft.CognitiveServices/accounts/OpenAI/stored-completions/read"],
  },
  {
    ...none,
    id: "a001fd3d-188f-4b5d-821b-7da978bf7442",
    name: "Cognitive Services OpenAI Contributor",
    actions: [
      "Microsoft.CognitiveServices/*/read",
      "Microsoft.CognitiveServices/accounts/deployments/write",
      "Microsoft.CognitiveServices/accounts/deployments/delete",
      "Microsoft.CognitiveServices/accounts/raiPolicies/read",
      "Microsoft.CognitiveServices/accounts/raiPolicies/write",
      "Microsoft.CognitiveServices/accounts/raiPolicies/delete",
      "Microsoft.CognitiveServices/accounts/commitmentplans/read",
      "Microsoft.CognitiveServices/accounts/commitmentplans/write",
      "Microsoft.CognitiveServices/accounts/commitmentplans/delete",
      "Microsoft.Authorization/roleAssignments/read",
      "Microsoft.Authorization/roleDefinitions/read",
    ],
    dataActions: ["Microsoft.CognitiveServices/accounts/OpenAI/*"],
  },
  {
    ...none,
    id: "a97b65f3-24c7-4388-baec-2e87135dc908",
    name: "Cognitive Services User",
    actions: [
      "Microsoft.CognitiveServices/*/read",
      "Microsoft.CognitiveServices/accounts/listkeys/action",
      "Microsoft.Insights/alertRules/read",
      "Microsoft.Insights/diagnosticSettings/read",
      "Microsoft.Insights/logDefinitions/read",
      "Microsoft.Insights/metricdefinitions/read",
      "Microsoft.Insights/metrics/read",
      "Microsoft.ResourceHealth/availabilityStatuses/read",
      "Microsoft.Resources/deployments/operations/read",
      "Microsoft.Resources/subscriptions/operationresults/read",
      "Microsoft.Resources/subscriptions/read",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
      "Microsoft.Support/*",
    ],
    dataActions: ["Microsoft.CognitiveServices/*"],
    notDataActions: [
      "Microsoft.CognitiveServices/accounts/AIServices/agents/endpoints/UserIdentityImpersonation/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/fine-tunes-deployments/write",
      "Microsoft.CognitiveServices/accounts/AIServices/fine_tuning_deployments/write",
    ],
  },
  {
    ...none,
    id: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    name: "Storage Blob Data Reader",
    actions: [
      "Microsoft.Storage/storageAccounts/blobServices/containers/read",
      "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
    ],
    dataActions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
  },
  {
    ...none,
    id: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    name: "Storage Blob Data Contributor",
    actions: [
      "Microsoft.Storage/storageAccounts/blobServices/containers/delete",
      "Microsoft.Storage/storageAccounts/blobServices/containers/read",
      "Microsoft.Storage/storageAccounts/blobServices/containers/write",
      "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
    ],
    dataActions: [
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/move/action",
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
    ],
  },
  {
    ...none,
    id: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    name: "Reader",
    actions: ["*/read"],
  },
  {
    ...none,
    id: "b24988ac-6180-42a0-ab88-20f7382dd24c",
    name: "Contributor",
    actions: ["*"],
    notActions: [
      "Microsoft.Authorization/*/Delete",
      "Microsoft.Authorization/*/Write",
      "Microsoft.Authorization/elevateAccess/Action",
      "Microsoft.Blueprint/blueprintAssignments/write",
      "Microsoft.Blueprint/blueprintAssignments/delete",
      "Microsoft.Compute/galleries/share/action",
      "Microsoft.Purview/consents/write",
      "Microsoft.Purview/consents/delete",
      "Microsoft.Resources/deploymentStacks/manageDenySetting/action",
      "Microsoft.Subscription/cancel/action",
      "Microsoft.Subscription/enable/action",
    ],
  },
  {
    ...none,
    id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    name: "Owner",
    actions: ["*"],
  },
  {
    ...none,
    id: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    name: "Role Based Access Control Administrator",
    actions: [
      "Microsoft.Authorization/roleAssignments/write",
      "Microsoft.Authorization/roleAssignments/delete",
      "*/read",
      "Microsoft.Support/*",
    ],
  },
];
