import type { Environment } from "../child-environment.ts";

const variables = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"] as const;

/** The proxy that the machine goes out by, as its environment names it, if it does. */
export function upstreamProxyOf(environment: Environment): string | undefined {
  const named = variables.map((name) => environment[name]).find(Boolean);
  // curl and others take a name and a port alone
  return named === undefined || named.includes("://") ? named : `http://${named}`;
}
