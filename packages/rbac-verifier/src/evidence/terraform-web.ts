import { valueAt, type Json } from "./read-path.ts";
import type { TerraformRow } from "./terraform-plan.ts";
import {
  blockAt,
  type Converter,
  type ConvertedResource,
  envelopeOf,
  known,
  onOff,
} from "./terraform-values.ts";

/** Converters of App Service. */
export const webConverters: readonly (readonly [string, Converter])[] = [
  ["azurerm_service_plan", plan],
  ["azurerm_linux_web_app", site],
  ["azurerm_windows_web_app", site],
];

/** Plans say their size only; those that cannot join a network begin so. */
const tiers: readonly (readonly [RegExp, string])[] = [
  [/^F/i, "Free"],
  [/^D/i, "Shared"],
  [/^B/i, "Basic"],
  [/^S/i, "Standard"],
  [/^P/i, "Premium"],
  [/^I/i, "Isolated"],
];

function plan(row: TerraformRow): readonly ConvertedResource[] {
  const name = valueAt(row.values, "sku_name");
  const tier = typeof name === "string" ? tiers.find(([size]) => size.test(name))?.[1] : undefined;
  return [{ ...envelopeOf(row), sku: known({ name, tier }), properties: {} }];
}

function site(row: TerraformRow): readonly ConvertedResource[] {
  const { values } = row;
  const config = blockAt(values, "site_config");
  const settings = valueAt(values, "app_settings");
  return [
    {
      ...envelopeOf(row),
      properties: known({
        serverFarmId: valueAt(values, "service_plan_id"),
        virtualNetworkSubnetId: valueAt(values, "virtual_network_subnet_id"),
        vnetRouteAllEnabled: valueAt(config, "vnet_route_all_enabled"),
        httpsOnly: valueAt(values, "https_only"),
        publicNetworkAccess: onOff(valueAt(values, "public_network_access_enabled")),
        siteConfig: known({
          minTlsVersion: valueAt(config, "minimum_tls_version"),
          ftpsState: valueAt(config, "ftps_state"),
          appSettings: settings === undefined ? undefined : pairsOf(settings),
        }),
      }),
    },
  ];
}

function pairsOf(settings: Json): Json {
  return Object.entries(settings ?? {}).map(([name, value]: [string, unknown]) => ({
    name,
    value: typeof value === "string" ? value : "",
  }));
}
