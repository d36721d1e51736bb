import { fillSchema } from "./fill-schema.ts";
import { invalidRequest, notEmulated } from "./openai-error.ts";
import { booleanIn, isObject, requireKnownMembers, type RequestBody } from "./request-body.ts";
import { requireStrictSchema } from "./response-format.ts";
import { contentWordsOf } from "./words.ts";

/** A function that the model may call. */
export interface FunctionTool {
  readonly name: string;
  /** What its arguments have to look like. */
  readonly parameters: RequestBody;
}

/** The functions of a request, and which of them are to be called. */
export interface FunctionTools {
  readonly functions: readonly FunctionTool[];
  /** `{ name }` for the one that has to be called. */
  readonly choice: "none" | "auto" | "required" | { readonly name: string };
  /** Whether several may be called at once. */
  readonly parallel: boolean;
}

/** A call of a function. */
export interface FunctionCall {
  readonly name: string;
  /** JSON. */
  readonly arguments: string;
}

/** As many tools as a request may have. */
const maxTools = 128;

/**
 * Checks the tools of a chat.
 *
 * @throws OpenAIError for what Azure OpenAI would not take, and tools that are no functions.
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/how-to/function-calling
 */
export function parseChatTools(body: RequestBody): FunctionTools {
  const tools = body["tools"] ?? undefined;
  if (tools === undefined) {
    requireNone(body, "tool_choice");
    requireNone(body, "parallel_tool_calls");
    return { functions: [], choice: "none", parallel: true };
  }
  const list = toolList(tools);
  if (list.length === 0) throw invalidRequest("[] is too short - 'tools'", "tools");
  const functions = list.map((tool, index) => {
    const at = `tools[${index}]`;
    if (!isObject(tool) || tool["type"] !== "function") throw invalidToolType(tool, at);
    requireKnownMembers(tool, new Set(["type", "function"]));
    return parseFunction(tool["function"], `${at}.function`, false);
  });
  const choice = body["tool_choice"] ?? "auto";
  const named = isObject(choice) && isObject(choice["function"]) ? choice["function"] : choice;
  return {
    functions,
    choice: parseChoice(named, functions),
    parallel: booleanIn(body, "parallel_tool_calls", true),
  };
}

/** The tools of a request for a response or a chat. */
export function toolList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw invalidRequest("Invalid type for 'tools': expected an array.", "tools", "invalid_type");
  }
  if (value.length <= maxTools) return value;
  throw invalidRequest(
    `Invalid 'tools': array too long. Expected an array with maximum length ${maxTools}, but got an array with length ${value.length} instead.`,
    "tools",
    "array_above_max_length",
  );
}

/** Checks one function; `isStrict` says what it is if it does not say so. */
export function parseFunction(value: unknown, at: string, isStrict: boolean): FunctionTool {
  const { name, description, parameters, strict }: RequestBody = isObject(value) ? value : {};
  if (typeof name !== "string") {
    throw invalidRequest(
      `Missing required parameter: '${at}.name'.`,
      `${at}.name`,
      "missing_required_parameter",
    );
  }
  if (!/^[\w-]{1,64}$/.test(name)) {
    throw invalidRequest(
      `Invalid '${at}.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
      `${at}.name`,
      "invalid_value",
    );
  }
  if (typeof (description ?? "") !== "string") {
    throw invalidRequest(
      `Invalid type for '${at}.description': expected a string.`,
      `${at}.description`,
      "invalid_type",
    );
  }
  const schema = parameters ?? { type: "object", properties: {} };
  if (!isObject(schema) || schema["type"] !== "object") {
    throw invalidRequest(
      `Invalid schema for function '${name}': schema must be a JSON Schema of 'type: "object"'.`,
      `${at}.parameters`,
      "invalid_function_parameters",
    );
  }
  if ((parameters ?? undefined) !== undefined && (strict ?? isStrict) === true) {
    requireStrictSchema(schema, {
      what: `function '${name}'`,
      param: `${at}.parameters`,
      code: "invalid_function_parameters",
    });
  }
  return { name, parameters: schema };
}

/** Checks which function is to be called: a word, or an object with its name. */
export function parseChoice(
  value: unknown,
  functions: readonly FunctionTool[],
): FunctionTools["choice"] {
  if (value === "none" || value === "auto" || value === "required") return value;
  const name = isObject(value) ? value["name"] : undefined;
  if (typeof name !== "string") {
    throw invalidRequest(
      `Invalid value: ${JSON.stringify(value)}. Supported values are: 'none', 'auto', and 'required'.`,
      "tool_choice",
      "invalid_value",
    );
  }
  if (functions.some((each) => each.name === name)) return { name };
  throw invalidRequest(
    `Tool choice '${name}' not found in 'tools' parameter.`,
    "tool_choice",
    "invalid_value",
  );
}

/**
 * What a stand-in calls. Left to itself it takes each function whose name ends in a word that the question
 * has, as `get_weather` does with "What is the weather like?", and never right after an answer of one; where
 * it has to call some and finds none, the first.
 */
export function callFunctions(
  { functions, choice, parallel }: FunctionTools,
  {
    question,
    texts,
    isAsked,
  }: {
    readonly question: string;
    /** What arguments are made of; at least one. */
    readonly texts: readonly string[];
    /** Whether the question is the last that was said. */
    readonly isAsked: boolean;
  },
): readonly FunctionCall[] {
  const fitting = functions.filter(({ name }) => fits(name, question));
  const chosen = chosenOf();
  return (parallel ? chosen : chosen.slice(0, 1)).map(({ name, parameters }) => ({
    name,
    arguments: JSON.stringify(fillSchema(parameters, texts)),
  }));

  function chosenOf(): readonly FunctionTool[] {
    if (choice === "none") return [];
    if (choice === "auto") return isAsked ? fitting : [];
    if (choice === "required") return fitting.length > 0 ? fitting : functions.slice(0, 1);
    return functions.filter(({ name }) => name === choice.name);
  }
}

function fits(name: string, question: string): boolean {
  const last = name.split(/[_-]+|(?<=[a-z0-9])(?=[A-Z])/).findLast((word) => word !== "");
  return last !== undefined && contentWordsOf(question).includes(last.toLowerCase());
}

function requireNone(body: RequestBody, name: string): void {
  if ((body[name] ?? "none") === "none") return;
  throw invalidRequest(
    `Invalid value for '${name}': '${name}' is only allowed when 'tools' are specified.`,
    name,
  );
}

function invalidToolType(tool: unknown, at: string): Error {
  const type = isObject(tool) ? tool["type"] : undefined;
  if (type === "custom") return notEmulated(`${at}.type`);
  return invalidRequest(
    `Invalid value: ${JSON.stringify(type ?? null)}. Supported values are: 'function' and 'custom'.`,
    `${at}.type`,
    "invalid_value",
  );
}
