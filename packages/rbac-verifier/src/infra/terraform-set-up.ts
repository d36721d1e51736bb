import { deploymentsOf, type InfraPlan } from "./infra-options.ts";
import { rolesOf, symbolOfRole } from "./role-model.ts";
import { block, expression, placed, resource, type TerraformBlock } from "./terraform-block.ts";
import { terraformApp } from "./terraform-app.ts";
import { terraformNetwork } from "./terraform-network.ts";

/** The set-up as blocks of Terraform, its providers included. */
export function terraformSetUp(plan: InfraPlan): readonly TerraformBlock[] {
  return [
    ...providers(plan),
    resource("azurerm_resource_group", "group", { name: plan.name, location: plan.location }),
    ...terraformNetwork(plan),
    ...openai(plan),
    search(plan),
    ...storage(plan),
    ...terraformApp(plan),
    ...roles(plan),
  ];
}

const environments = { public: "public", usgov: "usgovernment", china: "china" } as const;

function providers({ cloud, profile }: InfraPlan): readonly TerraformBlock[] {
  const environment = cloud.name === "public" ? {} : { environment: environments[cloud.name] };
  const needsEntra = profile === "entrim";
  return [
    {
      kind: "terraform",
      labels: [],
      body: {
        required_providers: block({
          azurerm: { source: "hashicorp/azurerm", version: "~> 4.55" },
          ...(needsEntra ? { azuread: { source: "hashicorp/azuread", version: "~> 3.0" } } : {}),
        }),
      },
    },
    {
      kind: "provider",
      labels: ["azurerm"],
      // the storage account takes no keys, from Terraform neither
      body: { features: block({}), storage_use_azuread: true, ...environment },
    },
    ...(needsEntra
      ? [{ kind: "provider" as const, labels: ["azuread"], body: { ...environment } }]
      : []),
    { kind: "data", labels: ["azurerm_client_config", "current"], body: {} },
  ];
}

function openai(plan: InfraPlan): readonly TerraformBlock[] {
  const { names, profile, vectorizer } = plan;
  const isArticle = profile !== "entrim";
  return [
    resource("azurerm_cognitive_account", "openai", {
      ...placed(names.openai),
      kind: "OpenAI",
      sku_name: "S0",
      custom_subdomain_name: names.openai,
      public_network_access_enabled: false,
      local_auth_enabled: isArticle,
      ...(isArticle ? { identity: block({ type: "SystemAssigned" }) } : {}),
      network_acls: block({
        default_action: "Deny",
        bypass: isArticle || vectorizer ? "AzureServices" : "None",
        ip_rules: [],
      }),
    }),
    ...deploymentsOf(plan).map(({ name, version }, index) =>
      resource("azurerm_cognitive_deployment", index === 0 ? "chat" : "embedding", {
        name,
        cognitive_account_id: expression("azurerm_cognitive_account.openai.id"),
        model: block({ format: "OpenAI", name, version }),
        sku: block({ name: "Standard", capacity: 10 }),
        // an account makes one at a time
        ...(index === 0 ? {} : { depends_on: [expression("azurerm_cognitive_deployment.chat")] }),
      }),
    ),
  ];
}

function search({ names, profile }: InfraPlan): TerraformBlock {
  const isArticle = profile !== "entrim";
  return resource("azurerm_search_service", "search", {
    ...placed(names.search),
    sku: "basic",
    replica_count: 1,
    partition_count: 1,
    public_network_access_enabled: false,
    local_authentication_enabled: isArticle,
    ...(isArticle ? { authentication_failure_mode: "http401WithBearerChallenge" } : {}),
    network_rule_bypass_option: isArticle ? "AzureServices" : "None",
    allowed_ips: [],
    semantic_search_sku: "free",
    identity: block({ type: "SystemAssigned" }),
  });
}

function storage({ names, profile }: InfraPlan): readonly TerraformBlock[] {
  return [
    resource("azurerm_storage_account", "storage", {
      ...placed(names.storage),
      account_kind: "StorageV2",
      account_tier: "Standard",
      account_replication_type: "ZRS",
      public_network_access_enabled: false,
      shared_access_key_enabled: profile !== "entrim",
      allow_nested_items_to_be_public: false,
      cross_tenant_replication_enabled: false,
      https_traffic_only_enabled: true,
      min_tls_version: "TLS1_2",
      network_rules: block({
        default_action: "Deny",
        bypass: ["AzureServices"],
        ip_rules: [],
        virtual_network_subnet_ids: [],
      }),
      blob_properties: block({
        delete_retention_policy: block({ days: 7 }),
        container_delete_retention_policy: block({ days: 7 }),
      }),
    }),
    resource("azurerm_storage_container", "documents", {
      name: "documents",
      storage_account_id: expression("azurerm_storage_account.storage.id"),
      container_access_type: "private",
    }),
  ];
}

const addresses: Readonly<Record<string, string>> = {
  openai: "azurerm_cognitive_account.openai",
  search: "azurerm_search_service.search",
  storage: "azurerm_storage_account.storage",
  identity: "azurerm_user_assigned_identity.identity",
  webApp: "azurerm_linux_web_app.app",
};

function roles(plan: InfraPlan): readonly TerraformBlock[] {
  return rolesOf(plan).map((role) => {
    const of = addresses[role.of] ?? "";
    return resource("azurerm_role_assignment", symbolOfRole(role), {
      scope: expression(`${addresses[role.on] ?? ""}.id`),
      role_definition_name: role.roleName,
      principal_id: expression(
        role.of === "identity" ? `${of}.principal_id` : `${of}.identity[0].principal_id`,
      ),
      principal_type: "ServicePrincipal",
      skip_service_principal_aad_check: true,
    });
  });
}
