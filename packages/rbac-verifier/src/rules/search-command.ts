import type { Resource } from "../evidence/evidence.ts";
import { resourceGroupOf } from "../evidence/resource-id.ts";

/** The command that changes a search service. */
export function searchCommand(search: Resource, options: string): string {
  return `az search service update -n ${search.name} -g ${resourceGroupOf(search.id) ?? ""} ${options}`;
}
