import { malformed } from "./document-limits.ts";

/**
 * Reads UTF-8, or UTF-16 with its mark, and Windows-1252 where it is neither.
 *
 * @throws IngestionError for bytes that are no text.
 */
export function decodeText(bytes: Uint8Array): string {
  const text = decode(bytes).replace(/\r\n?/g, "\n");
  // what holds NUL is an image or a program with another name
  if (text.includes("\0")) throw malformed("text");
  return text;
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
