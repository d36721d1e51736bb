import {
  createAccessTokenVerifier,
  createResourceMetadataHandler,
  resourceMetadataAddress,
} from "@entrim/access-token";
import { azureCloud, type AzureCloud } from "@entrim/azure-clouds";
import { restrictToGroups } from "@entrim/group-filter";
import { createGroupResolver } from "@entrim/group-membership";
import { createGuard, toErrorResponse, type FetchHandler, type Guard } from "@entrim/guard";
import { createOpenAIProxy, createSearchProxy } from "@entrim/keyless-proxy";
import { createOnYourData, createOnYourDataHandler } from "@entrim/on-your-data";
import { createOpenAIGenerator, createSearchRetriever } from "@entrim/on-your-data/azure";
import { collectFaults } from "./collect-faults.ts";
import type { GatewayOptions } from "./gateway-options.ts";
import { findRoute, type GatewayRoute } from "./gateway-route.ts";
import { requireKnownOptions } from "./require-known-options.ts";

/** A whole server as one handler of web requests. */
export interface Gateway {
  /** Decides on requests, for routes of your own. */
  readonly guard: Guard;
  /** Every route that it answers. */
  readonly routes: readonly GatewayRoute[];
  /** Whether an address is one of its own. */
  readonly handles: (request: { readonly url: string }) => boolean;
  /**
   * Answers a request, errors included: it does not reject, except when whoever asked has left.
   *
   * @returns 404 for an address that is none of its own.
   */
  readonly fetch: (request: Request) => Promise<Response>;
}

/**
 * Everything in one call: who may ask, what each may read, who answers, and the routes to it.
 *
 * @throws TypeError that names every wrong option, and each remedy.
 */
export function createGateway(options: GatewayOptions): Gateway {
  requireKnownOptions(options);
  const { prefix = "", onError = () => {} } = options;
  const { guard, routes } = compose(options, prefix);

  return {
    guard,
    routes,
    handles: ({ url }) =>
      URL.canParse(url) && findRoute(routes, new URL(url).pathname) !== undefined,
    async fetch(request) {
      const route = findRoute(routes, new URL(request.url).pathname);
      if (!route) return notFound();
      try {
        if (route.access === "public") return await route.answer(request);
        const authorization = request.headers.get("authorization") ?? undefined;
        const { signal: abortSignal } = request;
        const principal = await guard.authorize(authorization, { abortSignal });
        return await route.answer(request, { principal });
      } catch (error) {
        request.signal.throwIfAborted();
        onError(error);
        return toErrorResponse(error);
      }
    },
  };
}

function compose(
  options: GatewayOptions,
  prefix: string,
): { readonly guard: Guard; readonly routes: readonly GatewayRoute[] } {
  const { access, cloud = azureCloud(), search } = options;
  const faults = collectFaults("gateway");
  faults.attempt(() => requirePrefix(prefix));
  const guard = faults.attempt(() => composeGuard(options, cloud));
  const answerChat = faults.attempt(() => composeChat(options, cloud));
  const answerOpenAI = faults.attempt(() => composeOpenAI(options, cloud, answerChat ?? refuseAll));
  const answerSearch = faults.attempt(() => composeSearch(options, cloud));
  const answerMetadata = faults.attempt(() => composeMetadata(options, cloud));
  faults.throwAny();

  const routes: GatewayRoute[] = [
    {
      name: "openai",
      path: `${prefix}/openai/`,
      access: "principal",
      answer: required(answerOpenAI),
    },
  ];
  if (search.proxy !== false) {
    const answer = required(answerSearch);
    // both spellings of AI Search
    routes.push({ name: "search", path: `${prefix}/indexes/`, access: "principal", answer });
    routes.push({ name: "search", path: `${prefix}/indexes(`, access: "principal", answer });
  }
  if (access.resource) {
    const { pathname: path } = new URL(resourceMetadataAddress(access.resource.address));
    routes.push({ name: "metadata", path, access: "public", answer: required(answerMetadata) });
  }
  return { guard: required(guard), routes };
}

function composeGuard(options: GatewayOptions, cloud: AzureCloud): Guard {
  const { access, credential, onDecision } = options;
  const { tokenGroups, groupCache, onBehalfOf, resource, ...tokens } = access;
  return createGuard({
    verifier: createAccessTokenVerifier({
      ...tokens,
      cloud,
      ...(resource && { resourceMetadata: resourceMetadataAddress(resource.address) }),
    }),
    groups: createGroupResolver({
      cloud,
      credential,
      tokenGroups,
      ...(groupCache && { cache: groupCache }),
      ...(onBehalfOf && { onBehalfOf }),
    }),
    ...(onDecision && { onDecision }),
  });
}

function composeChat(options: GatewayOptions, cloud: AzureCloud): FetchHandler {
  const { credential, search, openai } = options;
  const { endpoint, groupField } = search;
  const engine = createOnYourData({
    retrieve: createSearchRetriever({ cloud, credential, endpoint }),
    generate: createOpenAIGenerator({ cloud, credential, endpoint: openai.endpoint }),
    // an application that asked the hosted service named its groups itself
    restrict: restrictToGroups({ field: groupField, callerGroups: "intersect" }),
    secondCheck: search.secondCheck ?? "field",
    dataSources: search.indexes.map((index) => ({
      endpoint,
      indexName: typeof index === "string" ? index : index.name,
      groupField,
    })),
    deployments: openai.deployments,
    embeddingDeployments: openai.deployments,
    ...(openai.linkHosts && { linkHosts: openai.linkHosts }),
  });
  return createOnYourDataHandler(engine);
}

function composeOpenAI(
  { credential, openai }: GatewayOptions,
  cloud: AzureCloud,
  grounded: FetchHandler,
): FetchHandler {
  const { endpoint, deployments, ungrounded } = openai;
  return createOpenAIProxy({
    cloud,
    credential,
    endpoint,
    deployments,
    grounded,
    ...(ungrounded && { ungrounded }),
  });
}

function composeSearch({ credential, search }: GatewayOptions, cloud: AzureCloud): FetchHandler {
  const { endpoint, indexes, groupField } = search;
  return createSearchProxy({
    cloud,
    credential,
    endpoint,
    indexes,
    field: groupField,
  });
}

function composeMetadata(
  { access }: GatewayOptions,
  cloud: AzureCloud,
): (request: Request) => Promise<Response> {
  const { resource, tenants } = access;
  if (!resource) return async () => notFound();
  const { address, scopes } = resource;
  return createResourceMetadataHandler({ resource: address, tenants, scopes, cloud });
}

function requirePrefix(prefix: string): void {
  if (/^(?:\/[\w.~-]+)*$/.test(prefix)) return;
  throw new TypeError("gateway: prefix is a path without a slash at its end, as in /ai");
}

/** Stands in while the other options are checked; a gateway with a fault is never returned. */
function refuseAll(): Promise<Response> {
  return Promise.resolve(notFound());
}

function required<T>(value: T | undefined): T {
  if (value !== undefined) return value;
  throw new TypeError("gateway: a part is missing though no option was wrong");
}

function notFound(): Response {
  const error = { code: "NOT_FOUND", message: "There is nothing at this address." };
  return Response.json({ error }, { status: 404, headers: { "cache-control": "no-store" } });
}
