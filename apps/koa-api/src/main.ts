// The API server. Its settings are environment variables; README.md lists them.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { createApi } from "./api.ts";
import { createJsonLog } from "./json-log.ts";
import { parseSettings } from "./settings.ts";

// an access token that lists 200 groups has 12 KB, and Node's limit is 16 KB for all headers
const maxHeaderSize = 32 * 1024;

/** So long the probes say "draining" before no connection is taken any more. */
const drainInMs = 2000;

/** What is still under way after that is cut. */
const gracePeriodInMs = 10_000;

const log = createJsonLog(console.log);
try {
  const settings = parseSettings(process.env);
  const api = createApi(settings, log);
  const answer = api.app.callback();
  const server = createServer(
    { maxHeaderSize },
    (request, response) => void answer(request, response),
  );
  server.listen(settings.port, settings.host);
  await once(server, "listening");
  log({ level: "info", event: "listening", port: (server.address() as AddressInfo).port });

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
  log({ level: "info", event: "stopped" });
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  log({ level: "error", event: "cannot start", message });
  process.exitCode = 1;
}
