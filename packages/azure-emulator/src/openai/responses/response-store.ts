import type { Clock } from "../../azure.ts";
import type { ChatMessage } from "../chat-messages.ts";
import { invalidRequest, notEmulated, OpenAIError } from "../openai-error.ts";
import { numberIn } from "../request-body.ts";

/** As long as Azure keeps responses. */
const keptForInMs = 30 * 24 * 60 * 60 * 1000;

/** An emulator that runs for weeks must not keep all that it ever said. */
const maxResponses = 10_000;

/** An item of a response's input, with its id. */
export interface InputItem {
  readonly id: string;
  readonly [member: string]: unknown;
}

/** A response that was kept, and what led to it. */
interface StoredResponse {
  readonly body: { readonly id: string; readonly [member: string]: unknown };
  readonly items: readonly InputItem[];
  /** All that was said, the answer included, for the response that follows; no instructions. */
  readonly conversation: readonly ConversationItem[];
}

/** Something said in a conversation, or the call of a function, or its answer. */
export interface ConversationItem extends ChatMessage {
  /** The call that this is. */
  readonly calls?: string;
  /** The call that this answers. */
  readonly answers?: string;
}

/** The responses of an account. */
export interface ResponseStore {
  add(response: StoredResponse): void;
  find(id: string): StoredResponse | undefined;
  /** Answers with a response. */
  get(id: string): Response;
  /** Deletes one, for good. */
  delete(id: string): Response;
  /** Ends none: all are made at once. */
  cancel(id: string): Response;
  /** Lists what a response was made of, the newest first unless it is asked otherwise. */
  listItems(id: string, query: URLSearchParams): Response;
}

/** An empty store. */
export function createResponseStore(clock: Clock): ResponseStore {
  const stored = new Map<string, { readonly until: number; readonly response: StoredResponse }>();

  const find = (id: string): StoredResponse | undefined => {
    const found = stored.get(id);
    if (found && clock.now() < found.until) return found.response;
    stored.delete(id);
    return undefined;
  };
  const require = (id: string): StoredResponse => {
    const found = find(id);
    if (found) return found;
    throw new OpenAIError(404, null, `Response with id '${id}' not found.`, null);
  };

  return {
    add(response) {
      stored.set(response.body.id, { until: clock.now() + keptForInMs, response });
      const [oldest = ""] = stored.keys();
      if (stored.size > maxResponses) stored.delete(oldest);
    },
    find,
    get: (id) => Response.json(require(id).body),
    delete(id) {
      require(id);
      stored.delete(id);
      return Response.json({ id, object: "response", deleted: true });
    },
    cancel(id) {
      require(id);
      throw invalidRequest("Cannot cancel a synchronous response.");
    },
    listItems: (id, query) => Response.json(pageOf(require(id).items, query)),
  };
}

const pageOptions = new Set(["api-version", "after", "limit", "order"]);

function pageOf(items: readonly InputItem[], query: URLSearchParams): unknown {
  const other = [...query.keys()].find((name) => !pageOptions.has(name));
  if (other !== undefined) throw notEmulated(other);
  const order = query.get("order") ?? "desc";
  if (order !== "asc" && order !== "desc") {
    throw invalidRequest(
      `Invalid value: '${order}'. Supported values are: 'asc' and 'desc'.`,
      "order",
      "invalid_value",
    );
  }
  const asked = { limit: query.has("limit") ? Number(query.get("limit")) : undefined };
  const limit = numberIn(asked, "limit", { min: 1, max: 100, integer: true }) ?? 20;
  const sorted = order === "asc" ? items : items.toReversed();
  const start = sorted.findIndex(({ id }) => id === query.get("after")) + 1;
  const data = sorted.slice(start, start + limit);
  return {
    object: "list",
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: sorted.length > start + limit,
  };
}
