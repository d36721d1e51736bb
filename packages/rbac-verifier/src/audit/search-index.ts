import { azureCloud, type AzureCloudName } from "@entrim/azure-clouds";
import { type Json, listAt, textAt, valueAt } from "../evidence/read-path.ts";
import {
  type AzureClient,
  type AzureClientOptions,
  createAzureClient,
} from "../live/azure-client.ts";
import { readRefusal } from "../live/read-refusal.ts";
import { RbacVerifierError } from "../rbac-verifier-error.ts";

const apiVersion = "2024-07-01";

/** The first that shows whether an index trims by itself. */
const previewVersion = "2025-05-01-preview";

/** What an audit goes by of an index's definition. */
interface IndexDescription {
  readonly keyField?: string;
  /** Whether the service shows each caller only what is theirs. */
  readonly trimsItself?: boolean;
}

/** An index of AI Search, which is asked and never changed. */
export interface SearchIndex {
  /** As `https://contoso.search.windows.net/indexes/documents`. */
  readonly url: string;
  readonly client: AzureClient;
  /**
   * Searches.
   *
   * @returns Undefined when the index does not allow such a search: a field cannot be filtered, sorted or shown.
   * @throws RbacVerifierError `ACCESS_DENIED`, `AZURE_UNAVAILABLE`, and `TARGET_MISSING` without such an index.
   */
  search(body: Readonly<Record<string, unknown>>): Promise<Json>;
  /** What its definition says; nothing when that may not be read. */
  describe(): Promise<IndexDescription>;
}

/**
 * An index by the address of its service. The token leaves for AI Search only.
 *
 * @throws TypeError for an address that is none of AI Search in this cloud, and for a name that is none.
 */
export function openSearchIndex(
  { endpoint, index }: { readonly endpoint: string; readonly index: string },
  options: AzureClientOptions,
): SearchIndex {
  const { audience } = azureCloud(options.cloud ?? "public").search;
  const origin = requireEndpoint(endpoint, options.cloud);
  if (typeof index !== "string" || !/^[a-z\d](?:[a-z\d-]{0,126}[a-z\d])?$/.test(index)) {
    throw new TypeError("rbac-verifier: index must be the name of an index of AI Search");
  }
  const client = createAzureClient({ origin, audience }, options);
  const path = `/indexes/${index}`;

  return {
    url: `${origin}${path}`,
    client,
    async search(query) {
      const answer = await client.send(
        "POST",
        `${path}/docs/search?api-version=${apiVersion}`,
        query,
      );
      const { status, body } = answer;
      if (status === 200) return body;
      if (status === 400) return undefined;
      if (status === 404) {
        throw new RbacVerifierError(
          "TARGET_MISSING",
          `rbac-verifier: there is no index ${index} at ${origin}`,
        );
      }
      throw readRefusal(answer, "search");
    },
    async describe() {
      const preview = await client.send("GET", `${path}?api-version=${previewVersion}`);
      // a cloud may not have the preview
      const { status, body } =
        preview.status === 400
          ? await client.send("GET", `${path}?api-version=${apiVersion}`)
          : preview;
      if (status !== 200) return {};
      const key = listAt(body, "fields").find((field) => valueAt(field, "key") === true);
      const keyField = textAt(key, "name");
      return {
        ...(keyField === undefined ? {} : { keyField }),
        trimsItself: textAt(body, "permissionFilterOption") === "enabled",
      };
    },
  };
}

function requireEndpoint(endpoint: string, cloud: AzureCloudName = "public"): string {
  const { hostSuffix } = azureCloud(cloud).search;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (
    url?.protocol !== "https:" ||
    !url.host.endsWith(`.${hostSuffix}`) ||
    url.username !== "" ||
    url.pathname !== "/"
  ) {
    throw new TypeError(`rbac-verifier: endpoint must be as https://contoso.${hostSuffix}`);
  }
  return url.origin;
}
