import type { EvidenceCollector } from "./collect-evidence.ts";
import { listAt, textAt, valueAt, type Json } from "./read-path.ts";

/** Whether JSON is what `terraform show -json` prints, of a plan or a state. */
export function isTerraform(json: Json): boolean {
  return (
    textAt(json, "terraform_version") !== undefined || textAt(json, "format_version") !== undefined
  );
}

/**
 * Puts what a Terraform plan or state holds of the set-up into evidence. What is known only after an apply is
 * not there, so that it is unknown.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
export function readTerraform(json: Json, collector: EvidenceCollector): void {
  const root = valueAt(json, "planned_values.root_module") ?? valueAt(json, "values.root_module");
  const rows = resourcesOf(root, 0);
  for (const row of rows) {
    const convert = converters.get(textAt(row, "type") ?? "");
    const values = valueAt(row, "values");
    if (convert === undefined || values === undefined) continue;
    const id = textAt(values, "id") ?? syntheticId(row, values, rows);
    for (const resource of convert(values, id)) collector.add(resource);
  }
}

function resourcesOf(module: Json, depth: number): readonly Json[] {
  if (depth > 32) return [];
  return [
    ...listAt(module, "resources"),
    ...listAt(module, "child_modules").flatMap((child) => resourcesOf(child, depth + 1)),
  ];
}

/** A resource that does not exist yet has no id; one is made up of what is known. */
function syntheticId(row: Json, values: Json, rows: readonly Json[]): string {
  const group = textAt(values, "resource_group_name") ?? "unknown";
  const type = armTypes.get(textAt(row, "type") ?? "") ?? "Microsoft.Unknown/resources";
  const name = textAt(values, "name") ?? textAt(row, "address") ?? String(rows.indexOf(row));
  return `/subscriptions/planned/resourceGroups/${group}/providers/${type}/${name}`;
}

const armTypes: ReadonlyMap<string, string> = new Map([
  ["azurerm_cognitive_account", "Microsoft.CognitiveServices/accounts"],
  ["azurerm_search_service", "Microsoft.Search/searchServices"],
  ["azurerm_storage_account", "Microsoft.Storage/storageAccounts"],
  ["azurerm_role_assignment", "Microsoft.Authorization/roleAssignments"],
  ["azurerm_user_assigned_identity", "Microsoft.ManagedIdentity/userAssignedIdentities"],
]);

type Converter = (values: Json, id: string) => readonly Json[];

const converters: ReadonlyMap<string, Converter> = new Map<string, Converter>([
  [
    "azurerm_cognitive_account",
    (values, id) => [
      {
        ...envelopeOf(values, id, "azurerm_cognitive_account"),
        kind: valueAt(values, "kind"),
        properties: withoutUnknown({
          customSubDomainName: valueAt(values, "custom_subdomain_name"),
          endpoint: valueAt(values, "endpoint"),
          publicNetworkAccess: onOff(valueAt(values, "public_network_access_enabled")),
          disableLocalAuth: opposite(valueAt(values, "local_auth_enabled")),
          networkAcls: networkAcls(listAt(values, "network_acls")[0]),
        }),
      },
    ],
  ],
  [
    "azurerm_search_service",
    (values, id) => {
      const local = valueAt(values, "local_authentication_enabled");
      const failure = textAt(values, "authentication_failure_mode");
      return [
        {
          ...envelopeOf(values, id, "azurerm_search_service"),
          sku: { name: valueAt(values, "sku") },
          properties: withoutUnknown({
            publicNetworkAccess: onOff(valueAt(values, "public_network_access_enabled")),
            disableLocalAuth: opposite(local),
            authOptions:
              failure === undefined
                ? local === true
                  ? { apiKeyOnly: {} }
                  : undefined
                : { aadOrApiKey: { aadAuthFailureMode: failure } },
            networkRuleSet: {
              bypass: valueAt(values, "network_rule_bypass_option"),
              ipRules: listAt(values, "allowed_ips").map((value) => ({ value })),
            },
            semanticSearch: valueAt(values, "semantic_search_sku"),
            replicaCount: valueAt(values, "replica_count"),
          }),
        },
      ];
    },
  ],
  [
    "azurerm_storage_account",
    (values, id) => {
      const rules = listAt(values, "network_rules")[0];
      return [
        {
          ...envelopeOf(values, id, "azurerm_storage_account"),
          kind: valueAt(values, "account_kind"),
          properties: withoutUnknown({
            publicNetworkAccess: onOff(valueAt(values, "public_network_access_enabled")),
            allowSharedKeyAccess: valueAt(values, "shared_access_key_enabled"),
            allowBlobPublicAccess: valueAt(values, "allow_nested_items_to_be_public"),
            supportsHttpsTrafficOnly: valueAt(values, "https_traffic_only_enabled"),
            minimumTlsVersion: valueAt(values, "min_tls_version"),
            isHnsEnabled: valueAt(values, "is_hns_enabled"),
            primaryEndpoints: withoutUnknown({ blob: valueAt(values, "primary_blob_endpoint") }),
            networkAcls:
              rules === undefined
                ? undefined
                : {
                    bypass: listAt(rules, "bypass").join(", "),
                    defaultAction: valueAt(rules, "default_action"),
                    ipRules: listAt(rules, "ip_rules").map((value) => ({ value })),
                    virtualNetworkRules: listAt(rules, "virtual_network_subnet_ids"),
                  },
          }),
        },
      ];
    },
  ],
  [
    "azurerm_user_assigned_identity",
    (values, id) => [
      {
        ...envelopeOf(values, id, "azurerm_user_assigned_identity"),
        properties: withoutUnknown({
          principalId: valueAt(values, "principal_id"),
          clientId: valueAt(values, "client_id"),
        }),
      },
    ],
  ],
  [
    "azurerm_role_assignment",
    (values, id) => [
      {
        ...envelopeOf(values, id, "azurerm_role_assignment"),
        properties: withoutUnknown({
          principalId: valueAt(values, "principal_id"),
          principalType: valueAt(values, "principal_type"),
          roleDefinitionId: valueAt(values, "role_definition_id"),
          scope: valueAt(values, "scope"),
          condition: valueAt(values, "condition"),
        }),
      },
    ],
  ],
]);

function envelopeOf(values: Json, id: string, type: string): Record<string, Json> {
  const identity = listAt(values, "identity")[0];
  return {
    id,
    type: armTypes.get(type),
    name: valueAt(values, "name"),
    location: valueAt(values, "location"),
    ...(identity === undefined
      ? {}
      : {
          identity: withoutUnknown({
            type: valueAt(identity, "type"),
            principalId: valueAt(identity, "principal_id"),
            tenantId: valueAt(identity, "tenant_id"),
          }),
        }),
  };
}

function networkAcls(rules: Json): Json {
  return rules === undefined
    ? undefined
    : withoutUnknown({
        bypass: valueAt(rules, "bypass"),
        defaultAction: valueAt(rules, "default_action"),
        ipRules: listAt(rules, "ip_rules").map((value) => ({ value })),
        virtualNetworkRules: listAt(rules, "virtual_network_rules"),
      });
}

function onOff(value: Json): string | undefined {
  return typeof value === "boolean" ? (value ? "Enabled" : "Disabled") : undefined;
}

function opposite(value: Json): boolean | undefined {
  return typeof value === "boolean" ? !value : undefined;
}

function withoutUnknown(members: Readonly<Record<string, Json>>): Record<string, Json> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
