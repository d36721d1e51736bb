import type { InfraPlan } from "./infra-options.ts";
import {
  KeyedById,
  Reference,
  type ResourceModel,
  TenantText,
  type Value,
} from "./resource-model.ts";

const web = "2025-05-01";

/** The settings of the app; a value of its identity or its tenant is not known before. */
export function appSettings({ names, cloud, chatModel, index, profile }: InfraPlan): {
  readonly [name: string]: string | Reference | TenantText;
} {
  return {
    AZURE_OPENAI_ENDPOINT: `https://${names.openai}.${cloud.openai.hostSuffix}`,
    AZURE_OPENAI_DEPLOYMENT: chatModel.name,
    AZURE_SEARCH_ENDPOINT: `https://${names.search}.${cloud.search.hostSuffix}`,
    AZURE_SEARCH_INDEX: index,
    ...(profile === "entrim"
      ? {
          AZURE_SEARCH_GROUP_FIELD: "group_ids",
          AZURE_CLIENT_ID: new Reference("identity", "clientId"),
          ENTRA_TENANT_ID: new TenantText(),
          ENTRA_CLIENT_ID: new Reference("applicationId", "parameter"),
        }
      : {}),
  };
}

/** The app, its plan, and the identity that it runs as. */
export function appResources(plan: InfraPlan): readonly ResourceModel[] {
  const { names, profile } = plan;
  const isArticle = profile !== "entrim";
  const identity: Value = isArticle
    ? { type: "SystemAssigned" }
    : {
        type: "UserAssigned",
        userAssignedIdentities: new KeyedById(new Reference("identity", "id")),
      };
  return [
    ...(isArticle
      ? []
      : [
          {
            symbol: "identity",
            type: "Microsoft.ManagedIdentity/userAssignedIdentities",
            apiVersion: "2024-11-30",
            name: names.identity,
            location: "region" as const,
            body: {},
          },
        ]),
    {
      symbol: "plan",
      type: "Microsoft.Web/serverfarms",
      apiVersion: web,
      name: names.plan,
      location: "region",
      body: {
        kind: "linux",
        sku: { name: "P0v3", tier: "Premium0V3" },
        properties: { reserved: true },
      },
    },
    {
      symbol: "webApp",
      type: "Microsoft.Web/sites",
      apiVersion: web,
      name: names.webApp,
      location: "region",
      body: {
        kind: "app,linux",
        identity,
        properties: {
          serverFarmId: new Reference("plan", "id"),
          virtualNetworkSubnetId: new Reference("vnet", "id", "/subnets/web"),
          outboundVnetRouting: { applicationTraffic: true },
          httpsOnly: true,
          siteConfig: {
            linuxFxVersion: "NODE|24-lts",
            minTlsVersion: "1.2",
            ftpsState: "Disabled",
            appSettings: Object.entries(appSettings(plan)).map(([name, value]) => ({
              name,
              value,
            })),
          },
        },
      },
    },
  ];
}
