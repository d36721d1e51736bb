import type { Resource } from "../evidence/evidence.ts";
import { isSameId, nameOf, parentOf } from "../evidence/resource-id.ts";
import { textAt, valueAt } from "../evidence/read-path.ts";
import type { Scene } from "./scene.ts";

/** Settings of the app by name, where somebody was allowed to read them. */
export function settingsOf(site: Resource, scene: Scene): ReadonlyMap<string, string> | undefined {
  const config = scene
    .ofType("Microsoft.Web/sites/config")
    .find(({ id }) => isSameId(parentOf(id), site.id) && nameOf(id) === "appsettings");
  const inSite = valueAt(site, "properties.siteConfig.appSettings");
  const properties =
    valueAt(config, "properties") ??
    (Array.isArray(inSite)
      ? Object.fromEntries(
          inSite.map((row) => [textAt(row, "name") ?? "", textAt(row, "value") ?? ""]),
        )
      : undefined);
  return typeof properties === "object" && properties !== null
    ? new Map(
        Object.entries(properties).flatMap(([name, value]): [string, string][] =>
          typeof value === "string" ? [[name, value]] : [],
        ),
      )
    : undefined;
}

/** Settings of the platform; Resource Manager shows them in the site or as a resource of their own. */
export function siteConfigOf(site: Resource, scene: Scene): unknown {
  const own = scene
    .ofType("Microsoft.Web/sites/config")
    .find(({ id }) => isSameId(parentOf(id), site.id) && nameOf(id) === "web");
  return valueAt(own, "properties") ?? valueAt(site, "properties.siteConfig");
}
