import { randomBytes } from "node:crypto";
import { filterContent } from "../content-filter.ts";
import { eventStream } from "../event-stream.ts";
import { generateAnswer, type GeneratedAnswer } from "../generate-answer.ts";
import { invalidRequest } from "../openai-error.ts";
import { isReasoningModel } from "../reasoning-model.ts";
import type { RequestBody } from "../request-body.ts";
import { tokenPieces } from "../token-pieces.ts";
import { eventsOf } from "./response-events.ts";
import { parseResponseInput, requireAnsweredCalls } from "./response-input.ts";
import { outputOf, type OutputItem } from "./response-output.ts";
import { parseResponseRequest } from "./response-request.ts";
import type { ConversationItem, ResponseStore } from "./response-store.ts";
import { parseResponseTools } from "./response-tools.ts";

/**
 * Makes a response, at once or as a stream, and keeps it unless told otherwise.
 *
 * @throws OpenAIError for what Azure OpenAI would not take, or a prompt that is filtered.
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/how-to/responses
 */
export function createResponse(
  body: RequestBody,
  options: {
    readonly model: string;
    readonly now: number;
    /** How long each event of a stream takes (0). */
    readonly chunkDelayInMs: number | undefined;
    readonly responses: ResponseStore;
  },
): Response {
  const { model, now, chunkDelayInMs, responses } = options;
  const request = parseResponseRequest(body, model);
  const { tools, shown: shownTools, shownChoice } = parseResponseTools(body, model);
  const input = parseResponseInput(body["input"]);
  const conversation = [...before(request.previousResponseId, responses), ...input.conversation];
  requireAnsweredCalls(conversation);
  const { instructions, format, maxOutputTokens } = request;
  const messages = [
    ...(instructions === undefined ? [] : [{ role: "system" as const, text: instructions }]),
    ...conversation,
  ];
  const filter = filterContent(messages.map(({ text }) => text));
  const answer = generateAnswer(
    { messages, format, tools },
    { maxTokens: maxOutputTokens, isFiltered: filter.isAnswerFiltered },
  );
  const output = outputOf(answer, isReasoningModel(model));
  const promptTokens = messages.reduce((sum, { text }) => sum + tokenPieces(text).length, 0);
  const created = Math.floor(now / 1000);
  const begun = {
    id: `resp_${randomBytes(24).toString("hex")}`,
    object: "response",
    created_at: created,
    status: "in_progress",
    background: false,
    completed_at: null,
    content_filters: null,
    error: null,
    incomplete_details: null,
    max_tool_calls: null,
    model,
    output: [] as unknown[],
    parallel_tool_calls: tools.parallel,
    prompt_cache_key: null,
    safety_identifier: null,
    service_tier: "default",
    ...request.shown,
    tool_choice: shownChoice,
    tools: shownTools,
    top_logprobs: 0,
    usage: null,
  };
  const incomplete = reasonOf(answer);
  const ended = {
    ...begun,
    status: incomplete === undefined ? "completed" : "incomplete",
    completed_at: incomplete === undefined ? created : null,
    incomplete_details: incomplete === undefined ? null : { reason: incomplete },
    content_filters: [
      {
        ...filterOf(messages.map(({ text }) => text).join(""), filter.promptResults),
        source_type: "prompt",
        blocked: false,
      },
      {
        ...filterOf(answer.text.join(""), filter.answerResults),
        source_type: "completion",
        blocked: filter.isAnswerFiltered,
      },
    ],
    output: output.map(({ item }) => item),
    usage: {
      input_tokens: promptTokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: answer.tokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: promptTokens + answer.tokens,
    },
  };
  if (request.store) {
    const said = [...conversation, ...output.flatMap(saidBy)];
    responses.add({ body: ended, items: input.items, conversation: said });
  }
  return request.stream
    ? eventStream(eventsOf({ begun, ended, output }), {
        delayInMs: chunkDelayInMs,
        isNamed: true,
      })
    : Response.json(ended);
}

function before(id: string | undefined, responses: ResponseStore): readonly ConversationItem[] {
  if (id === undefined) return [];
  const found = responses.find(id);
  if (found) return found.conversation;
  throw invalidRequest(
    `Previous response with id '${id}' not found.`,
    "previous_response_id",
    "previous_response_not_found",
  );
}

function reasonOf({ finishReason }: GeneratedAnswer): string | undefined {
  if (finishReason === "length") return "max_output_tokens";
  return finishReason === "content_filter" ? finishReason : undefined;
}

function filterOf({ length }: string, results: unknown) {
  return {
    content_filter_raw: [],
    content_filter_results: results,
    content_filter_offsets: { start_offset: 0, end_offset: length, check_offset: 0 },
  };
}

function saidBy({ said }: OutputItem): readonly ConversationItem[] {
  return said ? [said] : [];
}
