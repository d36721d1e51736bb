import type { AzureCloud } from "@entrim/azure-clouds";
import type { Principal } from "./principal.ts";
import { requiredRoles } from "./required-role.ts";
import type { Target } from "./target.ts";

/** What Resource Manager shows of a resource and of who may use it; each as far as it can be read. */
export interface RoleAssignments {
  /** The resource behind the endpoint. */
  readonly resourceId?: string;
  /** When the newest role that would do was assigned. */
  readonly assignedAtInMs?: number;
  /** Whether it was assigned to a group that the principal is in. */
  readonly isByGroup?: boolean;
}

/** Where each is looked for at most. */
const maxSubscriptions = 20;

/**
 * Looks for a role that would do, with the rights of whoever runs this. What cannot be read is left out: it
 * takes a role to read roles.
 *
 * @param fetch With the token for Resource Manager on it.
 */
export async function findRoleAssignments(
  target: Target,
  { objectId }: Principal,
  { cloud, fetch }: { readonly cloud: AzureCloud; readonly fetch: typeof globalThis.fetch },
): Promise<RoleAssignments> {
  if (target.service === "graph") return {};
  const { sufficient } = requiredRoles[target.service];
  const list = async (path: string): Promise<readonly Row[]> => {
    const response = await fetch(`${cloud.resourceManagerEndpoint}${path}`);
    if (response.status !== 200) {
      await response.body?.cancel();
      return [];
    }
    const body = (await response.json()) as { readonly value?: readonly Row[] };
    return body.value ?? [];
  };
  try {
    const resourceId = await findResource(target, list);
    if (resourceId === undefined) return {};
    const filter = encodeURIComponent(`atScope() and assignedTo('${objectId}')`);
    const rows = await list(
      `${resourceId}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=${filter}`,
    );
    const [newest] = rows
      .map(({ properties }) => properties ?? {})
      .filter(({ roleDefinitionId }) => sufficient.has(roleDefinitionId?.split("/").at(-1) ?? ""))
      .toSorted((a, b) => Date.parse(b.createdOn ?? "") - Date.parse(a.createdOn ?? ""));
    if (newest === undefined) return { resourceId };
    const isByGroup = newest.principalId?.toLowerCase() !== objectId.toLowerCase();
    return { resourceId, assignedAtInMs: Date.parse(newest.createdOn ?? ""), isByGroup };
  } catch {
    // this is a second look: what the first one found stands without it
    return {};
  }
}

/** A row of any of the lists, as far as it is read. */
interface Row {
  readonly id?: string;
  readonly name?: string;
  readonly properties?: {
    readonly customSubDomainName?: string;
    readonly roleDefinitionId?: string;
    readonly principalId?: string;
    readonly createdOn?: string;
  };
}

async function findResource(
  { service, endpoint }: Target,
  list: (path: string) => Promise<readonly Row[]>,
): Promise<string | undefined> {
  if (service === "graph") return undefined;
  const { resourceType, apiVersion } = requiredRoles[service];
  const [label] = new URL(endpoint).host.split(".");
  const subscriptions = await list("/subscriptions?api-version=2022-12-01");
  for (const { id } of subscriptions.slice(0, maxSubscriptions)) {
    // oxlint-disable-next-line no-await-in-loop -- the first that has it is the last that is asked
    const resources = await list(`${id}/providers/${resourceType}?api-version=${apiVersion}`);
    const found = resources.find(
      ({ name, properties }) => (properties?.customSubDomainName ?? name)?.toLowerCase() === label,
    );
    // it goes into a command
    if (found?.id !== undefined && /^[\w/.() -]+$/.test(found.id)) return found.id;
  }
  return undefined;
}
