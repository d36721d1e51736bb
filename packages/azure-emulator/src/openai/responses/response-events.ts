import type { OutputItem } from "./response-output.ts";

/**
 * The events of a response, in Azure's order, each with its number.
 *
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/how-to/responses#streaming
 */
export function* eventsOf(response: {
  readonly begun: unknown;
  readonly ended: Readonly<Record<string, unknown>>;
  readonly output: readonly OutputItem[];
}): Generator {
  const { begun, ended, output } = response;
  let number = 0;
  const event = (type: string, members: Readonly<Record<string, unknown>>): unknown => ({
    type: `response.${type}`,
    sequence_number: number++,
    ...members,
  });
  yield event("created", { response: begun });
  yield event("in_progress", { response: begun });
  for (const [index, item] of output.entries()) {
    for (const [type, members] of itemEvents(item)) {
      yield event(type, { output_index: index, ...members });
    }
  }
  yield event(String(ended["status"]), { response: ended });
}

type ItemEvent = readonly [type: string, members: Readonly<Record<string, unknown>>];

function* itemEvents({ item, chunks }: OutputItem): Generator<ItemEvent> {
  yield ["output_item.added", { item: beginningOf(item) }];
  if (item.type === "message") yield* textEvents(item, chunks);
  if (item.type === "function_call") {
    const at = { item_id: item.id };
    for (const delta of chunks) yield ["function_call_arguments.delta", { ...at, delta }];
    yield ["function_call_arguments.done", { ...at, arguments: item["arguments"] }];
  }
  yield ["output_item.done", { item }];
}

function* textEvents(item: OutputItem["item"], chunks: readonly string[]): Generator<ItemEvent> {
  const at = { item_id: item.id, content_index: 0 };
  const empty = { type: "output_text", annotations: [], logprobs: [], text: "" };
  const text = chunks.join("");
  yield ["content_part.added", { ...at, part: empty }];
  for (const delta of chunks) yield ["output_text.delta", { ...at, delta, logprobs: [] }];
  yield ["output_text.done", { ...at, text, logprobs: [] }];
  yield ["content_part.done", { ...at, part: { ...empty, text } }];
}

/** An item as it is before anything of it was said. */
function beginningOf(item: OutputItem["item"]): unknown {
  if (item.type === "reasoning") return item;
  const nothing = item.type === "message" ? { content: [] } : { arguments: "" };
  return { ...item, status: "in_progress", ...nothing };
}
