import { expect, it } from "vitest";
import { createMetrics } from "./metrics.ts";

it("writes what Prometheus reads", () => {
  const metrics = createMetrics();
  const count = metrics.counter("asked_total", "How often.");
  const time = metrics.histogram("asked_seconds", "How long.");
  metrics.gauge("memory_bytes", "How much.", () => 7);
  count({ part: "chat" });
  count({ part: "chat" });
  count({ part: 'a"b\nc' });
  time({}, 0.02);
  time({}, 90);
  const lines = metrics.format().split("\n");
  expect(lines).toContain("# TYPE asked_total counter");
  expect(lines).toContain('asked_total{part="chat"} 2');
  expect(lines).toContain('asked_total{part="a_b_c"} 1');
  expect(lines).toContain('asked_seconds_bucket{le="0.01"} 0');
  expect(lines).toContain('asked_seconds_bucket{le="0.05"} 1');
  expect(lines).toContain('asked_seconds_bucket{le="60"} 1');
  expect(lines).toContain('asked_seconds_bucket{le="+Inf"} 2');
  expect(lines).toContain("asked_seconds_sum 90.02");
  expect(lines).toContain("asked_seconds_count 2");
  expect(lines).toContain("memory_bytes 7");
  expect(lines.at(-1)).toBe("");
});
