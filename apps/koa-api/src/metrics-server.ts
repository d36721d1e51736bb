import { createServer, type Server } from "node:http";
import { metricsContentType } from "./metrics.ts";

/** A server of its own for metrics, so that whoever can ask questions cannot read them. */
export function createMetricsServer(format: () => string): Server {
  return createServer((request, response) => {
    if (request.method !== "GET" || request.url !== "/metrics") {
      response.writeHead(404).end();
      return;
    }
    response
      .writeHead(200, { "content-type": metricsContentType, "cache-control": "no-store" })
      .end(format());
  });
}
