import type { GatewayOptions } from "@entrim/gateway";
import { createMetrics } from "./metrics.ts";
import { describeError } from "./json-log.ts";

/** What is counted; nothing of what was said, and nobody by name. */
export interface ApiMetrics {
  /** An answer that is out, or that a client did not wait for. */
  answered(request: { route: string; method: string; status: number; seconds: number }): void;
  readonly decided: NonNullable<GatewayOptions["onDecision"]>;
  failed(error: unknown): void;
  /** Somebody has to look: an index does not trim. */
  alarmed(codes: readonly string[]): void;
  format(): string;
}

/** The names of methods; any other would be a label from a request. */
const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]);

/** The metrics of this server. */
export function createApiMetrics(): ApiMetrics {
  const metrics = createMetrics();
  const requests = metrics.counter("entrim_requests_total", "Answers, by part, method and status.");
  const durations = metrics.histogram(
    "entrim_request_duration_seconds",
    "From the request to the last byte of its answer.",
  );
  const decisions = metrics.counter(
    "entrim_decisions_total",
    "Who was let in and who was not, by the code of the refusal and by where groups came from.",
  );
  const failures = metrics.counter("entrim_failures_total", "Errors that are not the caller's.");
  const alarms = metrics.counter("entrim_canary_alarms_total", "Indexes that do not trim.");
  metrics.gauge("process_resident_memory_bytes", "Memory of the process.", () =>
    process.memoryUsage.rss(),
  );
  const startedAt = Math.round(Date.now() / 1000 - process.uptime());
  metrics.gauge("process_start_time_seconds", "When the process began.", () => startedAt);

  return {
    answered({ route, method, status, seconds }) {
      const known = methods.has(method) ? method : "other";
      requests({ route, method: known, status: String(status) });
      durations({ route }, seconds);
    },
    decided({ decision, code = "", groupSource = "" }) {
      decisions({ decision, code, groups: groupSource });
    },
    failed(error) {
      const { name, code = "" } = describeError(error);
      failures({ name: wordOf(name), code: wordOf(code) });
    },
    alarmed(codes) {
      for (const code of codes) alarms({ code });
    },
    format: () => metrics.format(),
  };
}

/** An SDK may have its code from an answer, so it is a label only if it looks like one. */
function wordOf(text: string): string {
  return /^[\w.-]{0,60}$/.test(text) ? text : "other";
}
