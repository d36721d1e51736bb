import type { Target } from "./target.ts";

/** The least that shows whether a service lets somebody in: it reads nothing and costs nothing. */
export interface Probe {
  readonly path: string;
  readonly init: RequestInit;
  /** What a status says that is about the part of the service, not about who asks. */
  readonly verdicts: Readonly<Record<number, "works" | { readonly missing: string }>>;
}

/** What to ask a service. */
export function probeOf({ service, part }: Target): Probe {
  switch (service) {
    case "openai":
      return part === undefined
        ? { path: "/openai/v1/models", init: {}, verdicts: {} }
        : {
            path: `/openai/deployments/${part}/chat/completions?api-version=2024-10-21`,
            // refused for what it lacks, by a deployment that exists and to somebody who may use it
            init: postOf({ messages: [] }),
            verdicts: { 400: "works", 404: { missing: `a deployment ${part}` } },
          };
    case "search":
      return {
        path: `/indexes/${part ?? "entrim-doctor"}/docs/search?api-version=2024-07-01`,
        init: postOf({ search: "*", top: 0 }),
        // who may not read is told so before it is told that there is nothing to read
        verdicts: { 404: part === undefined ? "works" : { missing: `an index ${part}` } },
      };
    case "blob":
      return {
        path:
          part === undefined
            ? "/?comp=list&maxresults=1"
            : `/${part}?restype=container&comp=list&maxresults=1`,
        init: { headers: { "x-ms-version": "2023-11-03" } },
        verdicts: { 404: { missing: `a container ${part}` } },
      };
    case "graph":
      return { path: "/v1.0/groups?$top=1&$select=id", init: {}, verdicts: {} };
  }
}

function postOf(body: unknown): RequestInit {
  return {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}
