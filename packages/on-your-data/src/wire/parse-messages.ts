import type { ChatMessage } from "./chat-request.ts";
import { ObjectReader, type ReaderContext } from "./object-reader.ts";

const roles = ["system", "developer", "user", "assistant", "tool", "function"] as const;

/**
 * Reads the conversation. Answers of tools and the context of earlier answers are accepted, since clients
 * send them back, and left out: nothing that a caller sends counts as retrieved.
 */
export function parseMessages(
  values: readonly unknown[],
  context: ReaderContext,
): readonly ChatMessage[] {
  return values.flatMap((value, index) => {
    const message = new ObjectReader(value, `#/messages/${index}`, context);
    const role = message.oneOf("role", roles);
    if (role === undefined && !message.has("role")) message.report("role", "Field required");
    const content = contentOf(message, context);
    message.ignore("name", "context", "end_turn", "refusal", "audio", "annotations");
    message.ignore("tool_calls", "tool_call_id", "function_call", "id", "index");
    message.close();
    if (role === undefined || role === "tool" || role === "function") return [];
    return [{ role: role === "developer" ? "system" : role, content }];
  });
}

function contentOf(message: ObjectReader, context: ReaderContext): string {
  const content = message.any("content");
  if (content === undefined || typeof content === "string") return content ?? "";
  if (!Array.isArray(content)) {
    message.report("content", "Input should be a valid string");
    return "";
  }
  return content
    .map((value: unknown, index) => {
      const part = new ObjectReader(value, `${message.path}/content/${index}`, context);
      if (part.text("type") !== "text") {
        part.report("type", "Input should be 'text': other content is not supported");
        return "";
      }
      const text = part.requiredText("text");
      part.close();
      return text;
    })
    .join("\n");
}
