import type { InfraPlan } from "./infra-options.ts";
import {
  KeyedById,
  Reference,
  type ResourceModel,
  TenantText,
  type Value,
} from "./resource-model.ts";

/**
 * Resources in Bicep, to deploy into a resource group.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/bicep/file
 */
export function formatBicep(resources: readonly ResourceModel[], plan: InfraPlan): string {
  const bySymbol = new Map(resources.map((one) => [one.symbol, one]));
  const parameters = [
    "@description('Region of all that is not everywhere')",
    `param location string = ${quoted(plan.location)}`,
    ...(plan.profile === "entrim"
      ? [
          "",
          "@description('Client id of the app registration that people sign in to')",
          "param applicationId string",
        ]
      : []),
  ];
  const blocks = resources.map((resource) => blockOf(resource, bySymbol));
  return `${[parameters.join("\n"), ...blocks].join("\n\n")}\n`;
}

type Symbols = ReadonlyMap<string, ResourceModel>;

function blockOf(resource: ResourceModel, symbols: Symbols): string {
  const { symbol, type, apiVersion, name, role, parent, after, location, body } = resource;
  const { properties, ...rest } = body;
  const lines = [
    ...(role === undefined
      ? []
      : [`  name: guid(${role.on}.id, ${role.of}.id, '${role.roleId}')`, `  scope: ${role.on}`]),
    ...(parent === undefined ? [] : [`  parent: ${parent}`]),
    ...(role === undefined ? [`  name: ${quoted(name)}`] : []),
    ...(location === undefined
      ? []
      : [`  location: ${location === "global" ? "'global'" : "location"}`]),
    ...(after === undefined ? [] : [`  dependsOn: [\n    ${after}\n  ]`]),
    ...membersOf(rest, 1, symbols),
    ...(properties === undefined
      ? []
      : [
          "  properties: {",
          ...roleDefinition(resource),
          ...membersOf(properties, 2, symbols),
          "  }",
        ]),
  ];
  return `resource ${symbol} '${type}@${apiVersion}' = {\n${lines.join("\n")}\n}`;
}

function roleDefinition({ role }: ResourceModel): readonly string[] {
  return role === undefined
    ? []
    : [
        `    // ${role.roleName}`,
        `    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${role.roleId}')`,
      ];
}

function membersOf(value: Value, depth: number, symbols: Symbols): readonly string[] {
  const indent = "  ".repeat(depth);
  return Object.entries(value).map(
    ([name, one]: [string, Value]) => `${indent}${name}: ${format(one, depth, symbols)}`,
  );
}

function format(value: Value, depth: number, symbols: Symbols): string {
  const indent = "  ".repeat(depth);
  if (value instanceof Reference) return expressionOf(value, symbols);
  if (value instanceof TenantText) {
    return value.before + value.after === ""
      ? "tenant().tenantId"
      : `'${value.before}\${tenant().tenantId}${value.after}'`;
  }
  if (value instanceof KeyedById) {
    return `{\n${indent}  '\${${expressionOf(value.reference, symbols)}}': {}\n${indent}}`;
  }
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    const items = value.map((one: Value) => `${indent}  ${format(one, depth + 1, symbols)}`);
    return `[\n${items.join("\n")}\n${indent}]`;
  }
  if (typeof value !== "object") return String(value);
  const lines = membersOf(value, depth + 1, symbols);
  return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${indent}}`;
}

function expressionOf({ symbol, part, suffix }: Reference, symbols: Symbols): string {
  switch (part) {
    case "parameter":
      return symbol;
    case "id":
      return suffix === "" ? `${symbol}.id` : `'\${${symbol}.id}${suffix}'`;
    case "clientId":
      return `${symbol}.properties.clientId`;
    case "principalId":
      return symbols.get(symbol)?.type === "Microsoft.ManagedIdentity/userAssignedIdentities"
        ? `${symbol}.properties.principalId`
        : `${symbol}.identity.principalId`;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("${", "\\${")}'`;
}
