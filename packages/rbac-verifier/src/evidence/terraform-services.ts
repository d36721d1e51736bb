import { listAt, textAt, valueAt, type Json } from "./read-path.ts";
import { terraformId } from "./terraform-id.ts";
import type { TerraformRow } from "./terraform-plan.ts";
import {
  addressRules,
  blockAt,
  type Converter,
  type ConvertedResource,
  envelopeOf,
  isNamedBy,
  known,
  onOff,
  opposite,
} from "./terraform-values.ts";

/** Converters of Azure OpenAI, AI Search, Storage and identities. */
export const serviceConverters: readonly (readonly [string, Converter])[] = [
  ["azurerm_cognitive_account", cognitiveAccount],
  ["azurerm_ai_services", cognitiveAccount],
  ["azurerm_cognitive_deployment", deployment],
  ["azurerm_search_service", searchService],
  ["azurerm_search_shared_private_link_service", sharedPrivateLink],
  ["azurerm_storage_account", storageAccount],
  ["azurerm_storage_container", container],
  ["azurerm_user_assigned_identity", userAssignedIdentity],
];

function cognitiveAccount(row: TerraformRow): readonly ConvertedResource[] {
  const { values, type } = row;
  const acls = blockAt(values, "network_acls");
  return [
    {
      ...envelopeOf(row),
      kind: type === "azurerm_ai_services" ? "AIServices" : valueAt(values, "kind"),
      sku: known({ name: valueAt(values, "sku_name") }),
      properties: known({
        customSubDomainName: valueAt(values, "custom_subdomain_name"),
        endpoint: valueAt(values, "endpoint"),
        publicNetworkAccess: onOff(valueAt(values, "public_network_access_enabled")),
        disableLocalAuth: opposite(
          valueAt(values, "local_auth_enabled") ?? valueAt(values, "local_authentication_enabled"),
        ),
        restrictOutboundNetworkAccess: valueAt(values, "outbound_network_access_restricted"),
        allowedFqdnList: valueAt(values, "fqdns"),
        networkAcls:
          acls === undefined
            ? undefined
            : known({
                bypass: valueAt(acls, "bypass"),
                defaultAction: valueAt(acls, "default_action"),
                ipRules: addressRules(acls, "ip_rules"),
                // a block: where none is written, there is none
                virtualNetworkRules: valueAt(acls, "virtual_network_rules") ?? [],
              }),
      }),
    },
  ];
}

function deployment(row: TerraformRow): readonly ConvertedResource[] {
  const { values } = row;
  const model = blockAt(values, "model");
  return [
    {
      ...envelopeOf(row),
      type: "Microsoft.CognitiveServices/accounts/deployments",
      properties: known({
        model: known({
          name: valueAt(model, "name"),
          version: valueAt(model, "version"),
          format: valueAt(model, "format"),
        }),
        raiPolicyName: valueAt(values, "rai_policy_name"),
      }),
    },
  ];
}

function searchService(row: TerraformRow): readonly ConvertedResource[] {
  const { values } = row;
  const local = valueAt(values, "local_authentication_enabled");
  const failure = textAt(values, "authentication_failure_mode");
  return [
    {
      ...envelopeOf(row),
      sku: { name: valueAt(values, "sku") },
      properties: known({
        publicNetworkAccess: onOff(valueAt(values, "public_network_access_enabled")),
        disableLocalAuth: opposite(local),
        authOptions:
          failure === undefined
            ? local === true
              ? { apiKeyOnly: {} }
              : undefined
            : { aadOrApiKey: { aadAuthFailureMode: failure } },
        networkRuleSet: known({
          bypass: valueAt(values, "network_rule_bypass_option"),
          ipRules: addressRules(values, "allowed_ips"),
        }),
        semanticSearch: valueAt(values, "semantic_search_sku"),
        replicaCount: valueAt(values, "replica_count"),
        encryptionWithCmk: enforcementOf(
          valueAt(values, "customer_managed_key_enforcement_enabled"),
        ),
      }),
    },
  ];
}

function enforcementOf(value: Json): Json {
  return typeof value === "boolean" ? { enforcement: onOff(value) } : undefined;
}

function sharedPrivateLink(row: TerraformRow): readonly ConvertedResource[] {
  const { values } = row;
  return [
    {
      ...envelopeOf(row),
      type: "Microsoft.Search/searchServices/sharedPrivateLinkResources",
      properties: known({
        privateLinkResourceId: valueAt(values, "target_resource_id"),
        groupId: valueAt(values, "subresource_name"),
        status: valueAt(values, "status"),
      }),
    },
  ];
}

function storageAccount(
  row: TerraformRow,
  rows: readonly TerraformRow[],
): readonly ConvertedResource[] {
  const { values } = row;
  const id = terraformId(row);
  // rules may stand in the account or apart
  const rules =
    blockAt(values, "network_rules") ??
    rows.find(
      (one) =>
        one.type === "azurerm_storage_account_network_rules" &&
        isNamedBy(one.values, "storage_account_id", id),
    )?.values;
  const tier = textAt(values, "account_tier");
  const replication = textAt(values, "account_replication_type");
  const blobs = blockAt(values, "blob_properties");
  return [
    {
      ...envelopeOf(row),
      kind: valueAt(values, "account_kind"),
      ...(tier === undefined || replication === undefined
        ? {}
        : { sku: { name: `${tier}_${replication}` } }),
      properties: known({
        publicNetworkAccess: onOff(valueAt(values, "public_network_access_enabled")),
        allowSharedKeyAccess: valueAt(values, "shared_access_key_enabled"),
        allowBlobPublicAccess: valueAt(values, "allow_nested_items_to_be_public"),
        allowCrossTenantReplication: valueAt(values, "cross_tenant_replication_enabled"),
        supportsHttpsTrafficOnly: valueAt(values, "https_traffic_only_enabled"),
        minimumTlsVersion: valueAt(values, "min_tls_version"),
        isHnsEnabled: valueAt(values, "is_hns_enabled"),
        encryption: infrastructureOf(valueAt(values, "infrastructure_encryption_enabled")),
        primaryEndpoints: known({ blob: valueAt(values, "primary_blob_endpoint") }),
        networkAcls: rules === undefined ? undefined : networkRules(rules),
      }),
    },
    ...(blobs === undefined
      ? []
      : [
          {
            id: `${id}/blobServices/default`,
            type: "Microsoft.Storage/storageAccounts/blobServices",
            name: "default",
            properties: known({
              deleteRetentionPolicy: { enabled: isKept(blobs, "delete_retention_policy") },
              containerDeleteRetentionPolicy: {
                enabled: isKept(blobs, "container_delete_retention_policy"),
              },
            }),
          },
        ]),
  ];
}

function infrastructureOf(value: Json): Json {
  return typeof value === "boolean" ? { requireInfrastructureEncryption: value } : undefined;
}

function isKept(blobs: Json, name: string): boolean {
  return blockAt(blobs, name) !== undefined;
}

function networkRules(rules: Json): Json {
  const bypass = listAt(rules, "bypass");
  return known({
    bypass: bypass.length === 0 ? undefined : bypass.join(", "),
    defaultAction: valueAt(rules, "default_action"),
    ipRules: addressRules(rules, "ip_rules"),
    virtualNetworkRules: valueAt(rules, "virtual_network_subnet_ids"),
    resourceAccessRules: listAt(rules, "private_link_access").map((one) => ({
      resourceId: valueAt(one, "endpoint_resource_id"),
    })),
  });
}

function container(row: TerraformRow): readonly ConvertedResource[] {
  const access = textAt(row.values, "container_access_type");
  const words: Readonly<Record<string, string>> = { private: "None", blob: "Blob" };
  return [
    {
      ...envelopeOf(row),
      type: "Microsoft.Storage/storageAccounts/blobServices/containers",
      properties: known({ publicAccess: access && (words[access] ?? "Container") }),
    },
  ];
}

function userAssignedIdentity(row: TerraformRow): readonly ConvertedResource[] {
  const { values } = row;
  return [
    {
      ...envelopeOf(row),
      properties: known({
        principalId: valueAt(values, "principal_id"),
        clientId: valueAt(values, "client_id"),
      }),
    },
  ];
}
