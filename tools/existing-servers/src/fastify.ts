// A Fastify server with routes of its own. The gateway is asked before Fastify reads the body.
import type { Server } from "node:http";
import type { Gateway } from "@entrim/gateway";
import { answerRequest } from "@entrim/node-http";
import Fastify from "fastify";

export async function createFastifyServer(gateway: Gateway): Promise<Server> {
  const app = Fastify();
  app.addHook("onRequest", async (request, reply) => {
    if (!gateway.handles({ url: `http://localhost${request.url}` })) return;
    reply.hijack();
    await answerRequest(request.raw, reply.raw, gateway.fetch).catch(() => reply.raw.destroy());
  });
  app.get("/", async () => ({ app: "Fastify" }));
  await app.ready();
  return app.server;
}
