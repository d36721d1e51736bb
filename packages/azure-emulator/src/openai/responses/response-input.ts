import { randomBytes } from "node:crypto";
import { invalidRequest, notEmulated } from "../openai-error.ts";
import { isObject, type RequestBody } from "../request-body.ts";
import type { ConversationItem, InputItem } from "./response-store.ts";

/** The input of a response: as it is listed, and as it is understood. */
export interface ResponseInput {
  readonly items: readonly InputItem[];
  readonly conversation: readonly ConversationItem[];
}

/**
 * Checks the input of a response: a text, or items.
 *
 * @throws OpenAIError for what Azure OpenAI would not take, or what is no text, call or answer to a call.
 */
export function parseResponseInput(value: unknown): ResponseInput {
  if (value === undefined || value === null) {
    throw invalidRequest(
      "Missing required parameter: 'input'.",
      "input",
      "missing_required_parameter",
    );
  }
  const list: unknown = typeof value === "string" ? [{ role: "user", content: value }] : value;
  if (!Array.isArray(list)) {
    throw invalidRequest(
      "Invalid type for 'input': expected one of a string or an array of input items.",
      "input",
      "invalid_type",
    );
  }
  const parsed = list.map((item: unknown, index) => parseItem(item, `input[${index}]`));
  return {
    items: parsed.map(({ item }) => item),
    conversation: parsed.flatMap(({ said }) => (said ? [said] : [])),
  };
}

/**
 * Sees to it that each call of a conversation is answered, and each answer is one to a call.
 *
 * @throws OpenAIError that names the call.
 */
export function requireAnsweredCalls(conversation: readonly ConversationItem[]): void {
  const calls = conversation.flatMap(({ calls: id }) => id ?? []);
  const answers = conversation.flatMap(({ answers: id }) => id ?? []);
  const stray = answers.find((id) => !calls.includes(id));
  if (stray !== undefined) {
    throw invalidRequest(
      `No tool call found for function call output with call_id ${stray}.`,
      "input",
    );
  }
  const open = calls.find((id) => !answers.includes(id));
  if (open === undefined) return;
  throw invalidRequest(`No tool output found for function call ${open}.`, "input");
}

interface ParsedItem {
  readonly item: InputItem;
  /** `undefined` for what a stand-in has no use for. */
  readonly said: ConversationItem | undefined;
}

const roles = ["system", "developer", "user", "assistant"] as const;

function parseItem(item: unknown, at: string): ParsedItem {
  if (!isObject(item)) {
    throw invalidRequest(`Invalid type for '${at}': expected an object.`, at, "invalid_type");
  }
  const { type = "message" } = item;
  switch (type) {
    case "message":
      return parseMessage(item, at);
    case "function_call": {
      const call = {
        call_id: textIn(item, "call_id", at),
        name: textIn(item, "name", at),
        arguments: textIn(item, "arguments", at),
      };
      return {
        item: { id: idOf(item, "fc"), type, status: "completed", ...call },
        said: { role: "assistant", text: "", calls: call.call_id },
      };
    }
    case "function_call_output": {
      const callId = textIn(item, "call_id", at);
      const { output } = item;
      const text = typeof output === "string" ? output : partsOf(output, `${at}.output`).join("\n");
      return {
        item: { id: idOf(item, "fc"), type, status: "completed", call_id: callId, output },
        said: { role: "tool", text, answers: callId },
      };
    }
    case "reasoning":
      return { item: { ...item, id: idOf(item, "rs") }, said: undefined };
    default:
      throw notEmulated(`${at}.type`);
  }
}

function parseMessage(message: RequestBody, at: string): ParsedItem {
  const role = roles.find((known) => known === message["role"]);
  if (!role) {
    throw invalidRequest(
      `Invalid value: ${JSON.stringify(message["role"] ?? null)}. Supported values are: 'assistant', 'system', 'developer', and 'user'.`,
      `${at}.role`,
      "invalid_value",
    );
  }
  const { content } = message;
  const texts = typeof content === "string" ? [content] : partsOf(content, `${at}.content`);
  const type = role === "assistant" ? "output_text" : "input_text";
  const more = role === "assistant" ? { annotations: [], logprobs: [] } : {};
  return {
    item: {
      id: idOf(message, "msg"),
      type: "message",
      status: "completed",
      role,
      content: texts.map((text) => ({ type, ...more, text })),
    },
    said: { role, text: texts.join("\n") },
  };
}

const textParts = new Set<unknown>(["input_text", "output_text", "refusal"]);
const otherParts = new Set<unknown>(["input_image", "input_file", "input_audio"]);

function partsOf(content: unknown, at: string): readonly string[] {
  if (!Array.isArray(content)) {
    throw invalidRequest(
      `Invalid type for '${at}': expected one of a string or an array of content parts.`,
      at,
      "invalid_type",
    );
  }
  return content.map((part: unknown, index) => {
    const type = isObject(part) ? part["type"] : undefined;
    if (otherParts.has(type)) throw notEmulated(`${at}[${index}].type`);
    if (!isObject(part) || !textParts.has(type)) {
      throw invalidRequest(
        `Invalid value: ${JSON.stringify(type ?? null)}. Supported values are: 'input_text', 'input_image', 'output_text', 'refusal', and 'input_file'.`,
        `${at}[${index}].type`,
        "invalid_value",
      );
    }
    return textIn(part, type === "refusal" ? "refusal" : "text", `${at}[${index}]`);
  });
}

function textIn(object: RequestBody, name: string, at: string): string {
  const value = object[name];
  if (typeof value === "string") return value;
  const param = `${at}.${name}`;
  throw invalidRequest(
    `Missing required parameter: '${param}'.`,
    param,
    "missing_required_parameter",
  );
}

function idOf({ id }: RequestBody, prefix: string): string {
  return typeof id === "string" ? id : `${prefix}_${randomBytes(24).toString("hex")}`;
}
