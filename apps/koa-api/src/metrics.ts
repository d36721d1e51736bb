/** Counts and times, for Prometheus to fetch. Labels come from the program, never from a request. */
export interface Metrics {
  /** A count that only grows. */
  counter(name: string, help: string): (labels: Labels) => void;
  /** How long something took, in seconds. */
  histogram(name: string, help: string): (labels: Labels, seconds: number) => void;
  /** What is read whenever it is fetched. */
  gauge(name: string, help: string, read: () => number): void;
  /**
   * All of it as text.
   *
   * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
   */
  format(): string;
}

/** As in `{ route: "openai", status: "200" }`. */
type Labels = Readonly<Record<string, string>>;

/** The media type of {@link Metrics.format}. */
export const metricsContentType = "text/plain; version=0.0.4; charset=utf-8";

/** Upper bounds in seconds: from a cached refusal to a long answer. */
const buckets = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

interface Timing {
  readonly counts: number[];
  sum: number;
  count: number;
}

/** An empty registry. */
export function createMetrics(): Metrics {
  const families: (() => string[])[] = [];

  return {
    counter(name, help) {
      const counts = new Map<string, number>();
      families.push(() => [
        ...head(name, help, "counter"),
        ...[...counts].map(([labels, count]) => `${name}${braced(labels)} ${count}`),
      ]);
      return (labels) => {
        const key = formatLabels(labels);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      };
    },
    histogram(name, help) {
      const timings = new Map<string, Timing>();
      families.push(() => [
        ...head(name, help, "histogram"),
        ...[...timings].flatMap(([labels, timing]) => timingLines(name, labels, timing)),
      ]);
      return (labels, seconds) => {
        const key = formatLabels(labels);
        const timing = timings.get(key) ?? { counts: buckets.map(() => 0), sum: 0, count: 0 };
        timings.set(key, timing);
        timing.sum += seconds;
        timing.count += 1;
        buckets.forEach((bound, n) => {
          if (seconds <= bound) timing.counts[n] = (timing.counts[n] ?? 0) + 1;
        });
      };
    },
    gauge(name, help, read) {
      families.push(() => [...head(name, help, "gauge"), `${name} ${read()}`]);
    },
    format: () => families.flatMap((lines) => lines()).join("\n") + "\n",
  };
}

function head(name: string, help: string, type: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function timingLines(name: string, labels: string, { counts, sum, count }: Timing): string[] {
  return [
    ...buckets.map((bound, n) => bucketLine(name, labels, String(bound), counts[n] ?? 0)),
    bucketLine(name, labels, "+Inf", count),
    `${name}_sum${braced(labels)} ${sum}`,
    `${name}_count${braced(labels)} ${count}`,
  ];
}

function formatLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replaceAll(/["\\\n]/g, "_")}"`)
    .join(",");
}

function braced(labels: string): string {
  return labels === "" ? "" : `{${labels}}`;
}

function bucketLine(name: string, labels: string, bound: string, count: number): string {
  return `${name}_bucket${braced([labels, `le="${bound}"`].filter(Boolean).join(","))} ${count}`;
}
