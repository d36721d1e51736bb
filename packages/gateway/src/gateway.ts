import type { GroupResolver } from "@entrim/group-membership";
import { toErrorResponse, type Guard, type Principal } from "@entrim/guard";
import type { DirectAnswer, DirectRequest, Handler } from "@entrim/keyless-proxy";
import { composeGateway } from "./compose-gateway.ts";
import type { GatewayOptions } from "./gateway-options.ts";
import { findRoute, type GatewayRoute } from "./gateway-route.ts";
import { answerNotFound } from "./answer-not-found.ts";

/** A request of a host that has no web request at hand, and would have to make one. */
export interface GatewayRequest extends DirectRequest {
  /** For what reads more of it than a proxy does; nothing of its body is read before. */
  readonly toRequest: () => Request;
}

/** Answers requests. */
export interface GatewayFetch {
  (request: Request): Promise<Response>;
  /** The same, decided on in the same way, by web objects only where they are needed. */
  readonly direct: (request: GatewayRequest) => Promise<Response | DirectAnswer>;
}

/** A whole server as one handler of web requests. */
export interface Gateway {
  /** Decides on requests, for routes of your own. */
  readonly guard: Guard;
  /** Knows who is in which groups; `invalidate` and its like are for whoever changes them. */
  readonly groups: GroupResolver;
  /** Every route that it answers; the first that fits counts. */
  readonly routes: readonly GatewayRoute[];
  /** Whether an address is one of its own. */
  readonly handles: (request: { readonly url: string }) => boolean;
  /**
   * Answers a request, errors included: it does not reject, except when whoever asked has left.
   *
   * @returns 404 for an address that is none of its own.
   */
  readonly fetch: GatewayFetch;
  /**
   * Begins what goes on between requests, once the server listens: looks whether the indexes trim, goes on
   * with jobs, and has Graph tell of groups. Resolves after the first look.
   */
  readonly start: () => Promise<void>;
  /** From now on readiness says no, so that no new requests are sent here; those that come are answered. */
  readonly drain: () => void;
  /** Ends what `start` began; a job that was under way goes on where the gateway starts next. */
  readonly close: () => Promise<void>;
}

/** How a route is asked, once it is known which one and for whom. */
interface Asking<Answer> {
  readonly ask: (
    answer: Handler<Principal>,
    context: { readonly principal: Principal },
  ) => Promise<Answer>;
  readonly askPublic: (answer: (request: Request) => Promise<Response>) => Promise<Answer>;
}

/**
 * Everything in one call: who may ask, what each may read, who answers, and the routes to it.
 *
 * @throws TypeError that names every wrong option, and each remedy.
 */
export function createGateway(options: GatewayOptions): Gateway {
  const { guard, groups, routes, canary, jobs, skill, subscription, drain } =
    composeGateway(options);
  const { onError = () => {} } = options;

  /** Whoever asks, and in whatever form: nobody is answered but by this way. */
  const decide = async <Answer>(
    request: Pick<DirectRequest, "url" | "headers" | "signal">,
    { ask, askPublic }: Asking<Answer>,
  ): Promise<Answer | Response> => {
    const route = findRoute(routes, new URL(request.url).pathname);
    if (!route) return answerNotFound();
    try {
      if (route.access === "public") return await askPublic(route.answer);
      const authorization = request.headers.get("authorization") ?? undefined;
      const { signal: abortSignal } = request;
      const principal = await guard.authorize(authorization, { abortSignal });
      return await ask(route.answer, { principal });
    } catch (error) {
      request.signal.throwIfAborted();
      onError(error);
      return toErrorResponse(error);
    }
  };

  const fetch = (request: Request): Promise<Response> =>
    decide<Response>(request, {
      ask: (answer, context) => answer(request, context),
      askPublic: (answer) => answer(request),
    });

  const direct: GatewayFetch["direct"] = (request) =>
    decide<Response | DirectAnswer>(request, {
      ask: (answer, context) =>
        answer.direct?.(request, context) ?? answer(request.toRequest(), context),
      askPublic: (answer) => answer(request.toRequest()),
    });

  return {
    guard,
    groups,
    routes,
    drain,
    handles: ({ url }) =>
      URL.canParse(url) && findRoute(routes, new URL(url).pathname) !== undefined,
    fetch: Object.assign(fetch, { direct }),
    async start() {
      // Graph asks back before it agrees; nobody waits for that, and a failure was told and is tried again
      subscription?.renew().catch(() => {});
      await Promise.all([canary?.start(), jobs?.start()]);
    },
    async close() {
      drain();
      canary?.stop();
      subscription?.close();
      await Promise.all([jobs?.close(), skill?.close()]);
    },
  };
}
