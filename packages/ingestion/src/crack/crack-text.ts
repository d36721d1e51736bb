import type { CrackedDocument, DocumentBlock } from "./cracked-document.ts";
import { decodeText } from "./decode-text.ts";

/** Reads plain text: what blank lines part are paragraphs. */
export function crackText(bytes: Uint8Array): CrackedDocument {
  const blocks = decodeText(bytes)
    .split(/\n[^\S\n]*(?:\n[^\S\n]*)+/)
    .map((text): DocumentBlock => ({ kind: "text", text: text.trim() }))
    .filter((block) => block.kind === "text" && block.text !== "");
  return { blocks };
}
