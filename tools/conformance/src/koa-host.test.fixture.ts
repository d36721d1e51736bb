import type { errorHandler, mount, requireAccess } from "@entrim/koa";
import Koa, { type Middleware } from "koa";
import type { SocketHost } from "./host.test.fixture.ts";

/** The names of the adapter, from its sources or from the built package. */
interface KoaAdapter {
  readonly errorHandler: typeof errorHandler;
  readonly mount: typeof mount;
  readonly requireAccess: typeof requireAccess;
}

/** An app and how the handler is put into it. */
export interface KoaHostOptions {
  readonly name: string;
  readonly adapter: KoaAdapter;
  /** Puts the two middlewares somewhere (`app.use`). */
  readonly place?: (app: Koa, access: Middleware, handler: Middleware) => void;
  readonly prefix?: string;
  readonly parsesJson?: boolean;
}

/** An app of Koa that listens to its own errors. */
export function koaHost(options: KoaHostOptions): SocketHost {
  const { adapter, place = placeFlat, ...facts } = options;
  return {
    ...facts,
    listen({ guard, handler, report }) {
      const app = new Koa();
      app.on("error", report);
      app.use(adapter.errorHandler());
      place(app, adapter.requireAccess(guard), adapter.mount(handler));
      const answer = app.callback();
      return (incoming, outgoing) => void answer(incoming, outgoing);
    },
  };
}

function placeFlat(app: Koa, access: Middleware, handler: Middleware): void {
  app.use(access).use(handler);
}
