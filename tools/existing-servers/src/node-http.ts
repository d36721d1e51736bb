// A server of node:http with routes of its own: those of the gateway are answered by it.
import { createServer, type Server } from "node:http";
import type { Gateway } from "@entrim/gateway";
import { answerRequest } from "@entrim/node-http";

export function createNodeServer(gateway: Gateway): Server {
  return createServer((request, response) => {
    if (gateway.handles({ url: `http://localhost${request.url ?? "/"}` })) {
      answerRequest(request, response, gateway.fetch).catch(() => response.destroy());
      return;
    }
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ app: "node:http" }));
  });
}
