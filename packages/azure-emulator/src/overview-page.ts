import type { Directory, RoleAssignments } from "./azure.ts";
import { html, type Html } from "./pages/html.ts";
import { pageResponse } from "./pages/page.ts";
import type { RecordedRequest } from "./request-log.ts";
import type { Seed } from "./seed.ts";

/** As many requests as fit a person's patience. */
const shownRequests = 50;

/**
 * The front page of the local Azure: who exists, who may do what, what there is to search, and what was
 * asked last, with the filter that each search carried.
 */
export function overviewPage(azure: {
  readonly seed: Seed;
  readonly directory: Directory;
  readonly roles: RoleAssignments;
  readonly requests: readonly RecordedRequest[];
}): Response {
  const { seed, directory, roles, requests } = azure;
  return pageResponse({
    title: `${directory.tenantName} – Local Azure`,
    layout: "wide",
    refreshInSeconds: 5,
    body: html`
      <h1>${directory.tenantName}</h1>
      <p class="lead">Tenant <code>${directory.tenantId}</code></p>
      ${table(
        "Requests",
        ["Time", "Service", "Request", "Status"],
        requests.slice(-shownRequests).toReversed().map(requestRow),
      )}
      ${table("People", ["Name", "Account", "Groups"], directory.users.map(personRow(directory)))}
      ${table(
        "Role assignments",
        ["Principal", "Role", "Scope"],
        roles
          .list()
          .map((assignment) => [
            text(nameOf(directory, assignment.principalId)),
            text(roles.definitions.find(assignment.roleDefinitionId)?.name ?? ""),
            code(assignment.scope),
          ]),
      )}
      ${table("Indexes", ["Service", "Index", "Documents in the seed"], seedIndexRows(seed))}
    `,
  });
}

/** A row of cells. */
type Row = readonly Html[];

function table(title: string, columns: readonly string[], rows: readonly Row[]): Html {
  if (rows.length === 0) {
    return html`<section>
      <h2>${title}</h2>
      <p class="none">None yet.</p>
    </section>`;
  }
  return html`<section>
    <h2>${title}</h2>
    <table>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function requestRow({ time, service, method, url, body, status }: RecordedRequest): Row {
  const { host, pathname } = new URL(url);
  const filter = filterOf(url, body);
  const isRefused = status !== undefined && status >= 400;
  return [
    text(new Date(time).toISOString().slice(11, 19)),
    text(service),
    html`<code>${method} ${host}${pathname}</code>
      ${filter === undefined ? "" : html`<code class="filter">${filter}</code>`}`,
    html`<span class="${isRefused ? "refused" : ""}"
      >${status === undefined ? "…" : String(status)}</span
    >`,
  ];
}

/** The filter that a search carried, in its body or in its address. */
function filterOf(url: string, body: string): string | undefined {
  const inAddress = new URL(url).searchParams.get("$filter");
  if (inAddress !== null) return inAddress;
  try {
    const { filter } = JSON.parse(body) as { filter?: unknown };
    return typeof filter === "string" ? filter : undefined;
  } catch {
    return undefined;
  }
}

function personRow(directory: Directory) {
  return ({ id, displayName, userPrincipalName }: Directory["users"][number]): Row => {
    const groups = directory.transitiveGroupsOf(id).map((group) => nameOf(directory, group));
    return [text(displayName), text(userPrincipalName), text(groups.toSorted().join(", ") || "–")];
  };
}

function seedIndexRows({ searchServices = [] }: Seed): readonly Row[] {
  return searchServices.flatMap(({ name, indexes = [] }) =>
    indexes.map(({ definition, documents = [] }) => [
      text(name),
      text(definition.name),
      text(String(documents.length)),
    ]),
  );
}

/** What people call a principal or group. */
function nameOf({ users, groups, apps, identities }: Directory, objectId: string): string {
  const named = [...users, ...groups].find(({ id }) => id === objectId)?.displayName;
  const app = apps.find((one) => one.objectId === objectId)?.displayName;
  const identity = identities.find(({ principalId }) => principalId === objectId)?.name;
  return named ?? app ?? identity ?? objectId;
}

function text(content: string): Html {
  return html`${content}`;
}

function code(content: string): Html {
  return html`<code>${content}</code>`;
}
