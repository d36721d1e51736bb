import type { Attributes } from "@opentelemetry/api";
import type { Generate, GenerationEvent, GenerationRequest } from "../generate.ts";
import { currentInstruments } from "./instruments.ts";
import { nobodyReads, startOperation } from "./start-operation.ts";

/**
 * Makes of each call of the model an operation.
 *
 * @param captureContent Whether it says what the model was told, and what it wrote.
 */
export function traceGenerate(
  generate: Generate,
  { captureContent }: { readonly captureContent: boolean },
): Generate {
  return async function* trace(request, options) {
    const { deployment, stream } = request;
    const operation = startOperation({
      name: "chat",
      target: deployment,
      model: deployment,
      abortSignal: options.abortSignal,
      attributes: {
        ...attributesOf(request),
        ...(captureContent && { "gen_ai.input.messages": formatMessages(request.messages) }),
      },
    });
    const iterator = operation.run(() => generate(request, options)[Symbol.asyncIterator]());
    let all: Summary = { text: "" };
    let error: unknown = nobodyReads;
    let isFirst = stream;
    try {
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop -- one piece after the other
        const next = await operation.run(() => iterator.next());
        if (next.done) break;
        all = addEvent(all, next.value, captureContent);
        if (isFirst && next.value.text !== "") {
          isFirst = false;
          const attributes = {
            "gen_ai.operation.name": "chat",
            "gen_ai.request.model": deployment,
          };
          currentInstruments().timeToFirstChunk.record(operation.elapsed(), attributes);
        }
        yield next.value;
      }
      error = undefined;
    } catch (thrown) {
      error = thrown;
      throw thrown;
    } finally {
      const { text, model, usage, finishReason } = all;
      operation.end({
        model,
        usage,
        error,
        attributes: {
          ...(finishReason !== undefined && { "gen_ai.response.finish_reasons": [finishReason] }),
          ...(captureContent && {
            "gen_ai.output.messages": formatMessages([{ role: "assistant", content: text }]),
          }),
        },
      });
      await iterator.return?.();
    }
  };
}

/** What the pieces of an answer say together. */
type Summary = Pick<GenerationEvent, "text" | "model" | "usage" | "finishReason">;

function addEvent(all: Summary, event: GenerationEvent, keepText: boolean): Summary {
  return {
    text: keepText ? all.text + event.text : "",
    model: event.model ?? all.model,
    usage: event.usage ?? all.usage,
    finishReason: event.finishReason ?? all.finishReason,
  };
}

function attributesOf({ sampling, jsonSchema, stream }: GenerationRequest): Attributes {
  const { maxTokens, temperature, topP, presencePenalty, frequencyPenalty, seed } = sampling;
  const wished = {
    "gen_ai.request.max_tokens": maxTokens,
    "gen_ai.request.temperature": temperature,
    "gen_ai.request.top_p": topP,
    "gen_ai.request.presence_penalty": presencePenalty,
    "gen_ai.request.frequency_penalty": frequencyPenalty,
    "gen_ai.request.seed": seed,
    "gen_ai.request.stream": stream,
    "gen_ai.output.type": jsonSchema === undefined ? "text" : "json",
  };
  return Object.fromEntries(Object.entries(wished).filter(([, value]) => value !== undefined));
}

/** @see https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/#capturing-instructions-inputs-and-outputs */
function formatMessages(
  messages: readonly { readonly role: string; readonly content: string }[],
): string {
  return JSON.stringify(
    messages.map(({ role, content }) => ({ role, parts: [{ type: "text", content }] })),
  );
}
