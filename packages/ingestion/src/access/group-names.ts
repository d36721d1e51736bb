/* oxlint-disable no-await-in-loop -- each page names the next one */
import type { TokenCredential } from "@azure/core-auth";
import { azureCloud, type AzureCloud } from "@entrim/azure-clouds";
import { createAzureService } from "../azure/azure-service.ts";
import { requiredRoles } from "../azure/required-roles.ts";
import { IngestionError } from "../ingestion-error.ts";
import { requireKeyless } from "../service/require-keyless.ts";
import type { ResolveGroupName } from "./document-groups.ts";

/** Who looks groups up. */
export interface GroupNameResolverOptions {
  /** An identity with the permission GroupMember.Read.All of Microsoft Graph. */
  readonly credential: TokenCredential;
  /** How long names are remembered (300000). */
  readonly maxAgeInMs?: number;
  /** Which Azure (the public one). */
  readonly cloud?: AzureCloud;
  /** What sends the requests (the global one). */
  readonly fetch?: typeof globalThis.fetch;
  /** The time in milliseconds since 1970 (`Date.now`). */
  readonly now?: () => number;
}

const maxPages = 1_000;

/**
 * Finds groups by their display names in Microsoft Graph. The directory is read once, so that all names are of the same
 * moment; letters count as they are written.
 *
 * @see https://learn.microsoft.com/graph/api/group-list
 * @throws TypeError for options that are wrong or carry a key.
 */
export function createGroupNameResolver(options: GroupNameResolverOptions): ResolveGroupName {
  requireKeyless(options);
  const { credential, maxAgeInMs = 300_000, cloud = azureCloud(), fetch, now = Date.now } = options;
  const graph = createAzureService({
    endpoint: cloud.graphEndpoint,
    credential,
    scope: `${cloud.graphEndpoint}/.default`,
    needs: requiredRoles.graph,
    fetch,
  });
  let known:
    | { readonly at: number; readonly names: Promise<ReadonlyMap<string, readonly string[]>> }
    | undefined;

  async function readNames(): Promise<ReadonlyMap<string, readonly string[]>> {
    const names = new Map<string, string[]>();
    let path: string | undefined = "/v1.0/groups?$select=id,displayName&$top=999";
    for (let page = 0; path !== undefined; page++) {
      if (page === maxPages)
        throw new IngestionError("UPSTREAM_FAILED", "The directory has too many groups.");
      const response = await graph.send(path);
      const body = (await response.json()) as GroupPage;
      for (const { id, displayName } of body.value) {
        names.set(displayName, [...(names.get(displayName) ?? []), id]);
      }
      path = nextPath(body["@odata.nextLink"], graph.endpoint);
    }
    return names;
  }

  return async (name) => {
    if (known === undefined || now() - known.at > maxAgeInMs)
      known = { at: now(), names: readNames() };
    try {
      return (await known.names).get(name) ?? [];
    } catch (error) {
      known = undefined;
      throw error;
    }
  };
}

interface GroupPage {
  readonly value: readonly { readonly id: string; readonly displayName: string }[];
  readonly "@odata.nextLink"?: string;
}

/** A link is followed on Graph itself only. */
function nextPath(link: string | undefined, endpoint: string): string | undefined {
  if (link === undefined) return undefined;
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (url?.origin === endpoint) return `${url.pathname}${url.search}`;
  throw new IngestionError("UPSTREAM_FAILED", "The next page is said to be on another server.");
}
