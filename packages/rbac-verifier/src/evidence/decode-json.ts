import { RbacVerifierError } from "../rbac-verifier-error.ts";
import type { Json } from "./read-path.ts";

/**
 * JSON from the bytes of a file: UTF-8 with or without a mark, and the UTF-16 that PowerShell writes.
 *
 * @throws RbacVerifierError `INVALID_EVIDENCE` for what is no JSON, as a file that is cut off.
 */
export function decodeJson(name: string, content: string | Uint8Array): Json {
  const text = typeof content === "string" ? content : textOf(content);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    // the parser's message quotes the text
    void cause;
    throw new RbacVerifierError(
      "INVALID_EVIDENCE",
      `rbac-verifier: ${name} is no JSON or is cut off; write it again, az with -o json`,
    );
  }
}

function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  // UTF-16 without a mark: JSON begins with ASCII
  if (second === 0) return new TextDecoder("utf-16le").decode(bytes);
  return new TextDecoder().decode(bytes);
}
