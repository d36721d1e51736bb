import { performance } from "node:perf_hooks";
import { context, SpanKind, SpanStatusCode, trace, type Attributes } from "@opentelemetry/api";
import type { TokenUsage } from "../generate.ts";
import { isOnYourDataError } from "../on-your-data-error.ts";
import { currentInstruments } from "./instruments.ts";

/** Why an operation ends whose pieces nobody reads to their end. */
export const nobodyReads: DOMException = new DOMException("Nobody reads on.", "AbortError");

/** What is done. */
interface OperationOptions {
  /** In the words of the conventions. */
  readonly name: "chat" | "embeddings" | "retrieval" | "invoke_agent";
  /** What it is done with: a deployment, or an index. */
  readonly target: string;
  /** The deployment, where one is called. */
  readonly model?: string;
  /** Ends it when nobody waits for it any more, though nobody says so. */
  readonly abortSignal: AbortSignal;
  /** For the span alone; nothing that only a few may read. */
  readonly attributes?: Attributes;
}

/** How it ended. */
interface OperationEnd {
  readonly usage?: TokenUsage | undefined;
  /** The model that has answered. */
  readonly model?: string | undefined;
  readonly attributes?: Attributes;
  /** What went wrong: its kind is told, never its words. */
  readonly error?: unknown;
}

/** An operation that is under way. */
export interface Operation {
  /** Does a part of it: what begins meanwhile belongs to it. */
  readonly run: <T>(work: () => T) => T;
  /** Seconds since its begin. */
  readonly elapsed: () => number;
  /** Ends it, once. */
  readonly end: (end: OperationEnd) => void;
}

/**
 * Begins an operation: a span and, at its end, how long it took and how many tokens, as the GenAI conventions
 * of OpenTelemetry have it. Where the program has set up no SDK, nothing is written down.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/
 */
export function startOperation(options: OperationOptions): Operation {
  const { name, target, model, attributes, abortSignal } = options;
  const common = {
    "gen_ai.operation.name": name,
    "gen_ai.provider.name": name === "retrieval" ? "azure.ai.search" : "azure.ai.openai",
    ...(model !== undefined && { "gen_ai.request.model": model }),
  };
  const span = trace.getTracer("@entrim/on-your-data").startSpan(`${name} ${target}`, {
    kind: name === "invoke_agent" ? SpanKind.INTERNAL : SpanKind.CLIENT,
    attributes: { ...common, ...attributes },
  });
  const within = trace.setSpan(context.active(), span);
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1_000;
  let hasEnded = false;

  function end({ usage, model: answering, attributes: found = {}, error }: OperationEnd): void {
    const failure = error === undefined ? {} : { "error.type": errorTypeOf(error) };
    const measured = {
      ...common,
      ...(answering !== undefined && { "gen_ai.response.model": answering }),
      ...failure,
    };
    const { duration, tokenUsage } = currentInstruments();
    duration.record(elapsed(), measured, within);
    span.setAttributes({ ...measured, ...found });
    if (usage !== undefined) {
      const { promptTokens, completionTokens } = usage;
      span.setAttributes({
        "gen_ai.usage.input_tokens": promptTokens,
        "gen_ai.usage.output_tokens": completionTokens,
      });
      // the whole of a question is the sum of its calls, which have been counted
      if (name !== "invoke_agent") {
        tokenUsage.record(promptTokens, { ...measured, "gen_ai.token.type": "input" }, within);
        tokenUsage.record(completionTokens, { ...measured, "gen_ai.token.type": "output" }, within);
      }
    }
    if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }

  function endOnce(how: OperationEnd): void {
    if (hasEnded) return;
    hasEnded = true;
    abortSignal.removeEventListener("abort", stop);
    end(how);
  }

  function stop(): void {
    endOnce({ error: abortSignal.reason });
  }

  abortSignal.addEventListener("abort", stop);
  return { run: (work) => context.with(within, work), elapsed, end: endOnce };
}

/** A few words that do not depend on what was asked. */
function errorTypeOf(error: unknown): string {
  if (isOnYourDataError(error)) return error.code;
  const name: unknown = error instanceof Error ? error.name : undefined;
  if (name === "AbortError") return "cancelled";
  return name === "TimeoutError" ? "timeout" : "_OTHER";
}
