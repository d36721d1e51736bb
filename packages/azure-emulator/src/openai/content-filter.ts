import { OpenAIError } from "./openai-error.ts";

/** What is found by how bad it is. */
const severities = ["hate", "self_harm", "sexual", "violence"];

/** What a prompt is looked through for beside that, and found or not. */
const attacks = ["jailbreak", "indirect_attack"];

/** The same of an answer. */
const materials = ["protected_material_code", "protected_material_text"];

/** As in `[filter:violence]`, and for the answer `[filter-answer:violence]`. */
const marker = /\[(filter|filter-answer):(\w+)\]/g;

/** What the content filter says of a text, by what it looks for. */
type FilterResults = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What the content filter says of a prompt and of what is answered. */
export interface ContentFilter {
  readonly promptResults: FilterResults;
  readonly answerResults: FilterResults;
  /** Whether the answer is kept back. */
  readonly isAnswerFiltered: boolean;
}

/**
 * Looks a prompt through for the marks that stand in for what Azure's filter would find: `[filter:…]` has
 * the prompt refused, `[filter-answer:…]` its answer kept back.
 *
 * @throws OpenAIError for a prompt that is filtered.
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-filter
 */
export function filterContent(texts: readonly string[]): ContentFilter {
  const marks = texts.flatMap((text) => [...text.matchAll(marker)]);
  const found = (kind: string, known: readonly string[]): ReadonlySet<string> =>
    new Set(
      marks.flatMap(([, of, name = ""]) => (of === kind && known.includes(name) ? [name] : [])),
    );
  const inPrompt = found("filter", [...severities, ...attacks]);
  const inAnswer = found("filter-answer", [...severities, ...materials]);
  const promptResults = {
    ...detections(inPrompt.has("indirect_attack") ? attacks : ["jailbreak"], inPrompt),
    ...ratings(inPrompt),
  };
  if (inPrompt.size > 0) throw filteredPrompt(promptResults);
  const named = materials.filter((material) => inAnswer.has(material));
  return {
    promptResults,
    answerResults: { ...ratings(inAnswer), ...detections(named, inAnswer) },
    isAnswerFiltered: inAnswer.size > 0,
  };
}

function ratings(found: ReadonlySet<string>): FilterResults {
  return Object.fromEntries(
    severities.map((name) => [
      name,
      { filtered: found.has(name), severity: found.has(name) ? "high" : "safe" },
    ]),
  );
}

function detections(names: readonly string[], found: ReadonlySet<string>): FilterResults {
  return Object.fromEntries(
    names.map((name) => [name, { filtered: found.has(name), detected: found.has(name) }]),
  );
}

function filteredPrompt(results: FilterResults): OpenAIError {
  return new OpenAIError(
    400,
    "content_filter",
    "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry. To learn more about our content filtering policies please read our documentation: https://go.microsoft.com/fwlink/?linkid=2198766",
    "prompt",
    {
      details: {
        type: null,
        status: 400,
        innererror: { code: "ResponsibleAIPolicyViolation", content_filter_result: results },
      },
    },
  );
}
