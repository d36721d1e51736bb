import { KeylessProxyError } from "./keyless-proxy-error.ts";
import type { DirectRequest } from "./proxy-handler.ts";

/** Anything with named members. */
export type JsonObject = Readonly<Record<string, unknown>>;

const maxDepth = 64;

/** In a text that is known to be JSON: a member's name with its colon, another string, or a bracket. */
const token = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g;

/** What a number looks like that JavaScript may take for infinite. */
const mayOverflow = /[eE]\+?\d{3}|\d{309}/;

/**
 * Reads the JSON of a request, which is written anew before it is forwarded.
 *
 * @throws KeylessProxyError for what is no JSON object, longer than allowed, or ambiguous: where a member
 *   stands twice, two readers may see two requests.
 */
export async function readJsonBody(request: DirectRequest, maxBytes: number): Promise<JsonObject> {
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers.get("content-type") ?? "")) {
    throw invalid("Send a body of the type application/json.");
  }
  if (!/^(?:identity)?$/i.test(request.headers.get("content-encoding") ?? "")) {
    throw invalid("Send the body as it is, without a content-encoding.");
  }
  const text = await readText(request, maxBytes);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw invalid("The body is not JSON.");
  }
  requireUnambiguous(text);
  if (mayOverflow.test(text)) requireFinite(body);
  if (!isJsonObject(body)) throw invalid("The body is no object.");
  return body;
}

/** Whether a value is an object, and no list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function readText(request: DirectRequest, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const requireSize = (bytes: number): void => {
    if (bytes > maxBytes) {
      throw new KeylessProxyError("BODY_TOO_LARGE", `The body is over ${maxBytes} bytes.`);
    }
  };
  // what is announced is not waited for
  requireSize(Number(request.headers.get("content-length")));
  const pieces: string[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength;
      requireSize(size);
      pieces.push(decoder.decode(chunk, { stream: true }));
    }
    return pieces.join("") + decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw invalid("The body is not UTF-8.");
    throw error;
  }
}

/** Walks over the text once, without recursion. */
function requireUnambiguous(text: string): void {
  const open: Set<string>[] = [];
  for (const [bracket, quoted, colon] of text.matchAll(token)) {
    if (bracket === "{" || bracket === "[") {
      open.push(new Set());
      if (open.length > maxDepth) throw invalid("The body is nested too deeply.");
    } else if (bracket === "}" || bracket === "]") {
      open.pop();
    } else if (quoted !== undefined && colon !== undefined) {
      // `\u0073tore` is `store`
      const name = JSON.parse(quoted) as string;
      const names = open.at(-1);
      if (name === "__proto__" || names?.has(name)) throw invalid("The body has a member twice.");
      names?.add(name);
    }
  }
}

/** Written anew, an infinite number would be `null`, and a limit of the caller's none. */
function requireFinite(value: unknown): void {
  if (value === Infinity || value === -Infinity)
    throw invalid("The body has a number out of range.");
  if (typeof value === "object" && value !== null) Object.values(value).forEach(requireFinite);
}

function invalid(message: string): KeylessProxyError {
  return new KeylessProxyError("INVALID_REQUEST", message);
}
