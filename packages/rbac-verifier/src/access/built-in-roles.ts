import type { RoleDefinition } from "./role-definition.ts";

/**
 * The built-in roles that this topic meets, as Azure defined them in August 2026. Ids are the same in
 * every cloud; definitions that the evidence brings go before these.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export const builtInRoles: readonly RoleDefinition[] = [
  {
    id: "1407120a-92aa-4202-b7e9-c0e197c71c8f",
    name: "Search Index Data Reader",
    permissions: [
      {
        dataActions: ["Microsoft.Search/searchServices/indexes/documents/read"],
      },
    ],
  },
  {
    id: "8ebe5a00-799e-43f5-93ac-243d3dce84a7",
    name: "Search Index Data Contributor",
    permissions: [
      {
        dataActions: [
          "Microsoft.Search/searchServices/indexes/documents/*",
          "Microsoft.Search/searchServices/indexes/contentSecurity/elevatedOperations/read",
        ],
      },
    ],
  },
  {
    id: "7ca78c08-252a-4471-8644-bb5ff32d4ba0",
    name: "Search Service Contributor",
    permissions: [
      {
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
    ],
  },
  {
    id: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    name: "Storage Blob Data Contributor",
    permissions: [
      {
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
    ],
  },
  {
    id: "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
    name: "Storage Blob Data Owner",
    permissions: [
      {
        actions: [
          "Microsoft.Storage/storageAccounts/blobServices/containers/*",
          "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
        ],
        dataActions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"],
      },
    ],
  },
  {
    id: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    name: "Storage Blob Data Reader",
    permissions: [
      {
        actions: [
          "Microsoft.Storage/storageAccounts/blobServices/containers/read",
          "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
        ],
        dataActions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
      },
    ],
  },
  {
    id: "db58b8e5-c6ad-4a2a-8342-4190687cbf4a",
    name: "Storage Blob Delegator",
    permissions: [
      {
        actions: [
          "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
        ],
      },
    ],
  },
  {
    id: "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
    name: "Cognitive Services OpenAI User",
    permissions: [
      {
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
    ],
  },
  {
    id: "a001fd3d-188f-4b5d-821b-7da978bf7442",
    name: "Cognitive Services OpenAI Contributor",
    permissions: [
      {
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
    ],
  },
  {
    id: "a97b65f3-24c7-4388-baec-2e87135dc908",
    name: "Cognitive Services User",
    permissions: [
      {
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
    ],
  },
  {
    id: "25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68",
    name: "Cognitive Services Contributor",
    permissions: [
      {
        actions: [
          "Microsoft.Authorization/*/read",
          "Microsoft.CognitiveServices/*",
          "Microsoft.Features/features/read",
          "Microsoft.Features/providers/features/read",
          "Microsoft.Features/providers/features/register/action",
          "Microsoft.Insights/alertRules/*",
          "Microsoft.Insights/diagnosticSettings/*",
          "Microsoft.Insights/logDefinitions/read",
          "Microsoft.Insights/metricdefinitions/read",
          "Microsoft.Insights/metrics/read",
          "Microsoft.ResourceHealth/availabilityStatuses/read",
          "Microsoft.Resources/deployments/*",
          "Microsoft.Resources/deployments/operations/read",
          "Microsoft.Resources/subscriptions/operationresults/read",
          "Microsoft.Resources/subscriptions/read",
          "Microsoft.Resources/subscriptions/resourcegroups/deployments/*",
          "Microsoft.Resources/subscriptions/resourceGroups/read",
          "Microsoft.Support/*",
        ],
      },
    ],
  },
  {
    id: "53ca6127-db72-4b80-b1b0-d745d6d5456d",
    name: "Foundry User",
    permissions: [
      {
        actions: [
          "Microsoft.Authorization/*/read",
          "Microsoft.CognitiveServices/*/read",
          "Microsoft.CognitiveServices/accounts/listkeys/action",
          "Microsoft.Insights/alertRules/read",
          "Microsoft.Insights/diagnosticSettings/read",
          "Microsoft.Insights/logDefinitions/read",
          "Microsoft.Insights/metricdefinitions/read",
          "Microsoft.Insights/metrics/read",
          "Microsoft.ResourceHealth/availabilityStatuses/read",
          "Microsoft.Resources/deployments/*",
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
    ],
  },
  {
    id: "64702f94-c441-49e6-a78b-ef80e0188fee",
    name: "Azure AI Developer",
    permissions: [
      {
        actions: [
          "Microsoft.MachineLearningServices/workspaces/*/read",
          "Microsoft.MachineLearningServices/workspaces/*/action",
          "Microsoft.MachineLearningServices/workspaces/*/delete",
          "Microsoft.MachineLearningServices/workspaces/*/write",
          "Microsoft.MachineLearningServices/locations/*/read",
          "Microsoft.Authorization/*/read",
          "Microsoft.Resources/deployments/*",
        ],
        notActions: [
          "Microsoft.MachineLearningServices/workspaces/delete",
          "Microsoft.MachineLearningServices/workspaces/write",
          "Microsoft.MachineLearningServices/workspaces/listKeys/action",
          "Microsoft.MachineLearningServices/workspaces/hubs/write",
          "Microsoft.MachineLearningServices/workspaces/hubs/delete",
          "Microsoft.MachineLearningServices/workspaces/featurestores/write",
          "Microsoft.MachineLearningServices/workspaces/featurestores/delete",
          "Microsoft.MachineLearningServices/workspaces/evaluations/results/labels/read",
          "Microsoft.MachineLearningServices/workspaces/evaluations/results/reasonings/read",
          "Microsoft.MachineLearningServices/workspaces/simulations/results/images/read",
        ],
        dataActions: [
          "Microsoft.CognitiveServices/accounts/OpenAI/*",
          "Microsoft.CognitiveServices/accounts/SpeechServices/*",
          "Microsoft.CognitiveServices/accounts/ContentSafety/*",
          "Microsoft.CognitiveServices/accounts/MaaS/*",
        ],
        notDataActions: [
          "Microsoft.CognitiveServices/accounts/OpenAI/fine-tunes-deployments/write",
        ],
      },
    ],
  },
  {
    id: "b78c5d69-af96-48a3-bf8d-a8b4d589de94",
    name: "Azure AI Administrator",
    permissions: [
      {
        actions: [
          "Microsoft.Authorization/*/read",
          "Microsoft.CognitiveServices/*",
          "Microsoft.ContainerRegistry/registries/*",
          "Microsoft.DocumentDb/databaseAccounts/*",
          "Microsoft.Features/features/read",
          "Microsoft.Features/providers/features/read",
          "Microsoft.Features/providers/features/register/action",
          "Microsoft.Insights/alertRules/*",
          "Microsoft.Insights/components/*",
          "Microsoft.Insights/diagnosticSettings/*",
          "Microsoft.Insights/generateLiveToken/read",
          "Microsoft.Insights/logDefinitions/read",
          "Microsoft.Insights/metricAlerts/*",
          "Microsoft.Insights/metricdefinitions/read",
          "Microsoft.Insights/metrics/read",
          "Microsoft.Insights/scheduledqueryrules/*",
          "Microsoft.Insights/topology/read",
          "Microsoft.Insights/transactions/read",
          "Microsoft.Insights/webtests/*",
          "Microsoft.KeyVault/*",
          "Microsoft.MachineLearningServices/workspaces/*",
          "Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action",
          "Microsoft.ResourceHealth/availabilityStatuses/read",
          "Microsoft.Resources/deployments/*",
          "Microsoft.Resources/deployments/operations/read",
          "Microsoft.Resources/subscriptions/operationresults/read",
          "Microsoft.Resources/subscriptions/read",
          "Microsoft.Resources/subscriptions/resourcegroups/deployments/*",
          "Microsoft.Resources/subscriptions/resourceGroups/read",
          "Microsoft.Resources/subscriptions/resourceGroups/write",
          "Microsoft.Storage/storageAccounts/*",
          "Microsoft.Support/*",
          "Microsoft.Search/searchServices/write",
          "Microsoft.Search/searchServices/read",
          "Microsoft.Search/searchServices/delete",
          "Microsoft.Search/searchServices/indexes/*",
          "Microsoft.Search/searchServices/listAdminKeys/action",
          "Microsoft.Search/searchServices/privateEndpointConnections/*",
          "Microsoft.DataFactory/factories/*",
        ],
      },
    ],
  },
  {
    id: "eadc314b-1a2d-4efa-be10-5d325db5065e",
    name: "Foundry Project Manager",
    permissions: [
      {
        actions: [
          "Microsoft.Authorization/roleAssignments/write",
          "Microsoft.Authorization/roleAssignments/delete",
          "Microsoft.CognitiveServices/accounts/*/read",
          "Microsoft.CognitiveServices/accounts/projects/*",
          "Microsoft.CognitiveServices/locations/*/read",
          "Microsoft.Authorization/*/read",
          "Microsoft.Insights/alertRules/*",
          "Microsoft.Resources/deployments/*",
          "Microsoft.Resources/subscriptions/resourceGroups/read",
        ],
        dataActions: ["Microsoft.CognitiveServices/*"],
        notDataActions: [
          "Microsoft.CognitiveServices/accounts/AIServices/agents/endpoints/UserIdentityImpersonation/action",
          "Microsoft.CognitiveServices/accounts/OpenAI/fine-tunes-deployments/write",
          "Microsoft.CognitiveServices/accounts/AIServices/fine_tuning_deployments/write",
        ],
        condition:
          "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{eed3b665-ab3a-47b6-8f48-c9382fb1dad6,53ca6127-db72-4b80-b1b0-d745d6d5456d})) AND ((!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})) OR (@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{eed3b665-ab3a-47b6-8f48-c9382fb1dad6,53ca6127-db72-4b80-b1b0-d745d6d5456d}))",
      },
    ],
  },
  {
    id: "e47c6f54-e4a2-4754-9501-8e0985b135e1",
    name: "Foundry Account Owner",
    permissions: [
      {
        actions: [
          "Microsoft.Authorization/*/read",
          "Microsoft.Authorization/roleAssignments/write",
          "Microsoft.Authorization/roleAssignments/delete",
          "Microsoft.CognitiveServices/*",
          "Microsoft.Features/features/read",
          "Microsoft.Features/providers/features/read",
          "Microsoft.Features/providers/features/register/action",
          "Microsoft.Insights/alertRules/*",
          "Microsoft.Insights/diagnosticSettings/*",
          "Microsoft.Insights/logDefinitions/read",
          "Microsoft.Insights/metricdefinitions/read",
          "Microsoft.Insights/metrics/read",
          "Microsoft.ResourceHealth/availabilityStatuses/read",
          "Microsoft.Resources/deployments/*",
          "Microsoft.Resources/deployments/operations/read",
          "Microsoft.Resources/subscriptions/operationresults/read",
          "Microsoft.Resources/subscriptions/read",
          "Microsoft.Resources/subscriptions/resourcegroups/deployments/*",
          "Microsoft.Resources/subscriptions/resourceGroups/read",
          "Microsoft.Support/*",
        ],
        condition:
          "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{eed3b665-ab3a-47b6-8f48-c9382fb1dad6,53ca6127-db72-4b80-b1b0-d745d6d5456d,3bc748fc-213d-45c1-8d91-9da5725539b9,2a1e307c-b015-4ebd-883e-5b7698a07328,73c42c96-874c-492b-b04d-ab87d138a893})) AND ((!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})) OR (@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{eed3b665-ab3a-47b6-8f48-c9382fb1dad6,53ca6127-db72-4b80-b1b0-d745d6d5456d,3bc748fc-213d-45c1-8d91-9da5725539b9,2a1e307c-b015-4ebd-883e-5b7698a07328,73c42c96-874c-492b-b04d-ab87d138a893}))",
      },
    ],
  },
  {
    id: "c883944f-8b7b-4483-af10-35834be79c4a",
    name: "Foundry Owner",
    permissions: [
      {
        actions: [
          "Microsoft.AlertsManagement/actionRules/*",
          "Microsoft.AlertsManagement/alerts/*",
          "Microsoft.AlertsManagement/issues/*",
          "Microsoft.AlertsManagement/prometheusRuleGroups/*",
          "Microsoft.AlertsManagement/smartDetectorAlertRules/*",
          "Microsoft.Authorization/*/read",
          "Microsoft.Authorization/roleAssignments/write",
          "Microsoft.Authorization/roleAssignments/delete",
          "Microsoft.CognitiveServices/*",
          "Microsoft.Insights/activityLogAlerts/*",
          "Microsoft.Insights/metricalerts/*",
          "Microsoft.Insights/scheduledqueryrules/*",
          "Microsoft.ResourceHealth/availabilityStatuses/read",
          "Microsoft.Resources/deployments/*",
          "Microsoft.Resources/deployments/operations/read",
          "Microsoft.Resources/subscriptions/operationresults/read",
          "Microsoft.Resources/subscriptions/read",
          "Microsoft.Resources/subscriptions/resourcegroups/deployments/*",
          "Microsoft.Resources/subscriptions/resourceGroups/read",
          "Microsoft.Support/*",
        ],
        dataActions: ["Microsoft.CognitiveServices/*"],
        notDataActions: [
          "Microsoft.CognitiveServices/accounts/AIServices/agents/endpoints/UserIdentityImpersonation/action",
        ],
        condition:
          "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{eed3b665-ab3a-47b6-8f48-c9382fb1dad6,53ca6127-db72-4b80-b1b0-d745d6d5456d,3bc748fc-213d-45c1-8d91-9da5725539b9,2a1e307c-b015-4ebd-883e-5b7698a07328,73c42c96-874c-492b-b04d-ab87d138a893})) AND ((!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})) OR (@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{eed3b665-ab3a-47b6-8f48-c9382fb1dad6,53ca6127-db72-4b80-b1b0-d745d6d5456d,3bc748fc-213d-45c1-8d91-9da5725539b9,2a1e307c-b015-4ebd-883e-5b7698a07328,73c42c96-874c-492b-b04d-ab87d138a893}))",
      },
    ],
  },
  {
    id: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    name: "Reader",
    permissions: [
      {
        actions: ["*/read"],
      },
    ],
  },
  {
    id: "b24988ac-6180-42a0-ab88-20f7382dd24c",
    name: "Contributor",
    permissions: [
      {
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
    ],
  },
  {
    id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    name: "Owner",
    permissions: [
      {
        actions: ["*"],
      },
    ],
  },
  {
    id: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    name: "User Access Administrator",
    permissions: [
      {
        actions: ["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"],
      },
    ],
  },
  {
    id: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    name: "Role Based Access Control Administrator",
    permissions: [
      {
        actions: [
          "Microsoft.Authorization/roleAssignments/write",
          "Microsoft.Authorization/roleAssignments/delete",
          "*/read",
          "Microsoft.Support/*",
        ],
      },
    ],
  },
  {
    id: "de139f84-1756-47ae-9be6-808fbbe84772",
    name: "Website Contributor",
    permissions: [
      {
        actions: [
          "Microsoft.Authorization/*/read",
          "Microsoft.Insights/alertRules/*",
          "Microsoft.Insights/components/*",
          "Microsoft.ResourceHealth/availabilityStatuses/read",
          "Microsoft.Resources/deployments/*",
          "Microsoft.Resources/subscriptions/resourceGroups/read",
          "Microsoft.Support/*",
          "Microsoft.Web/certificates/*",
          "Microsoft.Web/listSitesAssignedToHostName/read",
          "Microsoft.Web/register/action",
          "Microsoft.Web/serverFarms/join/action",
          "Microsoft.Web/serverFarms/read",
          "Microsoft.Web/sites/*",
        ],
      },
    ],
  },
  {
    id: "b12aa53e-6015-4669-85d0-8515ebb3ae7f",
    name: "Private DNS Zone Contributor",
    permissions: [
      {
        actions: [
          "Microsoft.Insights/alertRules/*",
          "Microsoft.Resources/deployments/*",
          "Microsoft.Resources/subscriptions/resourceGroups/read",
          "Microsoft.Support/*",
          "Microsoft.Network/privateDnsZones/*",
          "Microsoft.Network/privateDnsOperationResults/*",
          "Microsoft.Network/privateDnsOperationStatuses/*",
          "Microsoft.Network/virtualNetworks/read",
          "Microsoft.Network/virtualNetworks/join/action",
          "Microsoft.Authorization/*/read",
        ],
      },
    ],
  },
  {
    id: "4d97b98b-1d4f-4787-a291-c67834d212e7",
    name: "Network Contributor",
    permissions: [
      {
        actions: [
          "Microsoft.Authorization/*/read",
          "Microsoft.Insights/alertRules/*",
          "Microsoft.Network/*",
          "Microsoft.ResourceHealth/availabilityStatuses/read",
          "Microsoft.Resources/deployments/*",
          "Microsoft.Resources/subscriptions/resourceGroups/read",
          "Microsoft.Support/*",
        ],
      },
    ],
  },
  {
    id: "b556d68e-0be0-4f35-a333-ad7ee1ce17ea",
    name: "Azure AI Enterprise Network Connection Approver",
    permissions: [
      {
        actions: [
          "Microsoft.ApiManagement/service/privateEndpointConnections/read",
          "Microsoft.ApiManagement/service/privateEndpointConnections/write",
          "Microsoft.ApiManagement/service/privateLinkResources/read",
          "Microsoft.ApiManagement/service/read",
          "Microsoft.ContainerRegistry/registries/privateEndpointConnectionsApproval/action",
          "Microsoft.ContainerRegistry/registries/privateEndpointConnections/read",
          "Microsoft.ContainerRegistry/registries/privateEndpointConnections/write",
          "Microsoft.Cache/redis/read",
          "Microsoft.Cache/redis/privateEndpointConnections/read",
          "Microsoft.Cache/redis/privateEndpointConnections/write",
          "Microsoft.Cache/redis/privateLinkResources/read",
          "Microsoft.Cache/redis/privateEndpointConnectionsApproval/action",
          "Microsoft.Cache/redisEnterprise/read",
          "Microsoft.Cache/redisEnterprise/privateEndpointConnections/read",
          "Microsoft.Cache/redisEnterprise/privateEndpointConnections/write",
          "Microsoft.Cache/redisEnterprise/privateLinkResources/read",
          "Microsoft.Cache/redisEnterprise/privateEndpointConnectionsApproval/action",
          "Microsoft.CognitiveServices/accounts/read",
          "Microsoft.CognitiveServices/accounts/privateEndpointConnections/read",
          "Microsoft.CognitiveServices/accounts/privateEndpointConnections/write",
          "Microsoft.CognitiveServices/accounts/privateLinkResources/read",
          "Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnectionsApproval/action",
          "Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnections/read",
          "Microsoft.DBforPostgreSQL/flexibleServers/privateEndpointConnections/write",
          "Microsoft.DBforPostgreSQL/flexibleServers/privateLinkResources/read",
          "Microsoft.DBforPostgreSQL/flexibleServers/read",
          "Microsoft.DBforPostgreSQL/serverGroupsv2/privateEndpointConnectionsApproval/action",
          "Microsoft.DBforPostgreSQL/serverGroupsv2/privateEndpointConnections/read",
          "Microsoft.DBforPostgreSQL/serverGroupsv2/privateEndpointConnections/write",
          "Microsoft.DBforPostgreSQL/serverGroupsv2/privateLinkResources/read",
          "Microsoft.DBforMySQL/flexibleServers/privateEndpointConnectionsApproval/action",
          "Microsoft.DBforMySQL/flexibleServers/privateEndpointConnections/read",
          "Microsoft.DBforMySQL/flexibleServers/privateEndpointConnections/write",
          "Microsoft.DBforMySQL/flexibleServers/privateLinkResources/read",
          "Microsoft.DBforMySQL/flexibleServers/read",
          "Microsoft.DocumentDB/databaseAccounts/privateEndpointConnectionsApproval/action",
          "Microsoft.DocumentDB/databaseAccounts/privateEndpointConnections/operationResults/read",
          "Microsoft.DocumentDB/databaseAccounts/privateEndpointConnections/read",
          "Microsoft.DocumentDB/databaseAccounts/privateEndpointConnections/write",
          "Microsoft.DocumentDB/databaseAccounts/privateLinkResources/read",
          "Microsoft.DocumentDB/databaseAccounts/read",
          "Microsoft.KeyVault/vaults/privateEndpointConnectionsApproval/action",
          "Microsoft.KeyVault/vaults/privateEndpointConnections/read",
          "Microsoft.KeyVault/vaults/privateEndpointConnections/write",
          "Microsoft.KeyVault/vaults/privateLinkResources/read",
          "Microsoft.KeyVault/vaults/read",
          "Microsoft.MachineLearningServices/registries/privateEndpointConnectionsApproval/action",
          "Microsoft.MachineLearningServices/registries/privateEndpointConnections/read",
          "Microsoft.MachineLearningServices/registries/privateEndpointConnections/write",
          "Microsoft.MachineLearningServices/registries/privateLinkResources/read",
          "Microsoft.MachineLearningServices/registries/read",
          "Microsoft.MachineLearningServices/workspaces/privateEndpointConnectionsApproval/action",
          "Microsoft.MachineLearningServices/workspaces/privateEndpointConnections/read",
          "Microsoft.MachineLearningServices/workspaces/privateEndpointConnections/write",
          "Microsoft.MachineLearningServices/workspaces/privateLinkResources/read",
          "Microsoft.MachineLearningServices/workspaces/read",
          "Microsoft.Storage/storageAccounts/privateEndpointConnections/read",
          "Microsoft.Storage/storageAccounts/privateEndpointConnections/write",
          "Microsoft.Storage/storageAccounts/privateLinkResources/read",
          "Microsoft.Storage/storageAccounts/read",
          "Microsoft.Storage/storageAccounts/PrivateEndpointConnectionsApproval/action",
          "Microsoft.Sql/servers/privateEndpointConnectionsApproval/action",
          "Microsoft.Sql/servers/privateEndpointConnections/read",
          "Microsoft.Sql/servers/privateEndpointConnections/write",
          "Microsoft.Sql/servers/privateLinkResources/read",
          "Microsoft.Sql/servers/read",
          "Microsoft.EventHub/namespaces/privateEndpointConnectionsApproval/action",
          "Microsoft.EventHub/namespaces/privateEndpointConnections/read",
          "Microsoft.EventHub/namespaces/privateEndpointConnections/write",
          "Microsoft.EventHub/namespaces/privateLinkResources/read",
          "Microsoft.EventHub/namespaces/read",
          "Microsoft.Search/searchServices/privateEndpointConnectionsApproval/action",
          "Microsoft.Search/searchServices/privateEndpointConnections/read",
          "Microsoft.Search/searchServices/privateEndpointConnections/write",
          "Microsoft.Search/searchServices/sharedPrivateLinkResources/read",
          "Microsoft.Search/searchServices/read",
          "Microsoft.Insights/privatelinkscopes/privateEndpointConnectionsApproval/action",
          "Microsoft.Insights/privatelinkscopes/privateEndpointConnections/read",
          "Microsoft.Insights/privatelinkscopes/privateEndpointConnections/write",
          "Microsoft.Insights/privatelinkscopes/privateEndpointConnections/operationResults/read",
          "Microsoft.Insights/privatelinkscopes/privateLinkResources/read",
          "Microsoft.Insights/privatelinkscopes/read",
          "Microsoft.Network/privateLinkServices/privateEndpointConnectionsApproval/action",
          "Microsoft.Network/privateLinkServices/privateEndpointConnections/read",
          "Microsoft.Network/privateLinkServices/privateEndpointConnections/write",
          "Microsoft.Network/privateLinkServices/read",
          "Microsoft.Network/applicationGateways/privateEndpointConnections/read",
          "Microsoft.Network/applicationGateways/privateEndpointConnections/write",
          "Microsoft.Network/applicationGateways/privateLinkResources/read",
          "Microsoft.Network/applicationGateways/read",
        ],
      },
    ],
  },
  {
    id: "b59867f0-fa02-499b-be73-45a86b5b3e1c",
    name: "Cognitive Services Data Reader",
    permissions: [
      {
        dataActions: ["Microsoft.CognitiveServices/*/read"],
      },
    ],
  },
  {
    id: "19c28022-e58e-450d-a464-0b2a53034789",
    name: "Cognitive Services Data Contributor (Preview)",
    permissions: [
      {
        dataActions: ["Microsoft.CognitiveServices/*"],
        notDataActions: [
          "Microsoft.CognitiveServices/accounts/OpenAI/fine-tunes-deployments/write",
          "Microsoft.CognitiveServices/accounts/AIServices/fine_tuning_deployments/write",
        ],
      },
    ],
  },
  {
    id: "92aaf0da-9dab-42b6-94a3-d43ce8d16293",
    name: "Log Analytics Contributor",
    permissions: [
      {
        actions: [
          "*/read",
          "Microsoft.ClassicCompute/virtualMachines/extensions/*",
          "Microsoft.ClassicStorage/storageAccounts/listKeys/action",
          "Microsoft.Compute/virtualMachines/extensions/*",
          "Microsoft.HybridCompute/machines/extensions/write",
          "Microsoft.Insights/alertRules/*",
          "Microsoft.Insights/diagnosticSettings/*",
          "Microsoft.OperationalInsights/*",
          "Microsoft.OperationsManagement/*",
          "Microsoft.Resources/deployments/*",
          "Microsoft.Resources/subscriptions/resourcegroups/deployments/*",
          "Microsoft.Storage/storageAccounts/listKeys/action",
          "Microsoft.Support/*",
        ],
        dataActions: ["Microsoft.OperationalInsights/workspaces/jobs/export/action"],
      },
    ],
  },
  {
    id: "c12c1c16-33a1-487b-954d-41c89c60f349",
    name: "Reader and Data Access",
    permissions: [
      {
        actions: [
          "Microsoft.Storage/storageAccounts/listKeys/action",
          "Microsoft.Storage/storageAccounts/ListAccountSas/action",
          "Microsoft.Storage/storageAccounts/read",
        ],
      },
    ],
  },
  {
    id: "17d1049b-9a84-46fb-8f53-869881c3d3ab",
    name: "Storage Account Contributor",
    permissions: [
      {
        actions: [
          "Microsoft.Authorization/*/read",
          "Microsoft.Insights/alertRules/*",
          "Microsoft.Insights/diagnosticSettings/*",
          "Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action",
          "Microsoft.ResourceHealth/availabilityStatuses/read",
          "Microsoft.Resources/deployments/*",
          "Microsoft.Resources/subscriptions/resourceGroups/read",
          "Microsoft.Storage/storageAccounts/*",
          "Microsoft.Support/*",
        ],
      },
    ],
  },
  {
    id: "81a9662b-bebf-436f-a333-f67b29880f12",
    name: "Storage Account Key Operator Service Role",
    permissions: [
      {
        actions: [
          "Microsoft.Storage/storageAccounts/listkeys/action",
          "Microsoft.Storage/storageAccounts/regeneratekey/action",
        ],
      },
    ],
  },
  {
    id: "2cc479cb-7b4d-49a8-b449-8c00fd0f0a4b",
    name: "Web Plan Contributor",
    permissions: [
      {
        actions: [
          "Microsoft.Authorization/*/read",
          "Microsoft.Insights/alertRules/*",
          "Microsoft.ResourceHealth/availabilityStatuses/read",
          "Microsoft.Resources/deployments/*",
          "Microsoft.Resources/subscriptions/resourceGroups/read",
          "Microsoft.Support/*",
          "Microsoft.Web/serverFarms/*",
          "Microsoft.Web/hostingEnvironments/Join/Action",
          "Microsoft.Insights/autoscalesettings/*",
        ],
      },
    ],
  },
  {
    id: "641177b8-a67a-45b9-a033-47bc880bb21e",
    name: "Managed Application Contributor Role",
    permissions: [
      {
        actions: [
          "*/read",
          "Microsoft.Solutions/applications/*",
          "Microsoft.Solutions/register/action",
          "Microsoft.Resources/subscriptions/resourceGroups/*",
          "Microsoft.Resources/deployments/*",
        ],
      },
    ],
  },
  {
    id: "bba48692-92b0-4667-a9ad-c31c7b334ac2",
    name: "Cognitive Services Usages Reader",
    permissions: [
      {
        actions: ["Microsoft.CognitiveServices/locations/usages/read"],
      },
    ],
  },
  {
    id: "3afb7f49-54cb-416e-8c09-6dc049efa503",
    name: "Azure AI Inference Deployment Operator",
    permissions: [
      {
        actions: [
          "Microsoft.Authorization/*/read",
          "Microsoft.Resources/deployments/*",
          "Microsoft.Insights/AutoscaleSettings/write",
        ],
      },
    ],
  },
  {
    id: "eed3b665-ab3a-47b6-8f48-c9382fb1dad6",
    name: "Foundry Agent Consumer",
    permissions: [
      {
        dataActions: ["Microsoft.CognitiveServices/accounts/AIServices/endpoints/interact/action"],
      },
    ],
  },
  {
    id: "142bfaed-a13f-4c2d-bed2-6db62c4a1009",
    name: "Foundry Project Runtime User",
    permissions: [
      {
        dataActions: ["Microsoft.CognitiveServices/accounts/AIServices/responses/*"],
      },
    ],
  },
];
