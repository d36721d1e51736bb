import { malformed } from "./document-limits.ts";
import { guessEncoding } from "./guess-encoding.ts";

/**
 * Reads a text: UTF-8, UTF-16, what it declares of itself, or what it looks like of the usual older encodings.
 *
 * @param declared What the document says of its encoding (nothing).
 * @throws IngestionError for bytes that are no text, or one whose encoding is not known: garbage is worse than a gap.
 */
export function decodeText(bytes: Uint8Array, declared?: string): string {
  const text = decode(bytes, declared).replace(/\r\n?/g, "\n");
  // what holds NUL is an image or a program with another name
  if (text.includes("\0")) throw malformed("text");
  return text;
}

function decode(bytes: Uint8Array, declared: string | undefined): string {
  const mark = { "255,254": "utf-16le", "254,255": "utf-16be" }[bytes.subarray(0, 2).join(",")];
  if (mark !== undefined) return new TextDecoder(mark).decode(bytes);
  // an escape to Japanese, all of it in seven bits
  if (indexOfEscape(bytes) >= 0) return new TextDecoder("iso-2022-jp").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const encoding = knownEncoding(declared) ?? guessEncoding(bytes);
    if (encoding === undefined) throw malformed("text; save it as UTF-8");
    return new TextDecoder(encoding).decode(bytes);
  }
}

function indexOfEscape(bytes: Uint8Array): number {
  const at = bytes.indexOf(0x1b);
  return bytes[at + 1] === 0x24 && (bytes[at + 2] === 0x40 || bytes[at + 2] === 0x42) ? at : -1;
}

function knownEncoding(label: string | undefined): string | undefined {
  try {
    // it is no UTF-8, whatever it says
    const { encoding } = new TextDecoder(label);
    return encoding === "utf-8" ? undefined : encoding;
  } catch {
    return undefined;
  }
}
