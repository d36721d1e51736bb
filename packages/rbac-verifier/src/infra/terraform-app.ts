import { graphRoles } from "../rules/entra.ts";
import { appSettings } from "./app-model.ts";
import type { InfraPlan } from "./infra-options.ts";
import { Reference, TenantText } from "./resource-model.ts";
import {
  block,
  expression,
  type Expression,
  placed,
  resource,
  type TerraformBlock,
} from "./terraform-block.ts";

const identity = "azurerm_user_assigned_identity.identity";
const tenant = "data.azurerm_client_config.current.tenant_id";

/** The app as blocks of Terraform: its plan, its identity, its registration and what it may read in Graph. */
export function terraformApp(plan: InfraPlan): readonly TerraformBlock[] {
  const { names, profile } = plan;
  const isArticle = profile !== "entrim";
  const settings = Object.entries(appSettings(plan)).map(
    ([name, value]) => [name, settingOf(value)] as const,
  );
  return [
    ...(isArticle
      ? []
      : [resource("azurerm_user_assigned_identity", "identity", placed(names.identity))]),
    resource("azurerm_service_plan", "plan", {
      ...placed(names.plan),
      os_type: "Linux",
      sku_name: "P0v3",
    }),
    resource("azurerm_linux_web_app", "app", {
      ...placed(names.webApp),
      service_plan_id: expression("azurerm_service_plan.plan.id"),
      virtual_network_subnet_id: expression("azurerm_subnet.web.id"),
      https_only: true,
      identity: block(
        isArticle
          ? { type: "SystemAssigned" }
          : { type: "UserAssigned", identity_ids: [expression(`${identity}.id`)] },
      ),
      site_config: block({
        vnet_route_all_enabled: true,
        minimum_tls_version: "1.2",
        ftps_state: "Disabled",
        application_stack: block({ node_version: "24-lts" }),
      }),
      app_settings: Object.fromEntries(settings),
    }),
    ...(isArticle ? [] : registration(plan)),
  ];
}

function settingOf(value: string | Reference | TenantText): string | Expression {
  if (value instanceof TenantText) return expression(tenant);
  if (!(value instanceof Reference)) return value;
  return expression(
    value.part === "parameter" ? "azuread_application.app.client_id" : `${identity}.client_id`,
  );
}

/** The registration trusts the identity, so that there is no secret; and the identity reads groups. */
function registration({ name, cloud }: InfraPlan): readonly TerraformBlock[] {
  const rights = ["GroupMember.Read.All", "User.ReadBasic.All"] as const;
  const [before = "", after = ""] = cloud.issuers["2.0"].split("{tenantid}");
  return [
    resource("azuread_application", "app", {
      display_name: name,
      sign_in_audience: "AzureADMyOrg",
    }),
    resource("azuread_service_principal", "app", {
      client_id: expression("azuread_application.app.client_id"),
    }),
    resource("azuread_application_federated_identity_credential", "identity", {
      application_id: expression("azuread_application.app.id"),
      display_name: `${name}-identity`,
      issuer: expression(`"${before}\${${tenant}}${after}"`),
      subject: expression(`${identity}.principal_id`),
      audiences: [cloud.federatedCredentialAudience],
    }),
    {
      kind: "data",
      labels: ["azuread_service_principal", "graph"],
      body: { client_id: "00000003-0000-0000-c000-000000000000" },
    },
    ...rights.map((right) =>
      resource("azuread_app_role_assignment", right.replaceAll(".", ""), {
        app_role_id: graphRoles[right],
        principal_object_id: expression(`${identity}.principal_id`),
        resource_object_id: expression("data.azuread_service_principal.graph.object_id"),
      }),
    ),
  ];
}
