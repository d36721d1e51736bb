import type { Resource } from "../evidence/evidence.ts";
import { isSameId, parentOf } from "../evidence/resource-id.ts";
import { listAt, textAt, valueAt, wordAt, type Json } from "../evidence/read-path.ts";
import type { Scene } from "./scene.ts";

/** The shared private links of the search service; undefined when they are not in the evidence. */
export function sharedPrivateLinks(scene: Scene): readonly Json[] | undefined {
  const search = scene.resourceOf("search");
  if (search === undefined) return undefined;
  const own = scene
    .ofType("Microsoft.Search/searchServices/sharedPrivateLinkResources")
    .filter(({ id }) => isSameId(parentOf(id), search.id));
  const path = "properties.sharedPrivateLinkResources";
  return own.length === 0 && valueAt(search, path) === undefined
    ? undefined
    : [...own, ...listAt(search, path)];
}

/** Whether a shared private link of AI Search to a resource is approved. */
export function hasApprovedLinkTo(resource: Resource, scene: Scene): boolean {
  return (sharedPrivateLinks(scene) ?? []).some(
    (link) =>
      isSameId(textAt(link, "properties.privateLinkResourceId"), resource.id) &&
      wordAt(link, "properties.status") === "approved",
  );
}
