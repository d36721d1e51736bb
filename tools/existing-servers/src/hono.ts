// A Hono app: it speaks web requests itself, so nothing stands between it and the gateway.
import type { Server } from "node:http";
import type { Gateway } from "@entrim/gateway";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";

export function createHonoServer(gateway: Gateway): Server {
  const app = new Hono();
  app.get("/", (context) => context.json({ app: "Hono" }));
  app.use(async ({ req }, next) => {
    if (gateway.handles(req)) return gateway.fetch(req.raw);
    await next();
    return undefined;
  });
  return createAdaptorServer({ fetch: app.fetch }) as Server;
}
