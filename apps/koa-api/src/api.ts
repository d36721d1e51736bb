import { ManagedIdentityCredential } from "@azure/identity";
import { createGateway, findRoute } from "@entrim/gateway";
import { toErrorResponse } from "@entrim/guard";
import { entrim, errorHandler } from "@entrim/koa";
import Koa from "koa";
import type { ApiMetrics } from "./api-metrics.ts";
import { describeError, type Log } from "./json-log.ts";
import type { Settings } from "./settings.ts";
import { createSharedState } from "./shared-state.ts";

/** The server: what the gateway has, and what whoever runs it wants to know. */
export interface Api {
  readonly app: Koa;
  /** Looks whether the indexes trim, and goes on with jobs. */
  start(): Promise<void>;
  /** From now on the server says that it is not ready, so that no new requests are sent to it. */
  drain(): void;
  /** Ends what `start` began, and what it shares with other instances. */
  close(): Promise<void>;
}

/** Those whom a log would drown in. */
const probes: ReadonlySet<string> = new Set(["health", "readiness"]);

/**
 * Composes the server.
 *
 * @throws TypeError for settings that a part refuses.
 */
export function createApi(settings: Settings, log: Log, metrics: ApiMetrics): Api {
  const { cloud, ownHosts, access, search, openai, documents, jobs } = settings;
  const { operatorRole, canaryGroups, verified, redis, groupChanges } = settings;
  const credential = new ManagedIdentityCredential({ clientId: settings.identityClientId });
  const operators = operatorRole === undefined ? undefined : { roles: [operatorRole] };
  const fail = (error: unknown): void => {
    // what the caller has to mend is in the answer, and its status among the requests
    if (toErrorResponse(error).status < 500) return;
    metrics.failed(error);
    log({ level: "error", event: "failure", error: describeError(error) });
  };
  const shared = redis && createSharedState(redis, cloud, credential, fail);

  const gateway = createGateway({
    cloud,
    ownHosts,
    credential,
    access: {
      ...access,
      onCacheFailure: fail,
      ...(shared && { groupCache: shared.groupCache }),
    },
    search,
    openai: {
      ...openai,
      limits: { ...openai.limits, ...(shared && { counter: shared.usageCounter }) },
    },
    ...(documents && { documents }),
    ...(jobs && { jobs }),
    readiness: {
      ...verified,
      ...(operators && { operators }),
      ...(canaryGroups && {
        canary: {
          knownGroups: canaryGroups,
          onFailure({ findings }) {
            const codes = findings.map(({ code }) => code);
            metrics.alarmed(codes);
            log({ level: "error", event: "index does not trim", codes });
          },
        },
      }),
    },
    ...(operators && { explain: { operators } }),
    ...(groupChanges && {
      groupChanges: {
        ...groupChanges,
        onLifecycleEvent: (event) => log({ level: "error", event: "subscription", told: event }),
      },
    }),
    onDecision(decision) {
      metrics.decided(decision);
      const { decision: decided, ...details } = decision;
      log({ level: "info", event: "decision", decision: decided, ...details });
    },
    onError: fail,
  });

  const app = new Koa();
  // Koa would write the error itself, with whatever its message holds
  app.silent = true;
  app.use(async (ctx, next) => {
    const startedAtInMs = performance.now();
    await next();
    const durationInMs = performance.now() - startedAtInMs;
    const { method, path, res } = ctx;
    const route = findRoute(gateway.routes, path)?.name ?? "none";
    metrics.answered({ route, method, status: res.statusCode, seconds: durationInMs / 1000 });
    if (probes.has(route)) return;
    // the path and not the address: a query may hold what somebody typed
    log({
      level: "info",
      event: "request",
      method,
      path,
      status: res.statusCode,
      durationInMs: Math.round(durationInMs),
    });
  });
  app.use(errorHandler());
  app.use(entrim(gateway));
  app.use((ctx) => {
    ctx.status = 404;
    ctx.body = { error: { code: "NOT_FOUND", message: "There is nothing at this address." } };
  });

  return {
    app,
    start: () => gateway.start(),
    drain: () => gateway.drain(),
    async close() {
      await gateway.close();
      shared?.close();
    },
  };
}
