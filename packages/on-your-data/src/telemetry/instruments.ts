import { metrics, type Histogram, type MeterProvider } from "@opentelemetry/api";

/** What is measured of every operation. */
export interface Instruments {
  /** Seconds. */
  readonly duration: Histogram;
  /** Seconds until the first piece of an answer that is streamed. */
  readonly timeToFirstChunk: Histogram;
  readonly tokenUsage: Histogram;
}

const seconds = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];
const tokens = [
  1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216,
  67_108_864,
];

const known = new WeakMap<MeterProvider, Instruments>();

/**
 * The instruments of whoever measures at the moment; nobody, if the program has set up no SDK.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/
 */
export function currentInstruments(): Instruments {
  const provider = metrics.getMeterProvider();
  const instruments = known.get(provider) ?? createInstruments(provider);
  known.set(provider, instruments);
  return instruments;
}

function createInstruments(provider: MeterProvider): Instruments {
  const meter = provider.getMeter("@entrim/on-your-data");
  return {
    duration: meter.createHistogram("gen_ai.client.operation.duration", {
      description: "How long an operation takes.",
      unit: "s",
      advice: { explicitBucketBoundaries: seconds },
    }),
    timeToFirstChunk: meter.createHistogram("gen_ai.client.operation.time_to_first_chunk", {
      description: "How long the first piece of a streamed answer takes.",
      unit: "s",
      advice: { explicitBucketBoundaries: seconds },
    }),
    tokenUsage: meter.createHistogram("gen_ai.client.token.usage", {
      description: "How many tokens an operation takes and gives.",
      unit: "{token}",
      advice: { explicitBucketBoundaries: tokens },
    }),
  };
}
