import type { Mutable } from "../contoso.test.fixture.ts";

/**
 * `terraform show -json` of a state with the resources of these rows of Resource Manager, as the provider azurerm
 * names their attributes.
 *
 * @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs
 */
export function terraformState(rows: readonly Mutable[]): Mutable {
  const resources = rows.flatMap((row): Mutable[] => {
    const make = makers[row.type.toLowerCase()];
    return make === undefined ? [] : make(row);
  });
  return {
    format_version: "1.0",
    terraform_version: "1.13.5",
    values: {
      root_module: {
        resources: resources.map(({ type, values }, index) => ({
          address: `${type}.r${index}`,
          mode: "managed",
          type,
          name: `r${index}`,
          provider_name: "registry.terraform.io/hashicorp/azurerm",
          schema_version: 0,
          values,
        })),
      },
    },
  };
}

const resource = (type: string, row: Mutable, values: object): Mutable => ({
  type,
  values: {
    id: row.id,
    name: row.name ?? row.id.split("/").at(-1),
    location: row.location,
    resource_group_name: row.id.split("/")[4],
    ...values,
  },
});

const identityOf = ({ identity }: Mutable): Mutable[] =>
  identity === undefined
    ? []
    : [
        {
          type: identity.type,
          principal_id: identity.principalId ?? "",
          tenant_id: identity.tenantId ?? "",
          identity_ids: Object.keys(identity.userAssignedIdentities ?? {}),
        },
      ];

const isOn = (word: string | undefined): boolean => word?.toLowerCase() !== "disabled";

const makers: Readonly<Record<string, (row: Mutable) => Mutable[]>> = {
  "microsoft.cognitiveservices/accounts": (row) => {
    const { networkAcls, ...one } = row.properties;
    return [
      resource("azurerm_cognitive_account", row, {
        kind: row.kind,
        sku_name: row.sku?.name,
        custom_subdomain_name: one.customSubDomainName,
        endpoint: one.endpoint,
        local_auth_enabled: one.disableLocalAuth !== true,
        public_network_access_enabled: isOn(one.publicNetworkAccess),
        identity: identityOf(row),
        network_acls: [
          {
            bypass: networkAcls.bypass,
            default_action: networkAcls.defaultAction,
            ip_rules: [],
            virtual_network_rules: [],
          },
        ],
      }),
    ];
  },
  "microsoft.cognitiveservices/accounts/deployments": (row) => [
    resource("azurerm_cognitive_deployment", row, {
      cognitive_account_id: row.id.split("/").slice(0, -2).join("/"),
      model: [row.properties.model],
      sku: [row.sku],
    }),
  ],
  "microsoft.search/searchservices": (row) => {
    const { properties: one } = row;
    return [
      resource("azurerm_search_service", row, {
        sku: row.sku?.name,
        replica_count: one.replicaCount,
        partition_count: one.partitionCount,
        local_authentication_enabled: one.disableLocalAuth !== true,
        authentication_failure_mode: "",
        public_network_access_enabled: isOn(one.publicNetworkAccess),
        network_rule_bypass_option: one.networkRuleSet.bypass,
        allowed_ips: [],
        semantic_search_sku: one.semanticSearch,
        identity: identityOf(row),
      }),
    ];
  },
  "microsoft.storage/storageaccounts": (row) => {
    const { networkAcls, ...one } = row.properties;
    return [
      resource("azurerm_storage_account", row, {
        account_kind: row.kind,
        account_tier: "Standard",
        account_replication_type: "ZRS",
        public_network_access_enabled: isOn(one.publicNetworkAccess),
        shared_access_key_enabled: one.allowSharedKeyAccess ?? true,
        allow_nested_items_to_be_public: one.allowBlobPublicAccess,
        min_tls_version: one.minimumTlsVersion,
        https_traffic_only_enabled: one.supportsHttpsTrafficOnly,
        is_hns_enabled: one.isHnsEnabled ?? false,
        primary_blob_endpoint: one.primaryEndpoints?.blob,
        network_rules: [
          {
            bypass: networkAcls.bypass.split(", "),
            default_action: networkAcls.defaultAction,
            ip_rules: [],
            virtual_network_subnet_ids: [],
          },
        ],
      }),
    ];
  },
  "microsoft.managedidentity/userassignedidentities": (row) => [
    resource("azurerm_user_assigned_identity", row, {
      client_id: row.properties.clientId,
      principal_id: row.properties.principalId,
    }),
  ],
  "microsoft.authorization/roleassignments": (row) => [
    resource("azurerm_role_assignment", row, {
      scope: row.properties.scope,
      role_definition_id: row.properties.roleDefinitionId,
      principal_id: row.properties.principalId,
      principal_type: row.properties.principalType,
      condition: "",
    }),
  ],
  "microsoft.network/virtualnetworks": (row) => [
    resource("azurerm_virtual_network", row, {
      address_space: row.properties.addressSpace.addressPrefixes,
      dns_servers: [],
    }),
    ...row.properties.subnets.map((subnet: Mutable) =>
      resource(
        "azurerm_subnet",
        { name: subnet.name, id: subnet.id ?? `${row.id}/subnets/${subnet.name}` },
        {
          virtual_network_name: row.name,
          address_prefixes: [subnet.properties.addressPrefix],
          delegation: (subnet.properties.delegations ?? []).map(({ properties }: Mutable) => ({
            name: "delegation",
            service_delegation: [{ name: properties.serviceName, actions: [] }],
          })),
        },
      ),
    ),
  ],
  "microsoft.network/privateendpoints": (row) => {
    const { subnet, privateLinkServiceConnections, customDnsConfigs = [] } = row.properties;
    return [
      resource("azurerm_private_endpoint", row, {
        subnet_id: subnet.id,
        private_service_connection: privateLinkServiceConnections.map(
          ({ properties }: Mutable) => ({
            name: "connection",
            is_manual_connection: false,
            private_connection_resource_id: properties.privateLinkServiceId,
            subresource_names: properties.groupIds,
          }),
        ),
        custom_dns_configs: customDnsConfigs.map(({ fqdn, ipAddresses }: Mutable) => ({
          fqdn,
          ip_addresses: ipAddresses,
        })),
      }),
    ];
  },
  "microsoft.network/privatednszones": (row) => [resource("azurerm_private_dns_zone", row, {})],
  "microsoft.network/privatednszones/virtualnetworklinks": (row) => [
    resource("azurerm_private_dns_zone_virtual_network_link", row, {
      private_dns_zone_name: row.id.split("/").at(-3),
      virtual_network_id: row.properties.virtualNetwork.id,
      registration_enabled: false,
    }),
  ],
  "microsoft.network/privatednszones/a": (row) => [
    resource("azurerm_private_dns_a_record", row, {
      zone_name: row.id.split("/").at(-3),
      ttl: 300,
      records: row.properties.aRecords.map(({ ipv4Address }: Mutable) => ipv4Address),
    }),
  ],
  "microsoft.web/sites": (row) => [
    resource("azurerm_linux_web_app", row, {
      service_plan_id: row.properties.serverFarmId,
      virtual_network_subnet_id: row.properties.virtualNetworkSubnetId,
      https_only: row.properties.httpsOnly,
      identity: identityOf(row),
      site_config: [
        { vnet_route_all_enabled: true, minimum_tls_version: "1.2", ftps_state: "Disabled" },
      ],
    }),
  ],
};
