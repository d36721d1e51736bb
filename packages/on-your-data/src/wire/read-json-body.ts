import { OnYourDataError } from "../on-your-data-error.ts";

const maxDepth = 64;

/**
 * Reads the JSON of a request, as far as it may go.
 *
 * @throws OnYourDataError `BODY_TOO_LARGE` for what is longer, before it has all come; `INVALID_REQUEST` for what
 *   is deeper, no JSON or ambiguous: where a member stands twice, two readers may see two requests.
 */
export async function readJsonBody(request: Request, maxBytes: number): Promise<unknown> {
  const text = await readText(request, maxBytes);
  requireUnambiguous(text);
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("The body is not JSON.");
  }
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const requireSize = (bytes: number): void => {
    if (bytes <= maxBytes) return;
    throw new OnYourDataError("BODY_TOO_LARGE", `The body is longer than ${maxBytes} bytes.`);
  };
  // what is announced is not waited for
  requireSize(Number(request.headers.get("content-length")));
  let text = "";
  let size = 0;
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength;
      requireSize(size);
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw invalid("The body is not UTF-8.");
    throw error;
  }
}

/** Walks over the text once, without recursion; what it does not look at is left to the parser to refuse. */
function requireUnambiguous(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === "{" || character === "[") {
      open.push(character === "{" ? new Set() : undefined);
      if (open.length > maxDepth) throw invalid("The body is nested too deeply.");
    } else if (character === "}" || character === "]") {
      open.pop();
    } else if (character === '"') {
      const end = endOfString(text, index);
      const quoted = text.slice(index, end + 1);
      index = end;
      if (isFollowedByColon(text, end)) requireNew(open.at(-1), quoted);
    }
  }
}

function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    if (text[index] === "\\") index += 1;
    else if (text[index] === '"') return index;
  }
  throw invalid("The body is not JSON.");
}

function isFollowedByColon(text: string, end: number): boolean {
  let index = end + 1;
  while (index < text.length && " \t\r\n".includes(text[index] ?? "")) index += 1;
  return text[index] === ":";
}

function requireNew(names: Set<string> | undefined, quoted: string): void {
  let name: unknown;
  try {
    // `\u0064ata_sources` is `data_sources`
    name = JSON.parse(quoted);
  } catch {
    throw invalid("The body is not JSON.");
  }
  if (names?.has(String(name))) throw invalid("The body has a member twice.");
  names?.add(String(name));
}

function invalid(message: string): OnYourDataError {
  return new OnYourDataError("INVALID_REQUEST", message);
}
