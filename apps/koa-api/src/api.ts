import { ManagedIdentityCredential } from "@azure/identity";
import { createGateway } from "@entrim/gateway";
import { isGuardError } from "@entrim/guard";
import { entrim, errorHandler } from "@entrim/koa";
import Koa from "koa";
import { describeError, type Log } from "./json-log.ts";
import type { Settings } from "./settings.ts";

/** The server: grounded chat and trimmed search for whoever has a token, and two probes for whoever runs it. */
export interface Api {
  readonly app: Koa;
  /** From now on the server says that it is not ready, so that no new requests are sent to it. */
  drain(): void;
}

/**
 * Composes the server.
 *
 * @throws TypeError for settings that a part refuses.
 */
export function createApi(settings: Settings, log: Log): Api {
  const { cloud, tenantIds, audiences, scopes, tokenGroups, openai, search } = settings;
  let isDraining = false;

  const gateway = createGateway({
    cloud,
    credential: new ManagedIdentityCredential({ clientId: settings.identityClientId }),
    access: { tenants: tenantIds, audiences, scopes, tokenGroups },
    search,
    openai,
    onDecision: ({ decision, ...details }) => {
      log({ level: "info", event: "decision", decision, ...details });
    },
    onError: (error) => {
      // who was refused is among the decisions
      if (isGuardError(error) && error.status < 500) return;
      log({ level: "error", event: "failure", error: describeError(error) });
    },
  });

  const app = new Koa();
  // Koa would write the error itself, with whatever its message holds
  app.silent = true;
  app.use(async (ctx, next) => {
    const startedAtInMs = performance.now();
    await next();
    const durationInMs = Math.round(performance.now() - startedAtInMs);
    // the path and not the address: a query may hold what somebody typed
    log({
      level: "info",
      event: "request",
      method: ctx.method,
      path: ctx.path,
      status: ctx.res.statusCode,
      durationInMs,
    });
  });
  app.use(errorHandler());
  app.use(async (ctx, next) => {
    if (ctx.path === "/healthz") ctx.body = { status: "ok" };
    else if (ctx.path === "/readyz") {
      ctx.status = isDraining ? 503 : 200;
      ctx.body = { status: isDraining ? "draining" : "ready" };
    } else await next();
  });
  app.use(entrim(gateway));
  app.use((ctx) => {
    ctx.status = 404;
    ctx.body = { error: { code: "NOT_FOUND", message: "There is nothing at this address." } };
  });

  return {
    app,
    drain() {
      isDraining = true;
    },
  };
}
