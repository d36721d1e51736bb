import { typeOf } from "../evidence/to-arm-resource.ts";

/** The version with which each kind of resource is read and changed; older ones leave out what rules need. */
const versions: Readonly<Record<string, string>> = {
  "microsoft.cognitiveservices": "2025-09-01",
  "microsoft.search": "2025-05-01",
  "microsoft.storage": "2025-08-01",
  "microsoft.network": "2025-05-01",
  "microsoft.network/privatednszones": "2024-06-01",
  "microsoft.web": "2025-05-01",
  "microsoft.managedidentity": "2024-11-30",
  "microsoft.authorization": "2022-04-01",
};

/**
 * The version of Resource Manager's API to use for a resource.
 *
 * @param resourceId An id, also of an extension or a child.
 */
export function apiVersionOf(resourceId: string): string {
  const [provider = "", type = ""] = (typeOf(resourceId) ?? "").toLowerCase().split("/");
  return versions[`${provider}/${type}`] ?? versions[provider] ?? "2022-09-01";
}
