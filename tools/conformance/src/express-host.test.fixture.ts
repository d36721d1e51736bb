import type { errorHandler, mount, requireAccess } from "@entrim/express";
import type { Express, RequestHandler } from "express";
import type { SocketHost } from "./host.test.fixture.ts";

/** The names of the adapter, from its sources or from the built package. */
interface ExpressAdapter {
  readonly errorHandler: typeof errorHandler;
  readonly mount: typeof mount;
  readonly requireAccess: typeof requireAccess;
}

/** An app and how the handler is put into it. */
export interface ExpressHostOptions {
  readonly name: string;
  readonly adapter: ExpressAdapter;
  readonly createApp: () => Express;
  /** Puts the two middlewares somewhere (`app.use`). */
  readonly place?: (app: Express, guarded: RequestHandler[]) => void;
  readonly prefix?: string;
  readonly parsesJson?: boolean;
}

/** An app of Express with an error middleware of its own before ours. */
export function expressHost(options: ExpressHostOptions): SocketHost {
  const { adapter, createApp, place = (app, guarded) => void app.use(guarded), ...facts } = options;
  return {
    ...facts,
    listen({ guard, handler, report }) {
      const app = createApp();
      // what Express would otherwise log
      app.set("env", "test");
      place(app, [adapter.requireAccess(guard), adapter.mount(handler)]);
      app.use((error: unknown, _: unknown, __: unknown, next: (error: unknown) => void) => {
        report(error);
        next(error);
      });
      app.use(adapter.errorHandler());
      return app;
    },
  };
}
