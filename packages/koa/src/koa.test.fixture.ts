import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createGuard, type Guard } from "@entrim/guard";
import Koa from "koa";
import { afterEach } from "vitest";

const tenantId = "00000000-0000-4000-8000-000000000001";
export const finance = "00000000-0000-4000-8000-0000000000f1";

/** A guard that admits the bearer of the token `finance`. */
export function financeGuard(): Guard {
  return createGuard({
    verifier: {
      parse(authorization) {
        if (authorization === undefined) throw refusal("missing_credentials");
        const token = /^Bearer (\w+)$/.exec(authorization)?.[1];
        if (token === undefined) throw refusal("invalid_request");
        return token;
      },
      async verify(token) {
        if (token !== "finance") throw refusal("invalid_token");
        return { kind: "user", tenantId, objectId: "ada", clientId: "cli", scopes: [], roles: [] };
      },
      challenge: ({ code }) => `Bearer error="${code}"`,
    },
    groups: { resolve: async () => ({ ids: [finance] }) },
  });
}

function refusal(code: string): Error {
  return Object.assign(new Error("refused"), { code });
}

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** What an app does with errors besides answering them. */
export interface TestServer {
  readonly origin: string;
  /** What the app reported with its `error` event. */
  readonly errors: unknown[];
}

/** A real server, until the test is over. */
export async function serve(app: Koa): Promise<TestServer> {
  const errors: unknown[] = [];
  app.on("error", (error) => void errors.push(error));
  const server = app.listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, errors };
}

/** The same with these middlewares behind nothing else. */
export function serveMiddleware(...middleware: readonly Koa.Middleware[]): Promise<TestServer> {
  const app = new Koa();
  for (const one of middleware) app.use(one);
  return serve(app);
}
