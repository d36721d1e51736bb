// The API server. Its settings are environment variables; README.md lists them.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { createApiMetrics } from "./api-metrics.ts";
import { createApi } from "./api.ts";
import { createJsonLog } from "./json-log.ts";
import { createMetricsServer } from "./metrics-server.ts";
import { parseSettings, type ListenAddress } from "./settings.ts";

// an access token that lists 200 groups has 12 KB, and Node's limit is 16 KB for all headers
const maxHeaderSize = 32 * 1024;

/** So long the probes say that it is not ready before no connection is taken any more. */
const drainInMs = 2000;

/** What is still under way after that is cut. */
const gracePeriodInMs = 10_000;

const log = createJsonLog(console.log);
try {
  const settings = parseSettings(process.env);
  const metrics = createApiMetrics();
  const api = createApi(settings, log, metrics);
  const answer = api.app.callback();
  const server = createServer(
    { maxHeaderSize },
    (request, response) => void answer(request, response),
  );
  const metricsServer = createMetricsServer(() => metrics.format());
  if (settings.metrics) {
    log({ level: "info", event: "metrics", ...(await listen(metricsServer, settings.metrics)) });
  }
  // not waited for: until it is known that the indexes trim, the probes say so
  api.start().catch((error: unknown) => metrics.failed(error));
  log({ level: "info", event: "listening", ...(await listen(server, settings.listen)) });

  const signal = await Promise.race(
    (["SIGTERM", "SIGINT"] as const).map(async (name) => once(process, name).then(() => name)),
  );
  log({ level: "info", event: "stopping", signal });
  api.drain();
  await setTimeout(drainInMs);
  server.close();
  await Promise.race([
    once(server, "close"),
    setTimeout(gracePeriodInMs, undefined, { ref: false }),
  ]);
  server.closeAllConnections();
  metricsServer.close();
  metricsServer.closeAllConnections();
  await api.close();
  log({ level: "info", event: "stopped" });
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  log({ level: "error", event: "cannot start", message });
  process.exitCode = 1;
}

async function listen(server: Server, { port, host }: ListenAddress): Promise<{ port: number }> {
  server.listen(port, host);
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port };
}
