import type { Directory, RoleAssignments } from "../azure.ts";
import type { GraphService } from "../graph/graph.ts";
import { html } from "../pages/html.ts";
import { pageResponse } from "../pages/page.ts";
import type { RecordedRequest } from "../request-log.ts";
import type { SearchService } from "../search/search-service.ts";
import type { Seed } from "../seed.ts";
import { directoryTables, roleTable } from "./directory-tables.ts";
import { requestTable } from "./request-table.ts";
import { deploymentTable, searchTables, subscriptionTable } from "./service-tables.ts";

/**
 * The front page of the local Azure: what was asked last, with the filter that each search carried, who
 * exists, who may do what, what there is to search and to ask, and who is told of changes.
 */
export function overviewPage(azure: {
  readonly seed: Seed;
  readonly directory: Directory;
  readonly roles: RoleAssignments;
  readonly searchServices: ReadonlyMap<string, SearchService>;
  readonly graph: Pick<GraphService, "subscriptions">;
  readonly requests: readonly RecordedRequest[];
}): Response {
  const { seed, directory, roles, searchServices, graph, requests } = azure;
  return pageResponse({
    title: `${directory.tenantName} – Local Azure`,
    layout: "wide",
    refreshInSeconds: 5,
    body: html`
      <h1>${directory.tenantName}</h1>
      <p class="lead">Tenant <code>${directory.tenantId}</code></p>
      ${requestTable(requests)} ${searchTables(searchServices)} ${deploymentTable(seed)}
      ${roleTable(directory, roles)} ${directoryTables(directory)} ${subscriptionTable(graph)}
    `,
  });
}
