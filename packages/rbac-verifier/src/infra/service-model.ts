import { deploymentsOf, type InfraPlan } from "./infra-options.ts";
import type { ResourceModel, Value } from "./resource-model.ts";

const systemIdentity: Value = { type: "SystemAssigned" };

/** Azure OpenAI with its deployments, AI Search, and the storage account with the documents. */
export function serviceResources(plan: InfraPlan): readonly ResourceModel[] {
  return [openai(plan), ...deployments(plan), search(plan), ...storage(plan)];
}

function openai({ names, profile, vectorizer }: InfraPlan): ResourceModel {
  const isArticle = profile !== "entrim";
  return {
    symbol: "openai",
    type: "Microsoft.CognitiveServices/accounts",
    apiVersion: "2025-09-01",
    name: names.openai,
    location: "region",
    body: {
      kind: "OpenAI",
      sku: { name: "S0" },
      ...(isArticle ? { identity: systemIdentity } : {}),
      properties: {
        customSubDomainName: names.openai,
        publicNetworkAccess: "Disabled",
        disableLocalAuth: !isArticle,
        networkAcls: {
          defaultAction: "Deny",
          bypass: isArticle || vectorizer ? "AzureServices" : "None",
          ipRules: [],
          virtualNetworkRules: [],
        },
      },
    },
  };
}

function deployments(plan: InfraPlan): readonly ResourceModel[] {
  return deploymentsOf(plan).map(({ name, version }, index): ResourceModel => {
    const model: ResourceModel = {
      symbol: index === 0 ? "chatModel" : "embeddingModel",
      type: "Microsoft.CognitiveServices/accounts/deployments",
      apiVersion: "2025-09-01",
      name,
      parent: "openai",
      body: {
        sku: { name: "Standard", capacity: 10 },
        properties: { model: { format: "OpenAI", name, version } },
      },
    };
    // an account makes one at a time
    return index === 0 ? model : Object.assign(model, { after: "chatModel" });
  });
}

function search({ names, profile }: InfraPlan): ResourceModel {
  const isArticle = profile !== "entrim";
  return {
    symbol: "search",
    type: "Microsoft.Search/searchServices",
    apiVersion: "2025-05-01",
    name: names.search,
    location: "region",
    body: {
      sku: { name: "basic" },
      identity: systemIdentity,
      properties: {
        replicaCount: 1,
        partitionCount: 1,
        publicNetworkAccess: "disabled",
        disableLocalAuth: !isArticle,
        ...(isArticle
          ? { authOptions: { aadOrApiKey: { aadAuthFailureMode: "http401WithBearerChallenge" } } }
          : {}),
        networkRuleSet: { bypass: isArticle ? "AzureServices" : "None", ipRules: [] },
        semanticSearch: "free",
      },
    },
  };
}

function storage({ names, profile }: InfraPlan): readonly ResourceModel[] {
  const kept: Value = { enabled: true, days: 7 };
  return [
    {
      symbol: "storage",
      type: "Microsoft.Storage/storageAccounts",
      apiVersion: "2025-08-01",
      name: names.storage,
      location: "region",
      body: {
        kind: "StorageV2",
        sku: { name: "Standard_ZRS" },
        properties: {
          publicNetworkAccess: "Disabled",
          allowSharedKeyAccess: profile !== "entrim",
          allowBlobPublicAccess: false,
          allowCrossTenantReplication: false,
          minimumTlsVersion: "TLS1_2",
          supportsHttpsTrafficOnly: true,
          networkAcls: {
            bypass: "AzureServices",
            defaultAction: "Deny",
            ipRules: [],
            virtualNetworkRules: [],
          },
        },
      },
    },
    {
      symbol: "blobs",
      type: "Microsoft.Storage/storageAccounts/blobServices",
      apiVersion: "2025-08-01",
      name: "default",
      parent: "storage",
      body: {
        properties: { deleteRetentionPolicy: kept, containerDeleteRetentionPolicy: kept },
      },
    },
    {
      symbol: "documents",
      type: "Microsoft.Storage/storageAccounts/blobServices/containers",
      apiVersion: "2025-08-01",
      name: "documents",
      parent: "blobs",
      body: { properties: { publicAccess: "None" } },
    },
  ];
}
