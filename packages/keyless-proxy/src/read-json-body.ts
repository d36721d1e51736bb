import { KeylessProxyError } from "./keyless-proxy-error.ts";
import type { DirectRequest } from "./proxy-handler.ts";

/** Anything with named members. */
export type JsonObject = Readonly<Record<string, unknown>>;

const maxDepth = 64;

/** One for all: it keeps nothing from one text to the next. */
const decoder = new TextDecoder("utf-8", { fatal: true });

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
  requireUnambiguous(text, body);
  if (!isJsonObject(body)) throw invalid("The body is no object.");
  return body;
}

/** Whether a value is an object, and no list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function readText(request: DirectRequest, maxBytes: number): Promise<string> {
  const requireSize = (bytes: number): void => {
    if (bytes > maxBytes) {
      throw new KeylessProxyError("BODY_TOO_LARGE", `The body is over ${maxBytes} bytes.`);
    }
  };
  // what is announced is not waited for
  requireSize(Number(request.headers.get("content-length")));
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of request.body ?? []) {
    size += piece.byteLength;
    requireSize(size);
    pieces.push(piece);
  }
  const [first = new Uint8Array(), ...others] = pieces;
  const bytes = others.length === 0 ? first : Buffer.concat(pieces);
  try {
    return decoder.decode(bytes);
  } catch {
    throw invalid("The body is not UTF-8.");
  }
}

/** Of two members of one name, only one is read: the text then has more of them than what was read of it. */
function requireUnambiguous(text: string, body: unknown): void {
  if (countMembers(body, 0) !== countColons(text)) throw invalid("The body has a member twice.");
}

/** Also refuses what another reader may take for something else. */
function countMembers(value: unknown, depth: number): number {
  // written anew, it would be `null`, and a limit of the caller's none
  if (value === Infinity || value === -Infinity)
    throw invalid("The body has a number out of range.");
  if (typeof value !== "object" || value === null) return 0;
  if (depth === maxDepth) throw invalid("The body is nested too deeply.");
  if (Object.hasOwn(value, "__proto__")) throw invalid("The body has a member __proto__.");
  const members: readonly unknown[] = Object.values(value);
  let count = Array.isArray(value) ? 0 : members.length;
  for (const member of members) count += countMembers(member, depth + 1);
  return count;
}

/** Outside of strings, in a text that is known to be JSON: each is that of one member. */
function countColons(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === colon) count += 1;
    else if (code === quote) at = endOfString(text, at);
  }
  return count;
}

const [colon, quote, backslash] = [0x3a, 0x22, 0x5c];

/** Where the string ends that begins there: at the first quote before which no backslash is left over. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let first = end;
    while (text.charCodeAt(first - 1) === backslash) first -= 1;
    if ((end - first) % 2 === 0) return end;
  }
}

function invalid(message: string): KeylessProxyError {
  return new KeylessProxyError("INVALID_REQUEST", message);
}
