import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Server } from "node:http";
import { createGuard, type Guard } from "@entrim/guard";
import express, { type Express } from "express";
import { afterEach } from "vitest";
import { errorHandler } from "./error-handler.ts";

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
  /** What reached the app's own error middleware. */
  readonly errors: unknown[];
}

/** A real server with some routes and our error handler behind them, until the test is over. */
export async function serve(routes: (app: Express) => void): Promise<TestServer> {
  const errors: unknown[] = [];
  const app = express();
  routes(app);
  app.use((error: unknown, _: unknown, __: unknown, next: (error: unknown) => void) => {
    errors.push(error);
    next(error);
  });
  app.use(errorHandler());
  // Express's own last resort; its log is no part of a test
  app.set("env", "test");
  const server = app.listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, errors };
}
