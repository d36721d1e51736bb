import { invalidRequest, notEmulated } from "./openai-error.ts";
import { isObject, type RequestBody } from "./request-body.ts";

/** A message of a chat, its parts put together. */
export interface ChatMessage {
  readonly role: "system" | "developer" | "user" | "assistant" | "tool";
  readonly text: string;
}

const roles = ["system", "developer", "user", "assistant", "tool"] as const;

/** A message, and the calls that it makes or answers. */
interface LinkedMessage extends ChatMessage {
  readonly calls: readonly string[];
  readonly answers: string | undefined;
}

/**
 * Checks the messages of a chat: also that each call of a function is answered, right after it.
 *
 * @throws OpenAIError for messages that Azure OpenAI would not take, or that are no text.
 */
export function parseMessages(value: unknown): readonly ChatMessage[] {
  if (value === undefined || value === null) {
    throw invalidRequest(
      "Missing required parameter: 'messages'.",
      "messages",
      "missing_required_parameter",
    );
  }
  if (!Array.isArray(value)) {
    throw invalidRequest(
      "Invalid type for 'messages': expected an array.",
      "messages",
      "invalid_type",
    );
  }
  if (value.length === 0) throw invalidRequest("[] is too short - 'messages'", "messages");
  const messages = value.map((message: unknown, index) =>
    parseMessage(message, `messages.${index}`),
  );
  requireAnsweredCalls(messages);
  return messages.map(({ role, text }) => ({ role, text }));
}

function parseMessage(message: unknown, path: string): LinkedMessage {
  if (!isObject(message)) {
    throw invalidRequest(`Invalid type for '${path}': expected an object.`, path, "invalid_type");
  }
  if (message["role"] === "function") throw notEmulated(`${path}.role`);
  const role = roles.find((known) => known === message["role"]);
  if (!role) {
    const names = [...roles, "function"].map((name) => `'${name}'`).join(", ");
    throw invalidRequest(
      `${JSON.stringify(message["role"])} is not one of [${names}] - '${path}.role'`,
      `${path}.role`,
    );
  }
  const calls = role === "assistant" ? parseCalls(message, path) : [];
  const { content } = message;
  const isEmpty = calls.length > 0 && (content ?? null) === null;
  return {
    role,
    text: isEmpty ? "" : textOf(content, `${path}.content`),
    calls,
    answers: role === "tool" ? requireText(message, "tool_call_id", path) : undefined,
  };
}

function textOf(content: unknown, path: string): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) {
    throw invalidRequest(
      `Invalid value for '${path}': expected a string or an array of content parts.`,
      path,
    );
  }
  const texts = content.map((part: unknown, index) => {
    if (!isObject(part) || part["type"] !== "text") throw notEmulated(`${path}.${index}.type`);
    const { text } = part;
    if (typeof text === "string") return text;
    throw invalidRequest(`Invalid type for '${path}.${index}.text': expected a string.`, path);
  });
  return texts.join("\n");
}

function parseCalls(message: RequestBody, path: string): readonly string[] {
  if (message["function_call"] !== undefined) throw notEmulated(`${path}.function_call`);
  const { tool_calls: calls = [] } = message;
  if (!Array.isArray(calls)) {
    throw invalidRequest(
      `Invalid type for '${path}.tool_calls': expected an array.`,
      `${path}.tool_calls`,
      "invalid_type",
    );
  }
  return calls.map((call: unknown, index) => {
    const at = `${path}.tool_calls.${index}`;
    if (!isObject(call) || call["type"] !== "function") throw notEmulated(`${at}.type`);
    const called = isObject(call["function"]) ? call["function"] : {};
    requireText(called, "name", `${at}.function`);
    requireText(called, "arguments", `${at}.function`);
    return requireText(call, "id", at);
  });
}

function requireText(object: RequestBody, name: string, path: string): string {
  const value = object[name];
  if (typeof value === "string") return value;
  const param = `${path}.${name}`;
  throw invalidRequest(
    `Missing required parameter: '${param}'.`,
    param,
    "missing_required_parameter",
  );
}

function requireAnsweredCalls(messages: readonly LinkedMessage[]): void {
  let open: readonly string[] = [];
  messages.forEach(({ calls, answers }, index) => {
    if (answers !== undefined) {
      if (!open.includes(answers)) {
        throw invalidRequest(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
          `messages.[${index}].role`,
        );
      }
      open = open.filter((id) => id !== answers);
      return;
    }
    requireNoneOpen(open, index);
    open = calls;
  });
  requireNoneOpen(open, messages.length);
}

function requireNoneOpen(open: readonly string[], index: number): void {
  if (open.length === 0) return;
  throw invalidRequest(
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${open.join(", ")}`,
    `messages.[${index}].role`,
  );
}
