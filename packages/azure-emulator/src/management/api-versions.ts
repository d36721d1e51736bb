import { ManagementError } from "./management-error.ts";

/** The versions of the resource types that the local Azure knows, the oldest first. */
const versionsOf: Readonly<Record<string, readonly string[]>> = {
  "microsoft.authorization/roleassignments": [
    "2015-07-01",
    "2018-07-01",
    "2018-09-01-preview",
    "2020-03-01-preview",
    "2020-04-01-preview",
    "2020-08-01-preview",
    "2020-10-01-preview",
    "2022-04-01",
  ],
  "microsoft.authorization/roledefinitions": [
    "2015-07-01",
    "2018-01-01-preview",
    "2022-04-01",
    "2022-05-01-preview",
  ],
  "microsoft.authorization/denyassignments": [
    "2018-07-01-preview",
    "2019-03-01-preview",
    "2022-04-01",
  ],
  "microsoft.authorization/permissions": [
    "2015-07-01",
    "2018-01-01-preview",
    "2018-07-01",
    "2022-04-01",
    "2022-05-01-preview",
  ],
  "microsoft.authorization/roleeligibilityscheduleinstances": ["2020-10-01-preview", "2020-10-01"],
  "microsoft.search/searchservices": [
    "2020-08-01",
    "2022-09-01",
    "2023-11-01",
    "2024-03-01-preview",
    "2024-06-01-preview",
    "2025-02-01-preview",
    "2025-05-01",
  ],
  "microsoft.cognitiveservices/accounts": [
    "2021-10-01",
    "2022-12-01",
    "2023-05-01",
    "2023-10-01-preview",
    "2024-04-01-preview",
    "2024-10-01",
    "2025-04-01-preview",
    "2025-06-01",
    "2025-07-01-preview",
    "2025-09-01",
    "2025-10-01-preview",
  ],
  "microsoft.storage/storageaccounts": [
    "2021-09-01",
    "2022-05-01",
    "2022-09-01",
    "2023-01-01",
    "2023-04-01",
    "2023-05-01",
    "2024-01-01",
    "2025-01-01",
    "2025-06-01",
    "2025-08-01",
  ],
  "microsoft.managedidentity/userassignedidentities": ["2018-11-30", "2023-01-31", "2024-11-30"],
};

/**
 * The `api-version` of a request, by the type that it is about. Of other types, any date will do.
 *
 * @param type As in `Microsoft.Search/searchServices`; what lies in a resource has the versions of it.
 * @throws ManagementError when there is none, or one that the type does not have.
 */
export function requireApiVersion(query: URLSearchParams, type: string): string {
  const [version = "", ...others] = query.getAll("api-version");
  if (version === "") {
    throw new ManagementError(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  if (others.length > 0 || !/^\d{4}-\d{2}-\d{2}(?:-[a-z]+)?$/i.test(version)) {
    throw new ManagementError(
      400,
      "InvalidApiVersionParameter",
      `The api-version '${version}' is invalid.`,
    );
  }
  const [namespace, resourceType] = type.split("/");
  const known = versionsOf[`${namespace}/${resourceType}`.toLowerCase()];
  if (known?.includes(version.toLowerCase()) ?? true) return version.toLowerCase();
  throw new ManagementError(
    400,
    "NoRegisteredProviderFound",
    `No registered resource provider found for API version '${version}' and type '${resourceType}'. The supported api-versions are '${known?.join(", ")}'.`,
  );
}
