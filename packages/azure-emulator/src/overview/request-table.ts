import { html, type Html } from "../pages/html.ts";
import type { RecordedRequest } from "../request-log.ts";
import { filtersOf } from "./request-filter.ts";
import { outcome, table, type Row } from "./table.ts";

/** As many requests as fit a person's patience. */
const shownRequests = 50;

/** Those who ask a search as a person say so by this header. */
const userTokenHeader = "x-ms-query-source-authorization";

/** The last requests, the newest first, with the filters that each carried. Tokens are not shown. */
export function requestTable(requests: readonly RecordedRequest[]): Html {
  return table(
    "Requests",
    ["Time", "Service", "Request", "Status"],
    requests.slice(-shownRequests).toReversed().map(requestRow),
    "requests",
  );
}

function requestRow(request: RecordedRequest): Row {
  const { time, service, method, url, headers, status } = request;
  const { host, pathname } = new URL(url);
  return [
    html`<time>${new Date(time).toISOString().slice(11, 19)}</time>`,
    service,
    html`<code><b>${method}</b> <span class="host">${host}</span>${pathname}</code>
      ${filtersOf(request).map((filter) => html`<code class="filter">${filter}</code>`)}
      ${headers[userTokenHeader] === undefined ? "" : html`<span class="note">with the token of a person</span>`}`,
    outcome(status === undefined ? "…" : String(status), status !== undefined && status >= 400),
  ];
}
