import type { Resource } from "./evidence.ts";
import { nameOf } from "./resource-id.ts";
import { textAt, valueAt, type Json } from "./read-path.ts";

/** Members that stand beside `properties` in Resource Manager. */
const envelope: ReadonlySet<string> = new Set([
  "id",
  "name",
  "type",
  "kind",
  "location",
  "sku",
  "identity",
  "tags",
  "zones",
  "etag",
  "systemdata",
  "managedby",
  "plan",
  "extendedlocation",
  "apiversion",
  "resourcegroup",
  "subscriptionid",
  "tenantid",
  "properties",
]);

/** What the CLI and the SDKs call a property that Resource Manager calls otherwise. */
const renamed: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  "microsoft.storage/storageaccounts": new Map([
    ["networkruleset", "networkAcls"],
    ["enablehttpstrafficonly", "supportsHttpsTrafficOnly"],
  ]),
};

/** What no id or name in Azure has; the commands of fixes are made of them. */
export const foreign: RegExp =
  // oxlint-disable-next-line no-control-regex -- control characters are among them
  /[`$;&|<>"'\\?#\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/;

/**
 * A resource in the form of Resource Manager, from that form or from the flat one of the CLI and the SDKs.
 *
 * @returns Nothing when it is no resource.
 */
export function toArmResource(row: Json): Resource | undefined {
  const id = textAt(row, "id");
  const type = textAt(row, "type") ?? (id === undefined ? undefined : typeOf(id));
  if (typeof row !== "object" || row === null || id === undefined || type === undefined) {
    return undefined;
  }
  const ownName = textAt(row, "name") ?? nameOf(id);
  if (foreign.test(id) || foreign.test(ownName)) return undefined;
  const given = valueAt(row, "properties");
  const nested = typeof given === "object" && given !== null && !Array.isArray(given);
  const isFlat = !Object.keys(row).some((name) => name.toLowerCase() === "properties");
  const names = renamed[type.toLowerCase()];
  const head: Record<string, Json> = {};
  const flat: [string, Json][] = [];
  for (const [name, value] of Object.entries(row)) {
    if (envelope.has(name.toLowerCase())) head[name.toLowerCase()] = value;
    else flat.push([name, value]);
  }
  // a list of az resource has properties: null, and beside it what says nothing of the settings
  const members = nested ? Object.entries(given) : isFlat ? flat : [];
  const apiVersion = textAt(row, "apiVersion");
  const { properties: _, apiversion: __, ...rest } = head;
  return {
    ...rest,
    id,
    name: ownName,
    type,
    ...(apiVersion === undefined ? {} : { apiVersion }),
    properties: Object.fromEntries(
      members.map(([name, value]) => [names?.get(name.toLowerCase()) ?? name, value]),
    ),
  };
}

/** The type that an id spells out, as `Microsoft.Network/virtualNetworks/subnets`. */
export function typeOf(id: string): string | undefined {
  const segments = id.split("/").filter((segment) => segment !== "");
  const at = segments.findLastIndex((segment) => segment.toLowerCase() === "providers");
  const provider = segments[at + 1];
  if (at < 0 || provider === undefined || segments.length < at + 4) return undefined;
  return [provider, ...segments.slice(at + 2).filter((_, index) => index % 2 === 0)].join("/");
}

/** Whether settings of a resource are shown, and not only that there is one. */
export function showsSettings({ properties }: Resource): boolean {
  return Object.keys(properties ?? {}).length > 0;
}
