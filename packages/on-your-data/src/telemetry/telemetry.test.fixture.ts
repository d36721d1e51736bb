import { AsyncLocalStorage } from "node:async_hooks";
import { context, metrics, ROOT_CONTEXT, trace, type Context } from "@opentelemetry/api";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from "@opentelemetry/sdk-trace-base";

/** A point of a histogram. */
interface Point {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: { readonly count: number; readonly sum?: number | undefined };
}

/** What a program that watches itself has written down. */
export interface Watched {
  readonly spans: () => readonly ReadableSpan[];
  /** By the name of a histogram. */
  readonly points: (name: string) => Promise<readonly Point[]>;
  /** Everything, as text. */
  readonly all: () => Promise<string>;
  readonly reset: () => void;
}

/** Sets up OpenTelemetry as a program does; once in a process. */
export function watch(): Watched {
  const spanExporter = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] }),
  );
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
  const reader = new PeriodicExportingMetricReader({ exporter: metricExporter });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  const storage = new AsyncLocalStorage<Context>();
  context.setGlobalContextManager({
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...values) => storage.run(active, () => work.call(self, ...values)),
    bind: (_, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });

  const collect = async () => {
    await reader.forceFlush();
    return metricExporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap((scope) => scope.metrics);
  };
  return {
    spans: () => spanExporter.getFinishedSpans(),
    points: async (name) =>
      (await collect())
        .filter(({ descriptor }) => descriptor.name === name)
        .flatMap(({ dataPoints }) => dataPoints as readonly Point[]),
    all: async () =>
      JSON.stringify([
        spanExporter.getFinishedSpans().map(({ name, attributes, events, status, links }) => ({
          name,
          attributes,
          events,
          status,
          links,
        })),
        await collect(),
      ]),
    reset() {
      spanExporter.reset();
      metricExporter.reset();
    },
  };
}
