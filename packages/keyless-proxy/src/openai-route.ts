import { KeylessProxyError } from "./keyless-proxy-error.ts";

/** What is asked of Azure OpenAI. */
export interface OpenAIRoute {
  readonly operation: "chat/completions" | "completions" | "embeddings" | "responses" | "models";
  /** The deployment in the path; `undefined` where the body's `model` names it. */
  readonly deployment: string | undefined;
  /** The one model to describe, of `models/<name>`. */
  readonly model: string | undefined;
  /** Whether it is the older form, which always has data sources. */
  readonly isExtension: boolean;
  /** A date, with or without `-preview`; `undefined` on `/openai/v1`, which needs none. */
  readonly apiVersion: string | undefined;
}

/** By method. Names are taken as they stand: one that would have to be decoded is none of ours. */
const addresses: Readonly<Record<string, readonly RegExp[]>> = {
  POST: [
    /\/openai\/deployments\/(?<deployment>[\w.-]+)\/(?<extension>extensions\/)?(?<operation>chat\/completions)\/?$/,
    /\/openai\/deployments\/(?<deployment>[\w.-]+)\/(?<operation>completions|embeddings)\/?$/,
    /\/openai\/(?<v1>v1\/)(?<operation>chat\/completions|completions|embeddings|responses)\/?$/,
    /\/openai\/(?<operation>responses)\/?$/,
  ],
  GET: [/\/openai\/(?<v1>v1\/)?(?<operation>models)(?:\/(?<model>[\w.-]+))?\/?$/],
};

/**
 * Reads the address of a request, whatever it is mounted below.
 *
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
 * @throws KeylessProxyError `ROUTE_NOT_FOUND` for every other address, among them all that read or delete
 *   what is stored; `INVALID_REQUEST` for another option in the query than an API version.
 */
export type OpenAIRouteParser = (
  request: Readonly<Record<"method" | "url", string>>,
) => OpenAIRoute;

/** Far more than programs have; the bound is for whoever makes them up. */
const maxKnownRoutes = 200;

/**
 * Makes a parser that remembers the addresses which were good: most requests are for one of a few.
 *
 * @param options.hasCompletions Whether the old completions call is one of them.
 */
export function createOpenAIRouteParser({
  hasCompletions,
}: {
  readonly hasCompletions: boolean;
}): OpenAIRouteParser {
  const known = new Map<string, OpenAIRoute>();
  return function parseOpenAIRoute({ method, url }) {
    const name = `${method} ${url}`;
    const remembered = known.get(name);
    if (remembered) return remembered;
    const route = parseRoute(method, new URL(url), hasCompletions);
    if (known.size >= maxKnownRoutes) known.clear();
    known.set(name, route);
    return route;
  };
}

function parseRoute(
  method: string,
  { pathname, searchParams }: URL,
  hasCompletions: boolean,
): OpenAIRoute {
  const candidates = Object.hasOwn(addresses, method) ? (addresses[method] ?? []) : [];
  const names = candidates.map((address) => address.exec(pathname)?.groups).find(Boolean);
  if (!names || (names["operation"] === "completions" && !hasCompletions)) {
    throw new KeylessProxyError("ROUTE_NOT_FOUND", "This address is not forwarded.");
  }
  const { operation, deployment, extension, model, v1 } = names;
  return {
    operation: operation as OpenAIRoute["operation"],
    deployment,
    model,
    isExtension: extension !== undefined,
    apiVersion: apiVersionOf(searchParams, v1 !== undefined),
  };
}

function apiVersionOf(query: URLSearchParams, isV1: boolean): string | undefined {
  const [version, ...others] = query.getAll("api-version");
  const isAlone = others.length === 0 && [...query.keys()].every((name) => name === "api-version");
  if (isV1 && isAlone && [undefined, "preview", "latest"].includes(version)) return undefined;
  if (!isV1 && isAlone && version !== undefined && /^\d{4}-\d\d-\d\d(?:-preview)?$/.test(version)) {
    return version;
  }
  throw new KeylessProxyError(
    "INVALID_REQUEST",
    isV1
      ? "On /openai/v1, leave the query out."
      : "The query has to be an api-version as in 2024-10-21, and nothing else.",
  );
}
