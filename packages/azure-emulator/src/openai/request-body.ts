import { invalidRequest } from "./openai-error.ts";

/** An object as JSON has them. */
export type RequestBody = Readonly<Record<string, unknown>>;

/**
 * The object that a request carries.
 *
 * @throws OpenAIError if it carries none.
 */
export async function readBody(request: Request): Promise<RequestBody> {
  const text = await request.text();
  try {
    const body: unknown = JSON.parse(text);
    if (isObject(body)) return body;
  } catch {
    // the same as any other body that is no object
  }
  throw invalidRequest("The body of your request is not a JSON object.");
}

/** Whether a value is an object, and neither a list nor `null`. */
export function isObject(value: unknown): value is RequestBody {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Refuses members that an API does not have.
 *
 * @throws OpenAIError that names them.
 */
export function requireKnownMembers(body: RequestBody, known: ReadonlySet<string>): void {
  const unknown = Object.keys(body).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  const noun = unknown.length === 1 ? "argument" : "arguments";
  throw invalidRequest(`Unrecognized request ${noun} supplied: ${unknown.join(", ")}`, null, "");
}

/**
 * A number within bounds, if there is one. `null` stands for none.
 *
 * @throws OpenAIError for anything else.
 */
export function numberIn(
  body: RequestBody,
  name: string,
  {
    min,
    max = Infinity,
    integer = false,
  }: { readonly min: number; readonly max?: number; readonly integer?: boolean },
): number | undefined {
  const value = body[name] ?? undefined;
  if (value === undefined) return undefined;
  const type = integer ? "integer" : "number";
  if (typeof value !== "number" || (integer && !Number.isInteger(value))) {
    throw invalidRequest(`Invalid type for '${name}': expected a ${type}.`, name, "invalid_type");
  }
  if (value < min) {
    throw invalidRequest(`${value} is less than the minimum of ${min} - '${name}'`, name);
  }
  if (value > max) {
    throw invalidRequest(`${value} is greater than the maximum of ${max} - '${name}'`, name);
  }
  return value;
}

/**
 * A yes or no, if there is one. `null` stands for none.
 *
 * @param usual What it is if there is none (no).
 * @throws OpenAIError for anything else.
 */
export function booleanIn(body: RequestBody, name: string, usual = false): boolean {
  const value = body[name] ?? usual;
  if (typeof value === "boolean") return value;
  throw invalidRequest(`Invalid type for '${name}': expected a boolean.`, name, "invalid_type");
}
