import { isReasoningModel, reasoningEfforts } from "../reasoning-model.ts";
import { invalidRequest, notEmulated } from "../openai-error.ts";
import { booleanIn, isObject, numberIn, type RequestBody } from "../request-body.ts";
import { parseJsonSchema, type ResponseFormat } from "../response-format.ts";

/** How a response is to be made. */
export interface ResponseRequest {
  readonly instructions: string | undefined;
  readonly previousResponseId: string | undefined;
  readonly stream: boolean;
  readonly store: boolean;
  readonly maxOutputTokens: number | undefined;
  readonly format: ResponseFormat;
  /** What the answer repeats of the request. */
  readonly shown: RequestBody;
}

/** What is understood; `tools` and `input` are read elsewhere. */
const understood = new Set(
  [
    "model input instructions previous_response_id stream store text max_output_tokens temperature top_p",
    "reasoning truncation metadata user tools tool_choice parallel_tool_calls",
  ].flatMap((names) => names.split(" ")),
);

/** What Azure OpenAI takes and the stand-in cannot honour. */
const notHonoured = new Set(
  [
    "background conversation include max_tool_calls prompt prompt_cache_key safety_identifier service_tier",
    "stream_options top_logprobs",
  ].flatMap((names) => names.split(" ")),
);

/**
 * Checks what a request for a response says beside its input and tools.
 *
 * @throws OpenAIError for what Azure OpenAI would not take, or the stand-in not do.
 */
export function parseResponseRequest(body: RequestBody, model: string): ResponseRequest {
  requireParameters(body);
  const maxOutputTokens = parseMaxOutputTokens(body);
  const { format, shown: shownFormat } = parseTextFormat(body["text"], body["input"]);
  const metadata = parseMetadata(body["metadata"]);
  const instructions = textIn(body, "instructions");
  const previousResponseId = textIn(body, "previous_response_id");
  const store = booleanIn(body, "store", true);
  return {
    instructions,
    previousResponseId,
    stream: booleanIn(body, "stream"),
    store,
    maxOutputTokens,
    format,
    shown: {
      instructions: instructions ?? null,
      max_output_tokens: maxOutputTokens ?? null,
      previous_response_id: previousResponseId ?? null,
      reasoning: parseReasoning(body["reasoning"], model),
      store,
      ...parseSampling(body, model),
      text: { format: shownFormat },
      truncation: parseTruncation(body["truncation"]),
      user: textIn(body, "user") ?? null,
      metadata,
    },
  };
}

function requireParameters(body: RequestBody): void {
  const names = Object.keys(body).filter((name) => !understood.has(name));
  for (const name of names) {
    if (!notHonoured.has(name)) {
      throw invalidRequest(`Unknown parameter: '${name}'.`, name, "unknown_parameter");
    }
    const value = body[name] ?? false;
    if (value !== false && !(Array.isArray(value) && value.length === 0)) throw notEmulated(name);
  }
}

function parseMaxOutputTokens(body: RequestBody): number | undefined {
  const least = 16;
  const most = numberIn(body, "max_output_tokens", { min: -Infinity, integer: true });
  if (most === undefined || most >= least) return most;
  throw invalidRequest(
    `Invalid 'max_output_tokens': integer below minimum value. Expected a value >= ${least}, but got ${most} instead.`,
    "max_output_tokens",
    "integer_below_min_value",
  );
}

function parseTextFormat(
  text: unknown,
  input: unknown,
): { readonly format: ResponseFormat; readonly shown: unknown } {
  const { format = { type: "text" }, ...others } = objectIn(text, "text");
  const [other] = Object.keys(others);
  if (other === "verbosity") throw notEmulated("text.verbosity");
  if (other !== undefined) {
    throw invalidRequest(
      `Unknown parameter: 'text.${other}'.`,
      `text.${other}`,
      "unknown_parameter",
    );
  }
  const { type, ...members }: RequestBody = isObject(format) ? format : {};
  if (type === "text") return { format: { type }, shown: { type } };
  if (type === "json_object") {
    if (/json/i.test(JSON.stringify(input ?? ""))) return { format: { type }, shown: { type } };
    throw invalidRequest(
      "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.",
      "input",
    );
  }
  if (type === "json_schema") {
    const schema = parseJsonSchema(format, "text.format");
    const { name, description = null, strict = false } = members;
    return { format: { type, schema }, shown: { type, description, name, schema, strict } };
  }
  throw invalidRequest(
    `Invalid value: ${JSON.stringify(type ?? null)}. Supported values are: 'json_object', 'json_schema', and 'text'.`,
    "text.format.type",
    "invalid_value",
  );
}

function parseReasoning(value: unknown, model: string): unknown {
  if (value === undefined || value === null) {
    return { effort: isReasoningModel(model) ? "medium" : null, summary: null };
  }
  const { effort = null, ...others } = objectIn(value, "reasoning");
  const other = Object.keys(others).find((name) => (others[name] ?? null) !== null);
  if (!isReasoningModel(model)) {
    const name = `reasoning.${effort === null ? (other ?? "effort") : "effort"}`;
    throw invalidRequest(
      `Unsupported parameter: '${name}' is not supported with this model.`,
      name,
      "unsupported_parameter",
    );
  }
  if (other !== undefined) throw notEmulated(`reasoning.${other}`);
  if (effort === null || reasoningEfforts.has(effort)) {
    return { effort: effort ?? "medium", summary: null };
  }
  throw invalidRequest(
    `Invalid value: ${JSON.stringify(effort)}.`,
    "reasoning.effort",
    "invalid_value",
  );
}

function parseSampling(body: RequestBody, model: string): RequestBody {
  const temperature = numberIn(body, "temperature", { min: 0, max: 2 });
  const topP = numberIn(body, "top_p", { min: 0, max: 1 });
  const name = temperature === undefined ? "top_p" : "temperature";
  if (isReasoningModel(model) && (temperature ?? topP) !== undefined) {
    throw invalidRequest(
      `Unsupported parameter: '${name}' is not supported with this model.`,
      name,
      "unsupported_parameter",
    );
  }
  return { temperature: temperature ?? 1, top_p: topP ?? 1 };
}

/** Nothing is ever too long here, and nothing cut. */
function parseTruncation(value: unknown): "auto" | "disabled" {
  const truncation = value ?? "disabled";
  if (truncation === "auto" || truncation === "disabled") return truncation;
  throw invalidRequest(
    `Invalid value: ${JSON.stringify(value)}. Supported values are: 'auto' and 'disabled'.`,
    "truncation",
    "invalid_value",
  );
}

function parseMetadata(value: unknown): unknown {
  const metadata = value ?? {};
  const isFit =
    isObject(metadata) &&
    Object.keys(metadata).length <= 16 &&
    Object.entries(metadata).every(
      ([name, text]) => name.length <= 64 && typeof text === "string" && text.length <= 512,
    );
  if (isFit) return metadata;
  throw invalidRequest(
    "Invalid 'metadata': expected up to 16 texts of up to 512 characters, with names of up to 64.",
    "metadata",
    "invalid_value",
  );
}

function textIn(body: RequestBody, name: string): string | undefined {
  const value = body[name] ?? undefined;
  if (value === undefined || typeof value === "string") return value;
  throw invalidRequest(`Invalid type for '${name}': expected a string.`, name, "invalid_type");
}

function objectIn(value: unknown, name: string): RequestBody {
  const object = value ?? {};
  if (isObject(object)) return object;
  throw invalidRequest(`Invalid type for '${name}': expected an object.`, name, "invalid_type");
}
