import type { ChatMessage } from "./chat-messages.ts";
import { invalidRequest, OpenAIError } from "./openai-error.ts";
import { isObject, type RequestBody } from "./request-body.ts";

/** What an answer has to look like. */
export type ResponseFormat =
  | { readonly type: "text" }
  | { readonly type: "json_object" }
  | { readonly type: "json_schema"; readonly schema: RequestBody };

/**
 * Checks the format that is wanted of an answer.
 *
 * @throws OpenAIError for a format that Azure OpenAI does not have, or not in that version.
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/how-to/structured-outputs
 */
export function parseResponseFormat(
  value: unknown,
  request: {
    readonly apiVersion: string | undefined;
    readonly messages: readonly ChatMessage[];
  },
): ResponseFormat {
  if (value === undefined || value === null) return { type: "text" };
  const type = isObject(value) ? value["type"] : undefined;
  if (!isObject(value) || type === undefined) {
    throw invalidRequest(
      "Missing required parameter: 'response_format.type'.",
      "response_format.type",
      "missing_required_parameter",
    );
  }
  if (type === "text") return { type };
  if (type === "json_object") {
    if (request.messages.some(({ text }) => /json/i.test(text))) return { type };
    throw invalidRequest(
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
      "messages",
    );
  }
  if (type === "json_schema") {
    requireSchemas(request.apiVersion);
    return { type, schema: parseJsonSchema(value["json_schema"], "response_format.json_schema") };
  }
  throw invalidRequest(
    `Invalid value: ${JSON.stringify(type)}. Supported values are: 'json_object', 'json_schema', and 'text'.`,
    "response_format.type",
    "invalid_value",
  );
}

function requireSchemas(apiVersion: string | undefined): void {
  if (apiVersion === undefined || apiVersion >= "2024-08-01") return;
  throw new OpenAIError(
    400,
    "BadRequest",
    "response_format value as json_schema is enabled only for api versions 2024-08-01-preview and later",
  );
}

/**
 * Checks a schema and its name.
 *
 * @param at Where it stands, as in `response_format.json_schema`.
 * @throws OpenAIError for one that an answer could not be held to.
 */
export function parseJsonSchema(value: unknown, at: string): RequestBody {
  const { name, schema, strict = false }: RequestBody = isObject(value) ? value : {};
  if (typeof name !== "string" || !/^[\w-]{1,64}$/.test(name)) {
    throw invalidRequest(
      `Invalid '${at}.name': expected up to 64 letters, digits, dashes and underscores.`,
      `${at}.name`,
      "invalid_value",
    );
  }
  if (!isObject(schema)) {
    throw invalidRequest(
      `Missing required parameter: '${at}.schema'.`,
      `${at}.schema`,
      "missing_required_parameter",
    );
  }
  const [param = ""] = at.split(".json_schema");
  const what = `${param.replace("text.format", "response_format")} '${name}'`;
  if (strict === true) requireStrictSchema(schema, { what, param });
  else if (schema["type"] !== "object") throw invalidSchema(notAnObject, { what, param });
  return schema;
}

/** What a schema belongs to, and how its refusal names it. */
interface SchemaPlace {
  /** As in `function 'search'`. */
  readonly what: string;
  readonly param: string;
  readonly code?: string;
}

/**
 * Sees to it that a schema is one that an answer can be held to.
 *
 * @throws OpenAIError that says what is missing.
 */
export function requireStrictSchema(schema: RequestBody, place: SchemaPlace): void {
  const problem = schema["type"] === "object" ? strictProblem(schema) : notAnObject;
  if (problem !== undefined) throw invalidSchema(problem, place);
}

function invalidSchema(problem: string, { what, param, code }: SchemaPlace): OpenAIError {
  return invalidRequest(`Invalid schema for ${what}: ${problem}`, param, code);
}

const notAnObject = "schema must be a JSON Schema of 'type: \"object\"'.";

/** Why a schema is none that an answer can be held to; `undefined` if it is one. */
function strictProblem(schema: unknown, context: readonly string[] = []): string | undefined {
  if (!isObject(schema)) return undefined;
  const { properties, required, items, anyOf, $defs } = schema;
  const where = `In context=(${context.map((name) => `'${name}'`).join(", ")})`;
  if (isObject(properties)) {
    if (schema["additionalProperties"] !== false) {
      return `${where}, 'additionalProperties' is required to be supplied and to be false.`;
    }
    const listed: unknown[] = Array.isArray(required) ? required : [];
    const missing = Object.keys(properties).find((name) => !listed.includes(name));
    if (missing !== undefined) {
      return `${where}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
    }
  }
  const children: readonly (readonly [string, unknown])[] = [
    ...namedSchemas("properties", properties),
    ...namedSchemas("$defs", $defs),
    ["items", items],
    ...(Array.isArray(anyOf) ? anyOf.map((each: unknown) => ["anyOf", each] as const) : []),
  ];
  return children
    .map(([name, child]) => strictProblem(child, [...context, ...name.split("/")]))
    .find((problem) => problem !== undefined);
}

function namedSchemas(member: string, schemas: unknown): readonly (readonly [string, unknown])[] {
  if (!isObject(schemas)) return [];
  return Object.entries(schemas).map(([name, schema]) => [`${member}/${name}`, schema] as const);
}
