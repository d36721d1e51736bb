import { KeylessProxyError } from "./keyless-proxy-error.ts";
import { mapEvents } from "./map-events.ts";
import { isJsonObject, type JsonObject } from "./read-json-body.ts";

/**
 * The answer to an old completions call, made of the chat's: whole or in events, with its usage, ids and
 * limits. A refusal stays as it is.
 *
 * @throws KeylessProxyError `UPSTREAM_FAILED` for what is no answer of a chat.
 */
export async function completionAnswer(chat: Response): Promise<Response> {
  const { status, body } = chat;
  if (status !== 200 || body === null) return chat;
  const headers = new Headers(chat.headers);
  // another body, another length
  headers.delete("content-length");
  if (headers.get("content-type")?.startsWith("text/event-stream") === true) {
    return new Response(mapEvents(body, chunkOf), { status, headers });
  }
  return Response.json(completionOf(await chat.json()), { status, headers });
}

/** The data of an event of a chat as that of a completion; the role, sent by itself, is left out. */
function chunkOf(data: string): string | undefined {
  if (data === "[DONE]") return data;
  const chunk: unknown = JSON.parse(data);
  if (isJsonObject(chunk) && "error" in chunk) return data;
  const completion = completionOf(chunk);
  const isSilent = completion.choices.every(
    ({ text, finish_reason: reason }) => text === "" && reason === null,
  );
  return isSilent && !isJsonObject(completion.usage) ? undefined : JSON.stringify(completion);
}

interface Completion extends JsonObject {
  readonly choices: readonly {
    readonly text: string;
    readonly index: unknown;
    readonly logprobs: null;
    readonly finish_reason: unknown;
  }[];
  readonly usage?: unknown;
}

/** Also of a chunk, whose messages are called `delta`. */
function completionOf(chat: unknown): Completion {
  if (!isJsonObject(chat) || !Array.isArray(chat["choices"])) {
    throw new KeylessProxyError("UPSTREAM_FAILED", "The service answered with something else.");
  }
  const { id, created, model, choices, usage } = chat;
  return {
    id,
    object: "text_completion",
    created,
    model,
    choices: choices.filter(isJsonObject).map((choice) => {
      const message = choice["message"] ?? choice["delta"];
      const text = isJsonObject(message) ? message["content"] : undefined;
      return {
        text: typeof text === "string" ? text : "",
        index: choice["index"] ?? 0,
        logprobs: null,
        finish_reason: choice["finish_reason"] ?? null,
      };
    }),
    ...(usage !== undefined && { usage }),
  };
}
