import { createServer, type Server } from "node:http";
import type { TokenCredential } from "@azure/core-auth";
import { createKeylessSearchClient } from "./only-policy.ts";
import { searchFor } from "./only-group-filter.ts";

/** Has the two examples that search in a process with production configuration. */
export function createSearchServer(credential: TokenCredential): Server {
  const answers: Readonly<Record<string, (query: URLSearchParams) => Promise<unknown>>> = {
    "/filter": (query) =>
      searchFor({ groups: query.getAll("group") }, query.get("text") ?? "", credential),
    "/policy": async (query) =>
      createKeylessSearchClient(query.get("host") ?? "", "documents", credential).getDocument("2"),
  };
  return createServer(({ url = "" }, response) => {
    const { pathname, searchParams } = new URL(url, "http://localhost");
    const answer = answers[pathname]?.(searchParams) ?? Promise.resolve(undefined);
    void answer.then(
      (value) => response.end(JSON.stringify(value)),
      ({ name }: Error) => response.writeHead(500).end(JSON.stringify({ name })),
    );
  });
}
