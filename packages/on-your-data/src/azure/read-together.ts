import type { GenerationEvent } from "../generate.ts";
import type { OpenAIApi } from "./openai-api.ts";
import { unusable } from "./upstream-failure.ts";

/** What the JSON of an answer, or of one of its events, says. */
export function readEvent(api: OpenAIApi, json: string): GenerationEvent {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw unusable("model", error);
  }
  return api.read(value);
}

/** What events say that came together, up to the end of the answer or to the first that cannot be read. */
interface Together {
  readonly events: readonly GenerationEvent[];
  readonly isLast: boolean;
  readonly failure?: unknown;
}

/**
 * The first words go on by themselves; what comes together after them goes on together, so that a piece costs
 * the less the more of them there are.
 *
 * @param hasBegun Whether words have gone on before.
 */
export function readTogether(
  api: OpenAIApi,
  together: readonly string[],
  hasBegun: boolean,
): Together {
  const first: GenerationEvent[] = [];
  let rest: GenerationEvent | undefined;
  const events = (): readonly GenerationEvent[] => (rest === undefined ? first : [...first, rest]);
  let isFirst = !hasBegun;
  try {
    for (const data of together) {
      if (data === "[DONE]") return { events: events(), isLast: true };
      const next = readEvent(api, data);
      if (isFirst) first.push(next);
      else rest = rest === undefined ? next : joinEvents(rest, next);
      if (next.text !== "") isFirst = false;
      if (api.endsWithReason && next.finishReason !== undefined) {
        return { events: events(), isLast: true };
      }
    }
  } catch (failure) {
    return { events: events(), isLast: false, failure };
  }
  return { events: events(), isLast: false };
}

function joinEvents(earlier: GenerationEvent, later: GenerationEvent): GenerationEvent {
  return {
    text: earlier.text + later.text,
    model: later.model ?? earlier.model,
    systemFingerprint: later.systemFingerprint ?? earlier.systemFingerprint,
    finishReason: later.finishReason ?? earlier.finishReason,
    usage: later.usage ?? earlier.usage,
  };
}
