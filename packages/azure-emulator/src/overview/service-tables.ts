import type { GraphService } from "../graph/graph.ts";
import { html, type Html } from "../pages/html.ts";
import type { Execution } from "../search/indexing/run/indexer-runs.ts";
import type { SearchService } from "../search/search-service.ts";
import type { Seed } from "../seed.ts";
import { code, outcome, table, type Row } from "./table.ts";

/** What there is to search, and what fills it. */
export function searchTables(searchServices: ReadonlyMap<string, SearchService>): readonly Html[] {
  const services = [...searchServices];
  return [
    table(
      "Indexes",
      ["Service", "Index", "Documents", "Permission filters"],
      services.flatMap(([service, { indexes }]) =>
        indexes
          .list()
          .map(({ definition, documents }) => [
            service,
            definition.name,
            String(documents.size),
            definition.permissionFilterOption === "enabled" ? "enabled" : "–",
          ]),
      ),
    ),
    table(
      "Indexers",
      ["Service", "Indexer", "From", "To", "Last run"],
      services.flatMap(([service, { indexers, runs }]) =>
        indexers
          .list()
          .map(({ value }): Row => [
            service,
            value.name,
            value.dataSourceName,
            value.targetIndexName,
            lastRun(runs.last(value)),
          ]),
      ),
    ),
  ];
}

function lastRun(run: Execution | undefined): Html {
  if (!run) return html`not yet`;
  const { status, itemsProcessed, itemsFailed, errorMessage, errors } = run;
  const reason = errorMessage ?? errors[0]?.errorMessage;
  return html`${outcome(status, status.endsWith("Failure") || itemsFailed > 0)}
    <span class="note">${String(itemsProcessed)} documents, ${String(itemsFailed)} failed</span>
    ${reason === undefined ? "" : html`<span class="note">${reason}</span>`}`;
}

/** The models that answer, or seem to. */
export function deploymentTable({ openaiAccounts = [] }: Seed): Html {
  return table(
    "Deployments",
    ["Account", "Deployment", "Model", "Answered by", "Tokens a minute"],
    openaiAccounts.flatMap(({ name: account, deployments = [] }) =>
      deployments.map(({ name, model, endpoint, capacity }) => [
        account,
        name,
        model,
        endpoint ? html`${endpoint.model} at ${code(endpoint.url)}` : "a stand-in",
        capacity === undefined ? "any number" : (capacity * 1000).toLocaleString("en"),
      ]),
    ),
  );
}

/** Who is told of changes in the directory. */
export function subscriptionTable(graph: Pick<GraphService, "subscriptions">): Html {
  return table(
    "Subscriptions",
    ["To", "Changes", "Told", "Until", "Waiting"],
    graph
      .subscriptions()
      .map(({ request, expiresAtInMs, pending }) => [
        code(request.resource),
        request.changeType,
        code(request.notificationUrl),
        html`<time>${new Date(expiresAtInMs).toISOString().slice(0, 16).replace("T", " ")}</time>`,
        outcome(String(pending.length), pending.length > 0),
      ]),
  );
}
