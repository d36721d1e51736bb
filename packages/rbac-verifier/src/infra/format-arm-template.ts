import type { InfraPlan } from "./infra-options.ts";
import {
  KeyedById,
  Reference,
  type ResourceModel,
  TenantText,
  type Value,
} from "./resource-model.ts";

/**
 * Resources as a template of Resource Manager, to deploy into a resource group.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax
 */
export function formatArmTemplate(resources: readonly ResourceModel[], plan: InfraPlan): string {
  const bySymbol = new Map(resources.map((one) => [one.symbol, one]));
  const template = {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    languageVersion: "2.0",
    contentVersion: "1.0.0.0",
    parameters: {
      location: { type: "string", defaultValue: plan.location },
      ...(plan.profile === "entrim"
        ? {
            applicationId: {
              type: "string",
              metadata: { description: "Client id of the app registration that people sign in to" },
            },
          }
        : {}),
    },
    resources: Object.fromEntries(
      resources.map((resource) => [resource.symbol, resourceOf(resource, bySymbol)]),
    ),
  };
  return `${JSON.stringify(template, null, 2)}\n`;
}

type Symbols = ReadonlyMap<string, ResourceModel>;

function resourceOf(resource: ResourceModel, symbols: Symbols): unknown {
  const { type, apiVersion, role, parent, after, location, body } = resource;
  const needed = new Set([
    ...[parent ?? []].flat(),
    ...[after ?? []].flat(),
    ...(role === undefined ? [] : [role.on, role.of]),
    ...symbolsIn(body),
  ]);
  const value = valueOf(body, symbols) as Record<string, unknown>;
  return {
    type,
    apiVersion,
    name:
      role === undefined
        ? fullName(resource, symbols)
        : `[guid(${idOf(role.on, symbols)}, ${idOf(role.of, symbols)}, '${role.roleId}')]`,
    ...(role === undefined ? {} : { scope: relativeId(role.on, symbols) }),
    ...(location === undefined
      ? {}
      : { location: location === "global" ? "global" : "[parameters('location')]" }),
    ...value,
    ...(role === undefined
      ? {}
      : {
          properties: {
            roleDefinitionId: `[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${role.roleId}')]`,
            ...(value["properties"] as object),
          },
        }),
    ...(needed.size === 0 ? {} : { dependsOn: [...needed] }),
  };
}

function fullName({ name, parent }: ResourceModel, symbols: Symbols): string {
  const outer = parent === undefined ? undefined : symbols.get(parent);
  return outer === undefined ? name : `${fullName(outer, symbols)}/${name}`;
}

function relativeId(symbol: string, symbols: Symbols): string {
  const resource = symbols.get(symbol);
  return resource === undefined ? "" : `${resource.type}/${resource.name}`;
}

/** The call that gives the id of a resource. */
function idOf(symbol: string, symbols: Symbols): string {
  const resource = symbols.get(symbol);
  if (resource === undefined) return "''";
  const names = fullName(resource, symbols).split("/");
  return `resourceId('${resource.type}', ${names.map((name) => `'${name}'`).join(", ")})`;
}

function valueOf(value: Value, symbols: Symbols): unknown {
  if (value instanceof Reference) return `[${expressionOf(value, symbols)}]`;
  if (value instanceof TenantText) {
    return `[format('${value.before}{0}${value.after}', tenant().tenantId)]`;
  }
  if (value instanceof KeyedById) return { [`[${expressionOf(value.reference, symbols)}]`]: {} };
  if (Array.isArray(value)) return value.map((one: Value) => valueOf(one, symbols));
  if (typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, valueOf(one, symbols)]),
  );
}

function expressionOf({ symbol, part, suffix }: Reference, symbols: Symbols): string {
  switch (part) {
    case "parameter":
      return `parameters('${symbol}')`;
    case "id": {
      const id = idOf(symbol, symbols);
      return suffix === "" ? id : `format('{0}${suffix}', ${id})`;
    }
    case "clientId":
      return `reference('${symbol}').clientId`;
    case "principalId": {
      const resource = symbols.get(symbol);
      return resource?.type === "Microsoft.ManagedIdentity/userAssignedIdentities"
        ? `reference('${symbol}').principalId`
        : `reference('${symbol}', '${resource?.apiVersion ?? ""}', 'full').identity.principalId`;
    }
  }
}

function symbolsIn(value: Value): readonly string[] {
  if (value instanceof Reference) return value.part === "parameter" ? [] : [value.symbol];
  if (value instanceof KeyedById) return [value.reference.symbol];
  if (Array.isArray(value)) return value.flatMap((one: Value) => symbolsIn(one));
  if (typeof value !== "object" || value instanceof TenantText) return [];
  return Object.values(value).flatMap((one) => symbolsIn(one));
}
